import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import SDKError

MODEL = "mistral-small-latest"
client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

try:
    response = client.chat.complete(
        model=MODEL,
        messages=[{"role": "user", "content": "Suggest a name for a sailing boat."}],
    )
except SDKError as error:
    # The body is that of a used-up minute. Only the limit tells them apart.
    requests = error.headers.get("x-ratelimit-limit-req-minute")
    tokens = error.headers.get("x-ratelimit-limit-tokens-minute")
    if error.status_code != 429 or "0" not in (requests, tokens):
        raise
    sys.exit(
        f"429 with a limit of 0: this plan has no quota for {MODEL}.\n"
        "Use a model with a limit above 0, or change the plan:\n"
        "https://admin.mistral.ai/plateforme/limits"
    )
print(response.choices[0].message.content)
