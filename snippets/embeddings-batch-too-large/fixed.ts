import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const maxInputs = 256; // per request
const maxBytes = 48_000; // per request: below 65,536 tokens, even at one token per byte

function* batches(texts: string[]): Generator<string[]> {
  let batch: string[] = [];
  let size = 0;
  for (const text of texts) {
    const length = Buffer.byteLength(text);
    if (batch.length && (batch.length === maxInputs || size + length > maxBytes)) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(text);
    size += length;
  }
  if (batch.length) yield batch;
}

const documents = Array.from(
  { length: 120 },
  (_, number) => `Note ${number}. ${"Bees dance to show the way. ".repeat(100)}`,
);

const vectors: number[][] = [];
for (const batch of batches(documents)) {
  const response = await client.embeddings.create({ model: "mistral-embed", inputs: batch });
  vectors.push(...response.data.map((row) => row.embedding ?? []));
}
console.log(vectors.length, "vectors, the last one:", vectors.at(-1)?.slice(0, 3));
