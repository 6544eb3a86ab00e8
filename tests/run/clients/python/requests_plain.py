# type: ignore
"""requests."""

import os

import requests

answer = requests.post(
    "https://api.mistral.ai/v1/chat/completions",
    headers={"authorization": f"Bearer {os.environ['MISTRAL_API_KEY']}"},
    json={"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Hello"}]},
    timeout=30,
)
print(answer.json()["choices"][0]["message"]["content"])
