"""Nothing but Python's own library."""

import json
import os
import urllib.request

request = urllib.request.Request(
    "https://api.mistral.ai/v1/chat/completions",
    data=json.dumps({"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Hello"}]}).encode(),
    headers={"authorization": f"Bearer {os.environ['MISTRAL_API_KEY']}", "content-type": "application/json"},
)
with urllib.request.urlopen(request) as answer:
    print(json.load(answer)["choices"][0]["message"]["content"])
