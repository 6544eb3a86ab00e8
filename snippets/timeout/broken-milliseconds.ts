import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({
  apiKey: process.env.MISTRAL_API_KEY,
  timeoutMs: 5,
});

const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "Explain in three paragraphs how tides work." }],
});
console.log(response.choices[0]?.message?.content);
