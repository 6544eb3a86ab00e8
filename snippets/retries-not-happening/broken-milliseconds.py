import os

from mistralai.client import Mistral
from mistralai.client.utils import BackoffStrategy, RetryConfig

backoff = BackoffStrategy(
    initial_interval=1,
    max_interval=50,
    exponent=1.1,
    max_elapsed_time=100,
)
client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Suggest a name for a coffee shop."}],
    retries=RetryConfig("backoff", backoff, retry_connection_errors=False),
)
print(response.choices[0].message.content)
