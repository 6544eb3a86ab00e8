import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

# A newline at the end, as in a mounted file, would make the header illegal.
api_key = os.environ.get("MISTRAL_API_KEY", "").strip()
if not api_key:
    sys.exit("MISTRAL_API_KEY is not set. New key: https://console.mistral.ai/api-keys")
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
