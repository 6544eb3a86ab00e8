import { mistral } from "@ai-sdk/mistral";
import { generateText } from "ai";

try {
  const { text } = await generateText({
    model: mistral("mistral-small-latest"),
    prompt: "Suggest a name for a coffee shop.",
    temperature: 2,
  });
  console.log(text);
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
}
