import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// A chat does not need the model's card.
const model = "mistral-medium-3-5"; // the docs' successor of pixtral-large-latest
const response = await client.chat.complete({
  model,
  messages: [{ role: "user", content: "Name three uses of beeswax." }],
});
console.log(response.choices[0]?.message?.content);
