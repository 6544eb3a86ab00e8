import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({
  apiKey: process.env.MISTRAL_API_KEY,
  // With https://, and without /v1, which the SDK adds.
  serverURL: "https://api.mistral.ai",
});

const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "What is a slug in a URL?" }],
});
console.log(response.choices[0]?.message?.content);
