import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

lines = [f"Line {number} of the log" for number in range(300)]

response = client.embeddings.create(model="mistral-embed", inputs=lines)
vectors = [row.embedding for row in response.data]
print(len(vectors), "vectors, the last one:", vectors[-1][:3])
