import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

async function ask(content: string, model = "mistral-medium-latest") {
  return await client.chat.complete({
    model,
    messages: [{ role: "user", content }],
  });
}

const response = await ask("Write a subject line for a newsletter about bees.");
console.log(response.choices[0]?.message?.content);
