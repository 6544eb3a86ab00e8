import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import SDKError
from mistralai.client.utils import BackoffStrategy, RetryConfig

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# In milliseconds: after 2, 4, 8, 16 and 32 s. Reported shortages last seconds to minutes.
backoff = BackoffStrategy(
    initial_interval=2_000,
    max_interval=33_000,
    exponent=2,
    max_elapsed_time=60_000,
)
patiently = RetryConfig("backoff", backoff, retry_connection_errors=True)


def ask(content: str, model="mistral-medium-latest", retries=None):
    return client.chat.complete(
        model=model,
        messages=[{"role": "user", "content": content}],
        retries=retries,
    )


def ask_any(content: str, fallback="mistral-small-latest", retries=patiently):
    try:
        return ask(content, retries=retries)
    except SDKError as error:
        if error.status_code not in (429, 503):
            raise
        # One other model, once: a list of models to try is a retry by another name.
        print(f"Status {error.status_code}: asking {fallback} instead.", file=sys.stderr)
        return ask(content, fallback)


response = ask_any("Write a subject line for a newsletter about bees.")
print(response.choices[0].message.content)
