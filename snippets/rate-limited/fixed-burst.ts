import { setTimeout as sleep } from "node:timers/promises";
import { Mistral } from "@mistralai/mistralai";
import { MistralError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
const cities = ["Lyon", "Turin", "Porto", "Ghent", "Graz", "Oslo", "Riga", "Cork"];

async function ask(city: string, left = 1) {
  try {
    const response = await client.chat.complete({
      model: "mistral-large-latest",
      messages: [{ role: "user", content: `Which river flows through ${city}?` }],
    });
    return response.choices[0]?.message?.content;
  } catch (error) {
    if (!(error instanceof MistralError) || error.statusCode !== 429 || left === 0) throw error;
  }
  // The limit starts anew with the minute: come back shortly after, not all at once.
  await sleep(60_000 - (Date.now() % 60_000) + 500 + Math.random() * 1500);
  return ask(city, left - 1);
}

const answers: string[] = [];
const queue = [...cities.entries()];
async function work() {
  for (let next = queue.shift(); next; next = queue.shift()) {
    answers[next[0]] = String(await ask(next[1]));
  }
}

await Promise.all([work(), work(), work(), work()]);
console.log(answers.join("\n"));
