import os

from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

card = client.models.retrieve("mistral-medium-latest")  # its successor in the docs
response = client.chat.completions.create(
    model=card.id,
    messages=[{"role": "user", "content": "Name three uses of beeswax."}],
)
print(response.choices[0].message.content)
