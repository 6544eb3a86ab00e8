import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const response = await client.chat.complete({
  model: process.env.MISTRAL_MODEL ?? "",
  messages: [{ role: "user", content: "Summarize: the export button does nothing." }],
});
console.log(response.choices[0].message?.content);
