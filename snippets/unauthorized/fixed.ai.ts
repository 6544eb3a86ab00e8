import { mistral } from "@ai-sdk/mistral";
import { APICallError, streamText } from "ai";

const result = streamText({
  model: mistral("mistral-small-latest"),
  prompt: "Name three uses of beeswax.",
  onError: () => {}, // errors are read from the stream below
});

try {
  for await (const part of result.fullStream) {
    if (part.type === "error") throw part.error;
    if (part.type === "text-delta") process.stdout.write(part.text);
  }
  console.log(`\n${(await result.text).length} characters`);
} catch (error) {
  if (!APICallError.isInstance(error) || error.statusCode !== 401) throw error;
  const last4 = process.env.MISTRAL_API_KEY?.slice(-4);
  console.error(`401: the key ending in ${last4} is refused. Check it with curl.`);
  process.exitCode = 1;
}
