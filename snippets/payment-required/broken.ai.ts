import { mistral } from "@ai-sdk/mistral";
import { generateText } from "ai";

const { text } = await generateText({
  model: mistral("mistral-small-latest"),
  prompt: "Draft a reminder for an unpaid invoice.",
});
console.log(text);
