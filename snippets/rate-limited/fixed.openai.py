import os
import random
import time

from openai import OpenAI, RateLimitError

client = OpenAI(
    base_url="https://api.mistral.ai/v1",
    api_key=os.environ["MISTRAL_API_KEY"],
    max_retries=0,  # its own retries are over within two seconds
)


def ask(content: str, waits=(2, 4, 8, 16, 32)):
    for wait in (*waits, None):
        try:
            return client.chat.completions.create(
                model="mistral-small-latest",
                messages=[{"role": "user", "content": content}],
            )
        except RateLimitError:
            if wait is None:
                raise
        # The limit counts by the minute: try for longer.
        time.sleep(wait + random.random())


response = ask("Suggest a title for a talk about rate limits.")
print(response.choices[0].message.content)
