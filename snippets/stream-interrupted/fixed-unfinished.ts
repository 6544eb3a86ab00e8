import { setTimeout as sleep } from "node:timers/promises";

import { Mistral } from "@mistralai/mistralai";
import type { UsageInfo } from "@mistralai/mistralai/models/components";
import { ConnectionError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
let usage: UsageInfo | undefined;

function interrupted(error: unknown): boolean {
  const cut = error instanceof TypeError && error.message === "terminated";
  return cut || error instanceof ConnectionError;
}

for (const wait of [1_000, 2_000, 4_000, null]) {
  let finishReason: string | null | undefined;
  let failure: unknown;
  try {
    const stream = await client.chat.stream({
      model: "mistral-small-latest",
      messages: [{ role: "user", content: "Explain in three paragraphs how tides work." }],
    });
    for await (const event of stream) {
      const choice = event.data.choices[0];
      if (typeof choice?.delta.content === "string") process.stdout.write(choice.delta.content);
      finishReason = choice?.finishReason;
      usage = event.data.usage;
    }
    failure = `finish_reason is ${finishReason}`;
  } catch (error) {
    if (!interrupted(error)) throw error;
    failure = error;
  }
  if (finishReason && finishReason !== "error") break;
  console.log(`\n[interrupted: ${failure}]`);
  if (wait === null) throw new Error("No complete answer in 4 tries.");
  await sleep(wait + 1_000 * Math.random());
}
console.log(`\n${usage!.totalTokens} tokens`);
