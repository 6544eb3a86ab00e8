import os

from mistralai.client import Mistral

client = Mistral(
    api_key=os.environ["MISTRAL_API_KEY"],
    # The SDK adds /v1/chat/completions.
    server_url="https://api.mistral.ai",
)

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Suggest a name for a sailing boat."}],
)
print(response.choices[0].message.content)
