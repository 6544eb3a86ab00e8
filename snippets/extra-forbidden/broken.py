import os
import sys

import httpx2

response = httpx2.post(
    "https://api.mistral.ai/v1/chat/completions",
    headers={"Authorization": f"Bearer {os.environ['MISTRAL_API_KEY']}"},
    json={
        "model": "mistral-small-latest",
        "messages": [{"role": "user", "content": "Suggest a name for a coffee shop."}],
        "max_completion_tokens": 200,
        "seed": 7,
        "store": False,
    },
    timeout=60,
)
if response.is_error:
    sys.exit(f"{response.status_code} {response.text}")
print(response.json()["choices"][0]["message"]["content"])
