import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import MistralError
from mistralai.client.models import UserMessage
from mistralai.client.utils import BackoffStrategy, RetryConfig

retries = RetryConfig("backoff", BackoffStrategy(500, 5_000, 1.5, 30_000), True)
client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

try:
    response = client.chat.complete(
        model="mistral-small-latest",
        messages=[UserMessage(content="Which metals float on mercury?")],
        retries=retries,
    )
except MistralError as error:  # SDKError does not include a 422
    sys.exit(f"Mistral answered with status {error.status_code}: {error.body}")
print(response.choices[0].message.content)
