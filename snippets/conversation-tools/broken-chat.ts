import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const response = await client.chat.complete({
  model: "mistral-medium-latest",
  messages: [
    { role: "user", content: "What changed in the opening hours of the Louvre this year?" },
  ],
  tools: [{ type: "web_search" }],
});
console.log(response.choices[0]?.message?.content);
