import os

from mistralai.client import Mistral
from mistralai.client.utils import BackoffStrategy, RetryConfig

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"], timeout_ms=5_000)
# Milliseconds: four tries, with waits of 1, 2 and 4 s, plus up to a second at random.
backoff = BackoffStrategy(
    initial_interval=1_000,
    max_interval=9_000,
    exponent=2,
    max_elapsed_time=25_000,
)

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Explain in three paragraphs how tides work."}],
    # True: also after a timeout. Each try may be billed.
    retries=RetryConfig("backoff", backoff, retry_connection_errors=True),
)
print(response.choices[0].message.content)
