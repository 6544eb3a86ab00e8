import { setTimeout as sleep } from "node:timers/promises";

import { Mistral } from "@mistralai/mistralai";
import { ConnectionError, MistralError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

function isTemporary(error: unknown): boolean {
  if (error instanceof MistralError) return error.statusCode >= 500;
  // The SDK cannot read an error that comes as an event of the stream.
  if (error instanceof Error && error.name === "ZodError") return true;
  // fetch reports a broken body as a TypeError. Only Node words it "terminated".
  return error instanceof TypeError || error instanceof ConnectionError;
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
    if (!isTemporary(error)) throw error;
    failure = error;
  }
  // A complete answer is not paid for twice, even if the connection broke after it.
  if (finishReason && finishReason !== "error") break;
  console.log(`\n[interrupted: ${failure}]`);
  if (wait === null) throw new Error("No complete answer in 4 tries.");
  await sleep(wait + 1_000 * Math.random());
}
process.stdout.write("\n");
