import OpenAI from "openai";

const client = new OpenAI({
  baseURL: "https://api.mistral.ai/v1",
  apiKey: process.env.MISTRAL_API_KEY,
});

const response = await client.embeddings.create({
  model: "mistral-embed",
  input: ["Bees dance to show the way."],
  encoding_format: "float", // by itself, the SDK asks for base64, and reads the numbers as bytes
});

const vector = response.data[0]?.embedding ?? [];
// No error is raised: without this check, the zeros go into the database.
if (vector.every((number) => number === 0)) {
  throw new Error(`mistral-embed: an embedding of ${vector.length} zeros`);
}
console.log(vector.length, "numbers:", vector.slice(0, 3));
