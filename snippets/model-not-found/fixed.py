import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

card = client.models.retrieve(model_id="mistral-medium-latest")  # its successor in the docs
response = client.chat.complete(
    model=card.id,
    messages=[{"role": "user", "content": "Name three uses of beeswax."}],
)
print(response.choices[0].message.content)
