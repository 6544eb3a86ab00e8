import { Mistral } from "@mistralai/mistralai";
import { z } from "zod";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
const Book = z.object({ title: z.string(), year: z.number() });

async function askMistral(question: string) {
  const response = await client.chat.parse({
    model: "mistral-small-latest",
    messages: [{ role: "user", content: question }],
    responseFormat: Book,
    maxTokens: 1000, // enough for the whole object
  });
  const choice = response.choices?.[0];
  // The SDK does not throw: it leaves `parsed` out if the text is not such an object.
  if (!choice?.message?.parsed) throw new Error(`No Book; ended by ${choice?.finishReason}.`);
  // Its declared type is unknown.
  return [choice.message.content, (choice.message.parsed as z.infer<typeof Book>).year];
}

console.log(...(await askMistral("Which book made bees famous?")));
