import { Mistral } from "@mistralai/mistralai";
import type { UsageInfo } from "@mistralai/mistralai/models/components";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
let usage: UsageInfo | undefined;

const stream = await client.chat.stream({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "Explain in three paragraphs how tides work." }],
});
for await (const event of stream) {
  const choice = event.data.choices[0];
  if (typeof choice?.delta.content === "string") process.stdout.write(choice.delta.content);
  usage = event.data.usage;
}
console.log(`\n${usage!.totalTokens} tokens`);
