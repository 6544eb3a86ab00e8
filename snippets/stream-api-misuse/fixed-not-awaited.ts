import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const stream = await client.chat.stream({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "Explain in two sentences why the sky is blue." }],
});
for await (const event of stream) {
  const content = event.data.choices[0]?.delta.content;
  if (typeof content === "string") process.stdout.write(content);
}
process.stdout.write("\n");
