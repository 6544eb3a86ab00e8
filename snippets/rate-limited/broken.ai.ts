import { mistral } from "@ai-sdk/mistral";
import { generateText } from "ai";

const { text } = await generateText({
  model: mistral("mistral-small-latest"),
  prompt: "Suggest a title for a talk about rate limits.",
});
console.log(text);
