import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const choices = ["mistral-medium-3-5", "mistral-large-2512"]; // tested ones, best first
const cards = (await client.models.list()).data ?? [];
const served = cards.map((card) => ("id" in card ? card.id : ""));
const model = choices.find((name) => served.includes(name));
if (!model) throw new Error(`This key can use none of ${choices}, but: ${served}`);

const response = await client.chat.complete({
  model: model,
  messages: [{ role: "user", content: "Summarize: the export button does nothing." }],
});
console.log(response.choices[0].message?.content);
