import { mistral } from "@ai-sdk/mistral";
import { generateText } from "ai";

const { text } = await generateText({
  model: mistral("mistral-small-latest"),
  prompt: "Suggest a name for a coffee shop.",
  temperature: 1, // 0 to 1.5
});
console.log(text);
