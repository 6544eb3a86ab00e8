import httpx
from langchain_mistralai import ChatMistralAI
from tenacity import retry, retry_if_exception, stop_after_attempt, wait_exponential, wait_random

llm = ChatMistralAI(model="mistral-small-latest")


def limited(error: BaseException) -> bool:
    return isinstance(error, httpx.HTTPStatusError) and error.response.status_code == 429


@retry(
    retry=retry_if_exception(limited),
    # 2, 4, 8, 16 and 32 seconds: longer than a minute.
    wait=wait_exponential(multiplier=2) + wait_random(0, 1),
    stop=stop_after_attempt(6),
    reraise=True,
)
def ask(content: str):
    return llm.invoke(content)


print(ask("Suggest a title for a talk about rate limits.").content)
