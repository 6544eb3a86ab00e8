import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const model = "mistral-medium-latest"; // the docs' successor of pixtral-large-latest
await client.models.retrieve({ modelId: model });
const response = await client.chat.complete({
  model,
  messages: [{ role: "user", content: "Name three uses of beeswax." }],
});
console.log(response.choices[0]?.message?.content);
