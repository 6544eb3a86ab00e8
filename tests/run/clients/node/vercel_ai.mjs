// generateText, streamText and a tool with the Vercel AI SDK.
import { mistral } from "@ai-sdk/mistral";
import { generateText, stepCountIs, streamText, tool } from "ai";
import { z } from "zod";

const model = mistral("mistral-small-latest");
console.log((await generateText({ model, prompt: "One" })).text);

let text = "";
for await (const piece of streamText({ model, prompt: "Two" }).textStream) text += piece;
console.log(text);

const weather = tool({
  description: "Weather",
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => `sunny in ${city}`,
});
const prompt = "What is the weather in Paris?";
console.log((await generateText({ model, prompt, tools: { weather }, stopWhen: stepCountIs(3) })).text);
