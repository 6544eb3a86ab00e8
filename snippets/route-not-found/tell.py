import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

client = Mistral(
    api_key=os.environ["MISTRAL_API_KEY"],
    server_url="https://api.mistral.ai/v1",
)

try:
    client.models.list()
except MistralError as error:
    print(error.status_code, error.raw_response.request.url)
    for name in ("server", "x-kong-request-id", "mistral-correlation-id"):
        print(f"{name}: {error.headers.get(name)}")
    sys.exit(error.body)
print("Answered: the base URL is right.")
