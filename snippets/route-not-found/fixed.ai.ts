import { createMistral } from "@ai-sdk/mistral";
import { generateText } from "ai";

const mistral = createMistral({
  apiKey: process.env.MISTRAL_API_KEY,
  baseURL: "https://api.mistral.ai/v1", // the SDK adds /chat/completions
});

const { text } = await generateText({
  model: mistral("mistral-small-latest"),
  prompt: "Suggest a name for a sailing boat.",
});
console.log(text);
