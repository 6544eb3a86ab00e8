import { mistral } from "@ai-sdk/mistral";
import { APICallError, generateText } from "ai";

try {
  const { text } = await generateText({
    model: mistral("mistral-small-latest"),
    prompt: "Suggest a name for a coffee shop.",
    temperature: 1, // the body named this field
  });
  console.log(text);
} catch (error) {
  if (!APICallError.isInstance(error)) throw error;
  // `message` is only the status if the body's own `message` is an object.
  console.error(error.statusCode, error.responseBody);
  process.exitCode = 1;
}
