import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const response = await client.chat.complete({
  model: "mistral-small-latest",
  temperature: 0,
  topP: 0.9,
  messages: [{ role: "user", content: "Is this review positive? I love this honey." }],
});
console.log(response.choices[0]?.message?.content);
