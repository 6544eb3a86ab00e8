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

const { text, steps } = await generateText({
  model: mistral("mistral-small-latest"),
  prompt: "Do I need an umbrella in Paris?",
  tools: { weather },
  stopWhen: stepCountIs(3),
});
console.log(steps[0]!.toolCalls[0]!.input, text);
