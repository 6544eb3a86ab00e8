import os

from mistralai.client import Mistral

# Files and secrets often end with a newline.
api_key = os.environ["MISTRAL_API_KEY"].strip()
client = Mistral(api_key=api_key)

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Suggest a name for a key ring."}],
)
print(response.choices[0].message.content)
