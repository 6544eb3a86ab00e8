import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const model = "mistral-large-2411"; // retired on 2026-05-31

const response = await client.chat.complete({
  model: model,
  messages: [{ role: "user", content: "Summarize: the export button does nothing." }],
});
console.log(response.choices[0].message?.content);
