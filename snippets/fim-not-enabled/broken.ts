import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const response = await client.fim.complete({
  model: "mistral-small-latest",
  prompt: "def add(a, b):\n    return ",
  suffix: "\n\nprint(add(2, 3))",
  maxTokens: 64,
});
console.log(response.choices[0]?.message?.content);
