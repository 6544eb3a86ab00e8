import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: [
    // Mistral has four roles: system, user, assistant, tool.
    { role: "system", content: "Answer with one word." },
    { role: "user", content: "Which river flows through Paris?" },
  ],
});
console.log(response.choices[0]?.message?.content);
