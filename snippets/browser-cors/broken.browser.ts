import OpenAI from "openai";

const client = new OpenAI({
  apiKey: localStorage.getItem("MISTRAL_API_KEY") ?? "",
  baseURL: "https://api.mistral.ai/v1",
  dangerouslyAllowBrowser: true,
  maxRetries: 0,
});

const response = await client.chat.completions.create({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "Which birds fly at night?" }],
});
console.log(response.choices[0].message.content);
