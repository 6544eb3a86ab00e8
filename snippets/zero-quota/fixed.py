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
    if error.status_code != 429 or error.headers.get("x-ratelimit-limit-req-minute") != "0":
        raise
    sys.exit(
        f"429, x-ratelimit-limit-req-minute: 0. This plan has no requests for {MODEL}.\n"
        "Use a model with a limit above 0, or change the plan:\n"
        "https://admin.mistral.ai/plateforme/limits"
    )
print(response.choices[0].message.content)
