import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

client = Mistral(
    # A Studio key serves Codestral, too.
    api_key=os.environ["MISTRAL_API_KEY"],
)

try:
    response = client.chat.complete(
        model="codestral-latest",
        messages=[{"role": "user", "content": "Suggest a name for a sorting function."}],
    )
except MistralError as error:
    if error.status_code not in (401, 403):
        raise
    sys.exit(f"{error.status_code}: {error.body}")
print(response.choices[0].message.content)
