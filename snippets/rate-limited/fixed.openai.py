import os
import random
import time

from openai import InternalServerError, OpenAI, RateLimitError

client = OpenAI(
    base_url="https://api.mistral.ai/v1",
    api_key=os.environ["MISTRAL_API_KEY"],
    max_retries=0,  # the loop below replaces them, because they end within two seconds
    timeout=60,  # for each try; the default is ten minutes
)


def ask(content: str, waits=(2, 4, 8, 16, 32)):
    for wait in (*waits, None):
        try:
            return client.chat.completions.create(
                model="mistral-small-latest",
                messages=[{"role": "user", "content": content}],
            )
        except RateLimitError as error:
            # A limit of 0 means that the plan has no quota for this model. Waiting never helps.
            requests = error.response.headers.get("x-ratelimit-limit-req-minute")
            tokens = error.response.headers.get("x-ratelimit-limit-tokens-minute")
            if "0" in (requests, tokens) or wait is None:
                raise
        except InternalServerError:
            if wait is None:
                raise
        time.sleep(wait + random.random())


response = ask("Suggest a title for a talk about rate limits.")
print(response.choices[0].message.content)
