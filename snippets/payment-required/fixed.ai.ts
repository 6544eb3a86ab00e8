import { mistral } from "@ai-sdk/mistral";
import { APICallError, generateText } from "ai";

try {
  const { text } = await generateText({
    model: mistral("mistral-small-latest"),
    prompt: "Draft a reminder for an unpaid invoice.",
  });
  console.log(text);
} catch (error) {
  if (!APICallError.isInstance(error) || error.statusCode !== 402) throw error;
  // The message says only `Payment Required`. The body says what is used up.
  console.error(`402: ${error.responseBody}`);
  console.error("Check the usage and the plan: https://admin.mistral.ai/subscription");
  process.exitCode = 1;
}
