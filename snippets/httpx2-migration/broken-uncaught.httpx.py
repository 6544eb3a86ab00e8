import os
import sys
import time

import httpx
from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"], timeout_ms=2_000)

for wait in (1, 2, 4, None):
    try:
        response = client.chat.complete(
            model="mistral-small-latest",
            messages=[{"role": "user", "content": "Which rivers flow north?"}],
        )
        break
    except httpx.TransportError as error:
        if wait is None:
            sys.exit(f"Mistral was not reached: {error!r}")
        time.sleep(wait)
    except Exception as error:
        sys.exit(f"Not an httpx error, so not retried: {type(error)}")
print(response.choices[0].message.content)
