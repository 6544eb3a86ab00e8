import { setTimeout as sleep } from "node:timers/promises";
import { HTTPClient, Mistral } from "@mistralai/mistralai";
import { ConnectionError, SDKError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({
  apiKey: process.env.MISTRAL_API_KEY,
  httpClient: new HTTPClient({
    fetcher: (request) => fetch(request, { signal: AbortSignal.timeout(60_000) }),
  }),
});

async function ask(content: string, model = "mistral-medium-latest") {
  return await client.chat.complete({
    model,
    messages: [{ role: "user", content }],
  });
}

function temporary(error: unknown) {
  if (!(error instanceof SDKError)) return error instanceof ConnectionError;
  // A limit of 0 means that the plan has no quota for this model. Waiting never helps.
  const requests = error.headers.get("x-ratelimit-limit-req-minute");
  const tokens = error.headers.get("x-ratelimit-limit-tokens-minute");
  if (requests === "0" || tokens === "0") return false;
  return [429, 500, 502, 503, 504].includes(error.statusCode);
}

// In seconds. Reported shortages last seconds to minutes.
async function askAny(content: string, fallback: string, waits = [2, 4, 8, 16, 32]) {
  for (;;) {
    try {
      return await ask(content);
    } catch (error) {
      if (!temporary(error)) throw error;
      const [wait, ...left] = waits;
      if (wait === undefined) break;
      waits = left;
      await sleep((wait + Math.random()) * 1000);
    }
  }
  // One other model, once: a list of models to try is a retry by another name.
  console.error(`No answer: asking ${fallback} instead.`);
  return await ask(content, fallback);
}

const question = "Write a subject line for a newsletter about bees.";
const response = await askAny(question, "mistral-small-latest");
console.log(response.choices[0]?.message?.content);
