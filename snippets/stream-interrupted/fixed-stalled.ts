import { setTimeout as sleep } from "node:timers/promises";

import { HTTPClient, Mistral } from "@mistralai/mistralai";
import { ConnectionError, MistralError } from "@mistralai/mistralai/models/errors";

function isTemporary(error: unknown): boolean {
  if (error instanceof MistralError) return error.statusCode >= 500;
  // fetch reports a broken body as a TypeError. Only Node words it "terminated".
  return error instanceof TypeError || error instanceof ConnectionError;
}

// Limits all tries for one answer. In a function, create a new deadline for each call.
const deadline = AbortSignal.timeout(120_000);
for (const wait of [1_000, 2_000, 4_000, null]) {
  let finishReason: string | null | undefined;
  let failure: unknown;
  // Each call has its own timer and client. With a shared one, two streams abort each other.
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), 5_000);
  const signal = AbortSignal.any([silence.signal, deadline]);
  const client = new Mistral({
    apiKey: process.env.MISTRAL_API_KEY,
    // Not timeoutMs: Node can lose its signal, and it limits the whole stream.
    httpClient: new HTTPClient({ fetcher: (request) => fetch(request, { signal }) }),
  });
  try {
    const stream = await client.chat.stream({
      model: "mistral-small-latest",
      messages: [{ role: "user", content: "Explain in three paragraphs how tides work." }],
    });
    for await (const event of stream) {
      timer.refresh();
      const choice = event.data.choices[0];
      let content = choice?.delta.content;
      if (Array.isArray(content)) {
        // A reasoning model: thinking and text.
        content = content.map((chunk) => (chunk.type === "text" ? chunk.text : "")).join("");
      }
      process.stdout.write(content ?? "");
      finishReason = choice?.finishReason ?? finishReason;
    }
    failure = `finish_reason is ${finishReason}`;
  } catch (error) {
    if (deadline.aborted || (!silence.signal.aborted && !isTemporary(error))) throw error;
    failure = error;
  } finally {
    clearTimeout(timer);
  }
  if (finishReason && finishReason !== "error") break;
  console.log(`\n[interrupted: ${failure}]`);
  if (wait === null) throw new Error("No complete answer in 4 tries.");
  await sleep(wait + 1_000 * Math.random(), undefined, { signal: deadline });
}
process.stdout.write("\n");
