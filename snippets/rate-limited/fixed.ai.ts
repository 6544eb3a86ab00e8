import { mistral } from "@ai-sdk/mistral";
import { generateText } from "ai";

const { text } = await generateText({
  model: mistral("mistral-small-latest"),
  prompt: "Suggest a title for a talk about rate limits.",
  maxRetries: 5, // after 2, 4, 8, 16 and 32 seconds: longer than a minute
});
console.log(text);
