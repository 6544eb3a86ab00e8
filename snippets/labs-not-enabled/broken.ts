import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const response = await client.chat.complete({
  model: "labs-leanstral-1-5-1",
  messages: [{ role: "user", content: "Prove in Lean 4 that 2 + 2 = 4." }],
});
console.log(response.choices[0]?.message?.content);
