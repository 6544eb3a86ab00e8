import { mistral } from "@ai-sdk/mistral";
import { generateText, Output } from "ai";
import { z } from "zod";

const { text } = await generateText({
  model: mistral("mistral-small-latest"),
  prompt: "When did Concorde and the Tu-144 first fly?",
  output: Output.object({ schema: z.record(z.string(), z.number()) }),
  providerOptions: { mistral: { strictJsonSchema: true } },
});
console.log(text);
