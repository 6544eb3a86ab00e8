import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# A chat does not need the model's card.
response = client.chat.complete(
    model="mistral-medium-3-5",  # the docs' successor of pixtral-large-latest
    messages=[{"role": "user", "content": "Name three uses of beeswax."}],
)
print(response.choices[0].message.content)
