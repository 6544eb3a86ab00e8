import httpx
from langchain_mistralai import ChatMistralAI
from tenacity import retry, retry_if_exception, stop_after_delay, wait_exponential, wait_random

llm = ChatMistralAI(model="mistral-small-latest")


def passing(error: BaseException) -> bool:
    return isinstance(error, httpx.HTTPStatusError) and error.response.status_code >= 500


@retry(
    retry=retry_if_exception(passing),
    wait=wait_exponential(max=16) + wait_random(0, 1),  # 1, 2, 4, 8 and 16 seconds
    stop=stop_after_delay(45),
    reraise=True,
)
def ask(content: str):
    return llm.invoke(content)


print(ask("Write a one-line apology for a late parcel.").content)
