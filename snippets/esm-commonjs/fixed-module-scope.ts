import { Mistral } from "@mistralai/mistralai";

async function main() {
  const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

  const response = await client.chat.complete({
    model: "mistral-small-latest",
    messages: [{ role: "user", content: "What makes honey keep for years?" }],
  });
  console.log(response.choices[0].message?.content);
}

main();
