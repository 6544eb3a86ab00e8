import { mistral } from "@ai-sdk/mistral";
import { generateText } from "ai";

const { text } = await generateText({
  model: mistral("mistral-small-latest"),
  prompt: "Suggest a name for a key ring.",
});
console.log(text);
