import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const card = await client.models.retrieve({ modelId: "pixtral-large-latest" });
const response = await client.chat.complete({
  model: card.id,
  messages: [{ role: "user", content: "Name three uses of beeswax." }],
});
console.log(response.choices[0]?.message?.content);
