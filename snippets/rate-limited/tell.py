import os

from mistralai.client import Mistral
from mistralai.client.errors import SDKError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

try:
    client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Suggest a title for a talk about rate limits."}],
    )
except SDKError as error:
    print(error)
    for name, value in error.headers.items():
        if name.startswith(("x-ratelimit", "retry-after", "mistral-correlation-id")):
            print(f"{name}: {value}")
