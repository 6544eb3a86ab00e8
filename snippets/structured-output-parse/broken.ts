import { Mistral } from "@mistralai/mistralai";
import { z } from "zod";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
const Book = z.object({ title: z.string(), year: z.number() });

async function askMistral(question: string) {
  const response = await client.chat.parse({
    model: "mistral-small-latest",
    messages: [{ role: "user", content: question }],
    responseFormat: Book,
    maxTokens: 8,
  });
  const message = response.choices![0]!.message!;
  // Its declared type is unknown.
  return [message.content, (message.parsed as z.infer<typeof Book>).year];
}

console.log(...(await askMistral("Which book made bees famous?")));
