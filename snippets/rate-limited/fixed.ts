import { setTimeout as sleep } from "node:timers/promises";
import { Mistral } from "@mistralai/mistralai";
import { MistralError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

async function ask(content: string, waits = [2, 4, 8, 16, 32]) {
  for (;;) {
    try {
      return await client.chat.complete({
        model: "mistral-small-latest",
        messages: [{ role: "user", content }],
      });
    } catch (error) {
      const [wait, ...left] = waits;
      const limited = error instanceof MistralError && error.statusCode === 429;
      if (!limited || wait === undefined) throw error;
      waits = left;
      await sleep((wait + Math.random()) * 1000);
    }
  }
}

const response = await ask("Suggest a title for a talk about rate limits.");
console.log(response.choices[0]?.message?.content);
