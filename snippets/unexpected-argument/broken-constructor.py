import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"], timeout=60, max_retries=5)

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Name three uses of beeswax."}],
)
print(response.choices[0].message.content)
