import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
const wanted = "pixtral-large-latest"; // the id that your program sends

const { data = [] } = await client.models.list();
const listed = data.filter((model) => model.type !== "UNKNOWN");
for (const { id, maxContextLength, deprecation } of listed) {
  const until = deprecation ? `, until ${deprecation.toISOString().slice(0, 10)}` : "";
  console.log(`${id}: ${maxContextLength} tokens${until}`);
}
if (!listed.some((model) => model.id === wanted)) {
  console.log(`Not listed for this key. A request may get: Invalid model: ${wanted}`);
}
