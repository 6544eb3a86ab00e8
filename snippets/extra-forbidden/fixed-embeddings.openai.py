import os

from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

response = client.embeddings.create(
    model="codestral-embed",
    input=["def add(a, b): return a + b"],
    extra_body={"output_dimension": 512},  # Mistral's name for dimensions; user has no counterpart
)
print(response.data[0].embedding[:3])
