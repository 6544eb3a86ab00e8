import MistralClient from "@mistralai/mistralai";

const client = new MistralClient(process.env.MISTRAL_API_KEY);

const response = await client.chat({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "Which metals float on mercury?" }],
});
console.log(response.choices[0].message?.content);
