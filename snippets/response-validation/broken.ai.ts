import { createMistral } from "@ai-sdk/mistral";
import { generateText } from "ai";

const mistral = createMistral({ apiKey: process.env.MISTRAL_API_KEY });

const { text } = await generateText({
  model: mistral("mistral-small-latest"),
  prompt: "Suggest a name for a coffee shop.",
});
console.log(text);
