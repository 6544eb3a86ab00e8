import { mistral } from "@ai-sdk/mistral";
import { APICallError, generateText } from "ai";

const MODEL = "mistral-large-latest";

try {
  const { text } = await generateText({
    model: mistral(MODEL),
    prompt: "Name three uses of beeswax.",
  });
  console.log(text);
} catch (error) {
  if (!APICallError.isInstance(error)) throw error;
  const { code } = (error.data ?? {}) as { code?: string };
  // Other 403s need another step: 1912 another key, 1913 an administrator.
  if (code !== "1910") throw error;
  console.error(`403: ${MODEL} is not in your plan. Choose a listed model, or change the plan.`);
  process.exitCode = 1;
}
