import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

async function ask(content: string) {
  return await client.chat.complete({
    model: "mistral-small-latest",
    messages: [{ role: "user", content }],
  });
}

const response = await ask("Suggest a title for a talk about rate limits.");
console.log(response.choices[0]?.message?.content);
