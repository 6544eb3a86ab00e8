import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

api_key = os.environ["MISTRAL_API_KEY"]
client = Mistral(api_key=api_key)

try:
    response = client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Name three uses of beeswax."}],
    )
except MistralError as error:
    if error.status_code != 401:
        raise
    sys.exit(f"401: the key ending in {api_key[-4:]} is refused. Check it with curl.")
print(response.choices[0].message.content)
