import sys

import httpx
from langchain_mistralai import ChatMistralAI
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential, wait_random

llm = ChatMistralAI(model="mistral-medium-latest")
fallback = ChatMistralAI(model="mistral-small-latest")


def temporary(error: BaseException) -> bool:
    if not isinstance(error, httpx.HTTPStatusError):
        return False  # LangChain retries network errors by itself.
    # A limit of 0 means that the plan has no quota for this model. Waiting never helps.
    requests = error.response.headers.get("x-ratelimit-limit-req-minute")
    tokens = error.response.headers.get("x-ratelimit-limit-tokens-minute")
    no_quota = "0" in (requests, tokens)
    return error.response.status_code in (429, 500, 502, 503, 504) and not no_quota


patiently = Retrying(
    retry=retry_if_exception(temporary),
    # 2, 4, 8, 16 and 32 seconds. Reported shortages last seconds to minutes.
    wait=wait_exponential(multiplier=2) + wait_random(0, 1),
    stop=stop_after_attempt(6),
    reraise=True,
)


def ask(content: str):
    try:
        return patiently(llm.invoke, content)
    except httpx.HTTPStatusError as error:
        if not temporary(error):
            raise
        # One other model, once: a list of models to try is a retry by another name.
        print("No answer: asking mistral-small-latest instead.", file=sys.stderr)
        return fallback.invoke(content)


print(ask("Write a subject line for a newsletter about bees.").content)
