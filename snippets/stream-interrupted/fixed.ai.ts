import { setTimeout as sleep } from "node:timers/promises";
import { mistral } from "@ai-sdk/mistral";
import { APICallError, streamText } from "ai";

for (const wait of [1_000, 2_000, 4_000, null]) {
  let finishReason: string | undefined;
  let failure: unknown;
  const result = streamText({
    model: mistral("mistral-small-latest"),
    prompt: "Explain in three paragraphs how tides work.",
    include: { rawChunks: true }, // they hold finish_reason, even if the connection breaks after it
    // The first two begin with the answer's headers, so they never end a call that gets none.
    timeout: { firstChunkMs: 60_000, chunkMs: 30_000, stepMs: 300_000 },
    onError: () => {}, // errors are read from the stream below
  });
  try {
    for await (const part of result.fullStream) {
      if (part.type === "error") throw part.error;
      if (part.type === "abort") failure = part.reason;
      if (part.type === "text-delta") process.stdout.write(part.text);
      if (part.type === "raw") {
        const chunk = part.rawValue as { choices?: { finish_reason?: string | null }[] };
        finishReason = chunk.choices?.[0]?.finish_reason ?? finishReason;
      }
    }
    failure ??= `finish reason is ${finishReason}`;
  } catch (error) {
    // With status 200 the answer had begun. A request that was refused is not sent again.
    if (!APICallError.isInstance(error) || error.statusCode !== 200) throw error;
    failure = error.cause;
  }
  // A complete answer is not paid for twice.
  if (finishReason && finishReason !== "error") break;
  console.log(`\n[interrupted: ${failure}]`);
  if (wait === null) throw new Error("No complete answer in 4 tries.");
  await sleep(wait + 1_000 * Math.random());
}
process.stdout.write("\n");
