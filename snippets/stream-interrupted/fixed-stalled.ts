import { setTimeout as sleep } from "node:timers/promises";

import { HTTPClient, Mistral } from "@mistralai/mistralai";
import { ConnectionError } from "@mistralai/mistralai/models/errors";

let silence = new AbortController();
const client = new Mistral({
  apiKey: process.env.MISTRAL_API_KEY,
  // Not timeoutMs: Node can lose its signal, and it limits the whole stream.
  httpClient: new HTTPClient({
    fetcher: (request) => fetch(request, { signal: silence.signal }),
  }),
});

function interrupted(error: unknown): boolean {
  const cut = error instanceof TypeError && error.message === "terminated";
  return cut || error instanceof ConnectionError;
}

for (const wait of [1_000, 2_000, 4_000, null]) {
  let finishReason: string | null | undefined;
  let failure: unknown;
  silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), 5_000);
  try {
    const stream = await client.chat.stream({
      model: "mistral-small-latest",
      messages: [{ role: "user", content: "Explain in three paragraphs how tides work." }],
    });
    for await (const event of stream) {
      timer.refresh();
      const choice = event.data.choices[0];
      if (typeof choice?.delta.content === "string") process.stdout.write(choice.delta.content);
      finishReason = choice?.finishReason;
    }
    failure = `finish_reason is ${finishReason}`;
  } catch (error) {
    if (!silence.signal.aborted && !interrupted(error)) throw error;
    failure = error;
  } finally {
    clearTimeout(timer);
  }
  if (finishReason && finishReason !== "error") break;
  console.log(`\n[interrupted: ${failure}]`);
  if (wait === null) throw new Error("No complete answer in 4 tries.");
  await sleep(wait + 1_000 * Math.random());
}
process.stdout.write("\n");
