import { mistral } from "@ai-sdk/mistral";
import { generateText } from "ai";

const { text } = await generateText({
  model: mistral("mistral/mistral-small-latest"),
  prompt: "Summarize: the export button does nothing.",
});
console.log(text);
