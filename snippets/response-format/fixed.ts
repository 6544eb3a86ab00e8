import { Mistral } from "@mistralai/mistralai";
import { z } from "zod";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// A strict schema names every key, so a record becomes an array of pairs.
const FirstFlights = z.object({
  flights: z.array(z.object({ plane: z.string(), year: z.number() })),
});

const response = await client.chat.parse({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "When did Concorde and the Tu-144 first fly?" }],
  responseFormat: FirstFlights,
});
console.log(response.choices?.[0]?.message?.content);
