import OpenAI from "openai";

const client = new OpenAI({
  baseURL: "https://api.mistral.ai/v1",
  apiKey: process.env.MISTRAL_API_KEY,
});

const response = await client.chat.completions.create({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "Suggest a name for a coffee shop." }],
  temperature: 2,
});
console.log(response.choices[0].message.content);
