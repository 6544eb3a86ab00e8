import httpx
from langchain_mistralai import ChatMistralAI
from tenacity import retry, retry_if_exception, stop_after_attempt, wait_exponential, wait_random

llm = ChatMistralAI(model="mistral-small-latest", max_retries=6)  # for network errors only


def is_temporary(error: BaseException) -> bool:
    temporary = (429, 500, 502, 503, 504)
    return isinstance(error, httpx.HTTPStatusError) and error.response.status_code in temporary


@retry(
    retry=retry_if_exception(is_temporary),
    wait=wait_exponential() + wait_random(0, 1),  # 1, 2, 4, 8, 16 and 32 seconds
    stop=stop_after_attempt(7),
    reraise=True,
)
def ask(content: str):
    return llm.invoke(content)


print(ask("Suggest a name for a coffee shop.").content)
