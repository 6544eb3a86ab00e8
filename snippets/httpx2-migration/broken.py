import os
import sys

import httpx  # whose errors mistralai raises
from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

try:
    response = client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Which rivers flow north?"}],
    )
except httpx.TransportError as error:
    sys.exit(f"Mistral was not reached: {error!r}")
print(response.choices[0].message.content)
