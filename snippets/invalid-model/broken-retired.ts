import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const model = "pixtral-large-latest"; // refused on 2026-09-04

const response = await client.chat.complete({
  model: model,
  messages: [{ role: "user", content: "Summarize: the export button does nothing." }],
});
console.log(response.choices[0].message?.content);
