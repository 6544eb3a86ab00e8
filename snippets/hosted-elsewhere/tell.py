import os

import httpx2

# Put the address, key and body of your own request here.
response = httpx2.post(
    "https://openrouter.ai/api/v1/chat/completions",
    headers={"Authorization": f"Bearer {os.environ['OPENROUTER_API_KEY']}"},
    json={
        "model": "mistralai/devstral-2512",
        "messages": [{"role": "user", "content": "Name a river."}],
    },
    timeout=60,
)
print(response.url.host, response.status_code)
for name, value in response.headers.items():
    print(f"{name}: {value}")
print(response.text[:500])
known = "mistral-correlation-id" in response.headers
print("Answered by Mistral's API." if known else "Not answered by Mistral's API.")
