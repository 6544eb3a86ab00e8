import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

try:
    response = client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Name three uses of beeswax."}],
    )
except MistralError as error:
    if error.status_code != 401:
        raise
    sys.exit("401: MISTRAL_API_KEY is refused. New key: https://console.mistral.ai/api-keys")
print(response.choices[0].message.content)
