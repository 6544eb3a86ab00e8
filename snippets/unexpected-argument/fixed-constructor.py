import os

from mistralai.client import Mistral
from mistralai.client.utils import BackoffStrategy, RetryConfig

# In milliseconds. The waits add up to 90 s, because a limit lasts up to a minute.
waits = BackoffStrategy(
    initial_interval=1_000, max_interval=30_000, exponent=2, max_elapsed_time=90_000
)
client = Mistral(
    api_key=os.environ["MISTRAL_API_KEY"],
    timeout_ms=60_000,  # not timeout
    retry_config=RetryConfig("backoff", waits, retry_connection_errors=True),  # not max_retries
)

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Name three uses of beeswax."}],
)
print(response.choices[0].message.content)
