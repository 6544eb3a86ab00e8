import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

lines = [f"Line {number} of the log" for number in range(300)]

vectors = []
for start in range(0, len(lines), 256):  # at most 256 inputs per request; long ones need fewer
    batch = lines[start : start + 256]
    response = client.embeddings.create(model="mistral-embed", inputs=batch)
    vectors += [row.embedding for row in response.data]
print(len(vectors), "vectors, the last one:", vectors[-1][:3])
