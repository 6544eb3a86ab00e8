import { setTimeout as sleep } from "node:timers/promises";
import { mistral } from "@ai-sdk/mistral";
import { APICallError, streamText } from "ai";

const complete = ["stop", "length", "tool-calls", "content-filter"];

for (const wait of [1_000, 2_000, 4_000, null]) {
  let finishReason = "none";
  let failure: unknown;
  const result = streamText({
    model: mistral("mistral-small-latest"),
    prompt: "Explain in three paragraphs how tides work.",
    onError: () => {}, // errors are read from the stream below
  });
  try {
    for await (const part of result.fullStream) {
      if (part.type === "error") throw part.error;
      if (part.type === "text-delta") process.stdout.write(part.text);
      if (part.type === "finish") finishReason = part.finishReason;
    }
    failure = `finish reason is ${finishReason}`;
  } catch (error) {
    // With status 200 the answer had begun. A request that was refused is not sent again.
    if (!APICallError.isInstance(error) || error.statusCode !== 200) throw error;
    failure = error.cause;
  }
  if (complete.includes(finishReason)) break;
  console.log(`\n[interrupted: ${failure}]`);
  if (wait === null) throw new Error("No complete answer in 4 tries.");
  await sleep(wait + 1_000 * Math.random());
}
process.stdout.write("\n");
