import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.CODESTRAL_API_KEY });

const response = await client.chat.complete({
  model: "codestral-latest",
  messages: [{ role: "user", content: "Suggest a name for a sorting function." }],
});
console.log(response.choices[0]?.message?.content);
