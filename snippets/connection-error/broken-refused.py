import os

from mistralai.client import Mistral

client = Mistral(
    api_key=os.environ["MISTRAL_API_KEY"],
    server_url="http://127.0.0.1:8001",
)

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Name three rivers in Peru."}],
)
print(response.choices[0].message.content)
