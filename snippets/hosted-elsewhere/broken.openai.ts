import OpenAI from "openai";

const client = new OpenAI({
  baseURL: "https://my-mistral.eastus2.inference.ai.azure.com",
  apiKey: process.env.AZUREAI_API_KEY,
});

const response = await client.chat.completions.create({
  model: "Mistral-large",
  messages: [{ role: "user", content: "How many languages are in the world?" }],
});
console.log(response.choices[0].message.content);
