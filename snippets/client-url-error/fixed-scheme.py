import os

from mistralai.client import Mistral

client = Mistral(
    api_key=os.environ["MISTRAL_API_KEY"],
    # With https://, and without /v1, which the SDK adds.
    server_url="https://api.mistral.ai",
)

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "What is a slug in a URL?"}],
)
print(response.choices[0].message.content)
