import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// The docs' successor of pixtral-large-latest.
const card = await client.models.retrieve({ modelId: "mistral-medium-latest" });
const response = await client.chat.complete({
  model: card.id,
  messages: [{ role: "user", content: "Name three uses of beeswax." }],
});
console.log(response.choices[0]?.message?.content);
