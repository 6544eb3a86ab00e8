import os
import sys
from urllib.request import getproxies

import httpx2
from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

try:
    response = client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Name three rivers in Peru."}],
    )
except (httpx2.ConnectError, httpx2.ProxyError) as error:
    # The error does not name the proxy. The SDK also reads https_proxy and ALL_PROXY.
    proxies = getproxies()
    proxy = proxies.get("https") or proxies.get("all") or "none"
    sys.exit(f"{error} (proxy: {proxy.rpartition('@')[2]})")  # without a password
print(response.choices[0].message.content)
