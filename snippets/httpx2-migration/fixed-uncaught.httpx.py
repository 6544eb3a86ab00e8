import os
import sys
import time

import httpx2
from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"], timeout_ms=2_000)

for wait in (1, 2, 4, None):
    try:
        response = client.chat.complete(
            model="mistral-small-latest",
            messages=[{"role": "user", "content": "Which rivers flow north?"}],
        )
        break
    except httpx2.TransportError as error:  # the library of SDK 3
        if wait is None:
            sys.exit(f"Mistral was not reached: {error!r}")
        time.sleep(wait)
print(response.choices[0].message.content)
