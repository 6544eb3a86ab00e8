import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Name three uses of beeswax."}],
    max_tokens=500,  # OpenAI: max_completion_tokens
    random_seed=7,  # OpenAI: seed
)
print(response.choices[0].message.content)
