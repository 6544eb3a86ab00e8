import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const response = await client.chat.complete({
  model: "mistral-small-latest",
  reasoningEffort: "high",
  messages: [{ role: "user", content: "How many days are there in 12 weeks?" }],
});
const content = response.choices[0].message?.content as string;
console.log(content.trim());
