import os

from openai import OpenAI

client = OpenAI(
    # OpenAI's SDK adds only /chat/completions.
    base_url="https://my-mistral.eastus2.inference.ai.azure.com/v1",
    api_key=os.environ["AZUREAI_API_KEY"],
)

response = client.chat.completions.create(
    model="Mistral-large",
    messages=[{"role": "user", "content": "How many languages are in the world?"}],
)
print(response.choices[0].message.content)
