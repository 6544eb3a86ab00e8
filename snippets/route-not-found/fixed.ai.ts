import { createMistral } from "@ai-sdk/mistral";
import { generateText } from "ai";

const mistral = createMistral({
  apiKey: process.env.MISTRAL_API_KEY,
  // The SDK adds /chat/completions.
  baseURL: "https://api.mistral.ai/v1",
});

const { text } = await generateText({
  model: mistral("mistral-small-latest"),
  prompt: "Suggest a name for a sailing boat.",
});
console.log(text);
