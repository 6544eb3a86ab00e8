import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const stream = await client.chat.stream({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "Explain in two sentences why the sky is blue." }],
});
console.log(stream.choices[0].message.content);
