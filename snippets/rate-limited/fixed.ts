import { setTimeout as sleep } from "node:timers/promises";
import { Mistral } from "@mistralai/mistralai";
import { SDKError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

function temporary(error: unknown) {
  if (!(error instanceof SDKError)) return false; // The API may have answered.
  // A limit of 0 means that the plan has no quota for this model. Waiting never helps.
  const requests = error.headers.get("x-ratelimit-limit-req-minute");
  const tokens = error.headers.get("x-ratelimit-limit-tokens-minute");
  if (requests === "0" || tokens === "0") return false;
  return [429, 500, 502, 503, 504].includes(error.statusCode);
}

async function ask(content: string, waits = [2, 4, 8, 16, 32]) {
  for (;;) {
    try {
      return await client.chat.complete({
        model: "mistral-small-latest",
        messages: [{ role: "user", content }],
      });
    } catch (error) {
      const [wait, ...left] = waits;
      if (wait === undefined || !temporary(error)) throw error;
      waits = left;
      await sleep((wait + Math.random()) * 1000);
    }
  }
}

const response = await ask("Suggest a title for a talk about rate limits.");
console.log(response.choices[0]?.message?.content);
