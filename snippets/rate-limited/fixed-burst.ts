import { setTimeout as sleep } from "node:timers/promises";
import { HTTPClient, Mistral } from "@mistralai/mistralai";
import { ConnectionError, SDKError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({
  apiKey: process.env.MISTRAL_API_KEY,
  // Turns a timeout into a separate error, which is not repeated: the API may have answered.
  httpClient: new HTTPClient({
    fetcher: (request) => fetch(request, { signal: AbortSignal.timeout(60_000) }),
  }),
});
const cities = ["Lyon", "Turin", "Porto", "Ghent", "Graz", "Oslo", "Riga", "Cork"];

async function ask(city: string) {
  const response = await client.chat.complete({
    model: "mistral-large-latest",
    messages: [{ role: "user", content: `Which river flows through ${city}?` }],
  });
  return response.choices[0]?.message?.content;
}

function temporary(error: unknown) {
  if (!(error instanceof SDKError)) return error instanceof ConnectionError;
  // A limit of 0 means that the plan has no quota for this model. Waiting never helps.
  const requests = error.headers.get("x-ratelimit-limit-req-minute");
  const tokens = error.headers.get("x-ratelimit-limit-tokens-minute");
  if (requests === "0" || tokens === "0") return false;
  return [429, 500, 502, 503, 504].includes(error.statusCode);
}

let waiting = [...cities];
let fruitless = 0;
while (waiting.length > 0) {
  const batch = waiting.slice(0, 4);
  const failed: { city: string; error: unknown }[] = [];
  const results = await Promise.allSettled(batch.map((city) => ask(city)));
  results.forEach((result, index) => {
    const city = batch[index]!;
    // Keep each answer at once: it is paid for, whatever happens to the others.
    if (result.status === "fulfilled") console.log(`${city}: ${result.value}`);
    else failed.push({ city, error: result.reason });
  });
  waiting = [...failed.map(({ city }) => city), ...waiting.slice(4)];
  fruitless = failed.length === batch.length ? fruitless + 1 : 0;
  const lasting = failed.find(({ error }) => !temporary(error));
  if (lasting || fruitless === 3) throw (lasting ?? failed[0]!).error;
  // Nobody sends until the minute of the refusal is over.
  if (failed.length > 0) await sleep(60_500 + Math.random() * 2500);
}
