import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const documents = Array.from(
  { length: 120 },
  (_, number) => `Note ${number}. ${"Bees dance to show the way. ".repeat(100)}`,
);

const response = await client.embeddings.create({ model: "mistral-embed", inputs: documents });
const vectors = response.data.map((row) => row.embedding ?? []);
console.log(vectors.length, "vectors, the last one:", vectors.at(-1)?.slice(0, 3));
