import os

from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

response = client.embeddings.create(
    model="codestral-embed",
    input=["def add(a, b): return a + b"],
    dimensions=512,
    user="customer-42",
)
print(response.data[0].embedding[:3])
