import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# What OpenAI's client has, and what a framework calls on the client that you give it.
response = client.chat.completions.create(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Suggest a name for a coffee shop."}],
)
print(response.choices[0].message.content)
