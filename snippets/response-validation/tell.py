import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import ResponseValidationError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

try:
    response = client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Suggest a name for a coffee shop."}],
    )
    print(response.choices[0].message.content)
except ResponseValidationError as error:
    print(type(error).__name__, error.status_code, error.message)
    print(error.__cause__)  # which field the SDK cannot read, and why
    print(error.body)  # what the API answered
    sys.exit(1)
