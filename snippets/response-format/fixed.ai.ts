import { mistral } from "@ai-sdk/mistral";
import { generateText, Output } from "ai";
import { z } from "zod";

const { text } = await generateText({
  model: mistral("mistral-small-latest"),
  prompt: "When did Concorde and the Tu-144 first fly?",
  output: Output.object({
    // A strict schema names every key, so a record becomes an array of pairs.
    schema: z.object({
      flights: z.array(z.object({ plane: z.string(), year: z.number() })),
    }),
  }),
  providerOptions: { mistral: { strictJsonSchema: true } },
});
console.log(text);
