import os
import sys

import httpx2
from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

try:
    response = client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Name three rivers in Peru."}],
    )
except (httpx2.ConnectError, httpx2.ProxyError) as error:
    # The error does not say that a proxy refused. Without the password that may be in it:
    proxy = os.environ.get("HTTPS_PROXY", "none").rpartition("@")[2]
    sys.exit(f"{error} (proxy: {proxy})")
print(response.choices[0].message.content)
