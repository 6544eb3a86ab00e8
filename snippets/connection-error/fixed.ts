import { setTimeout as sleep } from "node:timers/promises";
import { Mistral } from "@mistralai/mistralai";
import { ConnectionError, MistralError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

function temporary(error: unknown) {
  if (error instanceof MistralError) return error.statusCode >= 500; // others are refused again
  return error instanceof ConnectionError;
}

async function ask(content: string, waits = [1, 2, 4]) {
  for (;;) {
    try {
      return await client.chat.complete({
        model: "mistral-small-latest",
        messages: [{ role: "user", content }],
      });
    } catch (error) {
      const [wait, ...left] = waits;
      if (!temporary(error) || wait === undefined) throw error;
      waits = left;
      await sleep((wait + Math.random()) * 1000); // each try may be billed
    }
  }
}

const response = await ask("Name three rivers in Peru.");
console.log(response.choices[0]?.message?.content);
