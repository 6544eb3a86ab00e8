import os
import random
import time

from openai import InternalServerError, OpenAI, RateLimitError

client = OpenAI(
    base_url="https://api.mistral.ai/v1",
    api_key=os.environ["MISTRAL_API_KEY"],
    max_retries=0,  # its own retries are over within two seconds
    timeout=60,  # for each try; the default is ten minutes
)


def ask(content: str, waits=(1, 2, 4, 8, 16, 32)):
    for wait in (*waits, None):
        try:
            return client.chat.completions.create(
                model="mistral-small-latest",
                messages=[{"role": "user", "content": content}],
            )
        except (InternalServerError, RateLimitError) as error:
            if wait is None:
                # The exception's own text is only the status.
                print(error.response.text[:300])
                print("cf-ray:", error.response.headers.get("cf-ray"))
                raise
        time.sleep(wait + random.random())


response = ask("Describe a lighthouse in one line.")
print(response.choices[0].message.content)
