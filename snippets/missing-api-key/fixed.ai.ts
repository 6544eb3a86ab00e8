import { createMistral } from "@ai-sdk/mistral";
import { generateText } from "ai";

// An empty key would be sent, and refused with status 401.
const apiKey = process.env.MISTRAL_API_KEY?.trim();
if (!apiKey) {
  console.error("MISTRAL_API_KEY is not set in this process.");
  process.exit(1);
}
const mistral = createMistral({ apiKey });

const { text } = await generateText({
  model: mistral("mistral-small-latest"),
  prompt: "Suggest a name for a key ring.",
});
console.log(text);
