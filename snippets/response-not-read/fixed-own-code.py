import os
import sys

import httpx2

url = "https://api.mistral.ai/v1/chat/completions"
headers = {"Authorization": f"Bearer {os.environ['MISTRAL_API_KEY']}"}
request = {
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "Explain in two sentences why the sky is blue."}],
    "stream": True,
}
with httpx2.stream("POST", url, json=request, headers=headers, timeout=60) as response:
    if response.status_code != 200:
        response.read()  # httpx reads no body of a stream by itself; async: await response.aread()
        sys.exit(f"Status {response.status_code}: {response.text}")
    for line in response.iter_lines():
        print(line, flush=True)
