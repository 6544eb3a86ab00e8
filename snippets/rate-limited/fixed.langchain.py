import httpx
from langchain_mistralai import ChatMistralAI
from tenacity import retry, retry_if_exception, stop_after_attempt, wait_exponential, wait_random

llm = ChatMistralAI(model="mistral-small-latest")


def temporary(error: BaseException) -> bool:
    if not isinstance(error, httpx.HTTPStatusError):
        return False  # LangChain retries network errors by itself.
    # A limit of 0 means that the plan has no quota for this model. Waiting never helps.
    requests = error.response.headers.get("x-ratelimit-limit-req-minute")
    tokens = error.response.headers.get("x-ratelimit-limit-tokens-minute")
    no_quota = "0" in (requests, tokens)
    return error.response.status_code in (429, 500, 502, 503, 504) and not no_quota


@retry(
    retry=retry_if_exception(temporary),
    # 2, 4, 8, 16 and 32 seconds: longer than a minute.
    wait=wait_exponential(multiplier=2) + wait_random(0, 1),
    stop=stop_after_attempt(6),
    reraise=True,
)
def ask(content: str):
    return llm.invoke(content)


print(ask("Suggest a title for a talk about rate limits.").content)
