import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

try:
    response = client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Which metals float on mercury?"}],
    )
except MistralError as error:
    if error.status_code == 429:
        sys.exit(f"Mistral refused the call for now, or for your plan: {error.body}")
    sys.exit(f"Mistral answered with status {error.status_code}: {error.body}")
print(response.choices[0].message.content)
