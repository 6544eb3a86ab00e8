import { mistral } from "@ai-sdk/mistral";
import { streamText } from "ai";

const result = streamText({
  model: mistral("mistral-small-latest"),
  prompt: "Name three uses of beeswax.",
});

for await (const piece of result.textStream) process.stdout.write(piece);
console.log(`\n${(await result.text).length} characters`);
