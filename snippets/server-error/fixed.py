import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import SDKError
from mistralai.client.utils import BackoffStrategy, RetryConfig

# In milliseconds: after 1, 2, 4, 8 and 16 s, plus up to a second at random.
backoff = BackoffStrategy(
    initial_interval=1_000,
    max_interval=16_000,
    exponent=2,
    max_elapsed_time=45_000,
)
client = Mistral(
    api_key=os.environ["MISTRAL_API_KEY"],
    retry_config=RetryConfig("backoff", backoff, retry_connection_errors=True),
)

try:
    response = client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Write a one-line apology for a late parcel."}],
    )
except SDKError as error:
    if error.status_code < 500:
        raise
    sys.exit(
        f"{error}\n"
        f"mistral-correlation-id: {error.headers.get('mistral-correlation-id')}\n"
        "The API kept failing. If a short request passes, change this one;\n"
        "if none does, see https://status.mistral.ai and try again later."
    )
print(response.choices[0].message.content)
