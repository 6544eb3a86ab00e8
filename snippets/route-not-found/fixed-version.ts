import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({
  apiKey: process.env.MISTRAL_API_KEY,
  // Without /v1, which the SDK adds.
  serverURL: "https://api.mistral.ai",
});

const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "Suggest a name for a sailing boat." }],
});
console.log(response.choices[0]?.message?.content);
