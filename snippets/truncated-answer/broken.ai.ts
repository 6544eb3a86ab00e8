import { mistral } from "@ai-sdk/mistral";
import { generateText, Output } from "ai";
import { z } from "zod";

const result = await generateText({
  model: mistral("mistral-small-latest"),
  output: Output.object({ schema: z.object({ name: z.string(), description: z.string() }) }),
  prompt: "Describe the river Rhine.",
  maxOutputTokens: 8,
});
console.log(JSON.stringify(result.output));
