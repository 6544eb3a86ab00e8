import os

from mistralai.client import Mistral

client = Mistral(
    api_key=os.environ["MISTRAL_API_KEY"],
    server_url="https://api.mistral.example",
)

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Name three rivers in Peru."}],
)
print(response.choices[0].message.content)
