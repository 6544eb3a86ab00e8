import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

documents = [f"Note {number}. " + "Bees dance to show the way. " * 100 for number in range(120)]

response = client.embeddings.create(model="mistral-embed", inputs=documents)
vectors = [row.embedding for row in response.data]
print(len(vectors), "vectors, the last one:", vectors[-1][:3])
