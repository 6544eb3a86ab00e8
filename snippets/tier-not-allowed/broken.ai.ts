import { mistral } from "@ai-sdk/mistral";
import { generateText } from "ai";

const { text } = await generateText({
  model: mistral("mistral-large-latest"),
  prompt: "Name three uses of beeswax.",
});
console.log(text);
