import os

from mistralai.client import Mistral
from mistralai.client.utils import BackoffStrategy, RetryConfig

# All times are milliseconds. Waits of 1, 2, 4, 8, 16 and 32 s, plus up to a second at random.
backoff = BackoffStrategy(
    initial_interval=1_000,
    max_interval=33_000,
    exponent=2,
    max_elapsed_time=60_000,  # no new wait begins after a minute
)
client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Suggest a name for a coffee shop."}],
    # For this call only: a client's `retry_config` would repeat uploads and batch jobs, too.
    retries=RetryConfig("backoff", backoff, retry_connection_errors=False),
)
print(response.choices[0].message.content)
