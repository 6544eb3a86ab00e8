import { mistral } from "@ai-sdk/mistral";
import { streamText } from "ai";

const result = streamText({
  model: mistral("mistral-small-latest"),
  prompt: "Explain in three paragraphs how tides work.",
});
for await (const piece of result.textStream) process.stdout.write(piece);
console.log(`\n${await result.finishReason}`);
