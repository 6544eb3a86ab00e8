import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
const cities = ["Lyon", "Turin", "Porto", "Ghent", "Graz", "Oslo", "Riga", "Cork"];

async function ask(city: string) {
  const response = await client.chat.complete({
    model: "mistral-large-latest",
    messages: [{ role: "user", content: `Which river flows through ${city}?` }],
  });
  return response.choices[0]?.message?.content;
}

const answers = await Promise.all(cities.map((city) => ask(city)));
console.log(answers.join("\n"));
