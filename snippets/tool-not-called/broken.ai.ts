import { mistral } from "@ai-sdk/mistral";
import { generateText, jsonSchema, stepCountIs, tool } from "ai";

const weather = tool({
  description: "Reports the current weather of a city.",
  inputSchema: jsonSchema<{ city: string }>({
    type: "object",
    properties: { city: { type: "string" } },
    required: ["city"],
  }),
  execute: async ({ city }) => ({ city, weather: "rain" }),
});

async function askMistral(prompt: string) {
  const { text, steps } = await generateText({
    model: mistral("mistral-small-latest"),
    prompt,
    tools: { weather },
    stopWhen: stepCountIs(3),
  });
  return [steps[0]!.toolCalls[0]!.input, text];
}

console.log(...(await askMistral("Do I need an umbrella in Paris?")));
