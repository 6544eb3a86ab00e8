import os
import random
import sys
import time

from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAI

client = OpenAI(
    base_url="https://api.mistral.ai/v1",
    api_key=os.environ["MISTRAL_API_KEY"],
    timeout=60,
    max_retries=0,  # the loop below replaces them, because they end within two seconds
)


def ask(content: str, model="mistral-medium-latest"):
    return client.chat.completions.create(
        model=model,
        messages=[{"role": "user", "content": content}],
    )


def temporary(error: Exception) -> bool:
    if not isinstance(error, APIStatusError):
        return not isinstance(error, APITimeoutError)  # a broken connection, not a timeout
    # A limit of 0 means that the plan has no quota for this model. Waiting never helps.
    requests = error.response.headers.get("x-ratelimit-limit-req-minute")
    tokens = error.response.headers.get("x-ratelimit-limit-tokens-minute")
    no_quota = "0" in (requests, tokens)
    return error.status_code in (429, 500, 502, 503, 504) and not no_quota


# In seconds. Reported shortages last seconds to minutes.
def ask_any(content: str, fallback="mistral-small-latest", waits=(2, 4, 8, 16, 32)):
    for wait in (*waits, None):
        try:
            return ask(content)
        except (APIStatusError, APIConnectionError) as error:
            if not temporary(error):
                raise
        if wait is not None:
            time.sleep(wait + random.random())
    # One other model, once: a list of models to try is a retry by another name.
    print(f"No answer: asking {fallback} instead.", file=sys.stderr)
    return ask(content, fallback)


response = ask_any("Write a subject line for a newsletter about bees.")
print(response.choices[0].message.content)
