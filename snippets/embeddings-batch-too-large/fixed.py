import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

MAX_INPUTS = 256  # per request
MAX_BYTES = 48_000  # per request: below 65,536 tokens, even at one token per byte


def batches(texts: list[str]):
    batch, size = [], 0
    for text in texts:
        length = len(text.encode())
        if batch and (len(batch) == MAX_INPUTS or size + length > MAX_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += length
    if batch:
        yield batch


documents = [f"Note {number}. " + "Bees dance to show the way. " * 100 for number in range(120)]

vectors = []
for batch in batches(documents):
    response = client.embeddings.create(model="mistral-embed", inputs=batch)
    vectors += [row.embedding for row in response.data]
print(len(vectors), "vectors, the last one:", vectors[-1][:3])
