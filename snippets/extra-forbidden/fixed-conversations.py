import os
import sys

import httpx2

CONVERSATIONS = "https://api.mistral.ai/v1/conversations"
headers = {"Authorization": f"Bearer {os.environ['MISTRAL_API_KEY']}"}


def post(url: str, body: dict) -> dict:
    response = httpx2.post(url, headers=headers, json=body, timeout=60)
    if response.is_error:
        sys.exit(f"{response.status_code} {response.text}")
    return response.json()


first = {
    "model": "mistral-small-latest",
    "inputs": "Suggest a name for a coffee shop.",
    "tools": [],
}
answer = post(CONVERSATIONS, first)
print(answer["outputs"][-1]["content"])

# The conversation keeps its tools: only the request that starts it may name them.
more = {"inputs": "Another one, please."}
answer = post(f"{CONVERSATIONS}/{answer['conversation_id']}", more)
print(answer["outputs"][-1]["content"])
