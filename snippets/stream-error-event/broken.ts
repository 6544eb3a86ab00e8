import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const stream = await client.chat.stream({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "Explain in three paragraphs how tides work." }],
});
for await (const event of stream) {
  const choice = event.data.choices[0];
  let content = choice?.delta.content;
  if (Array.isArray(content)) {
    // A reasoning model: thinking and text.
    content = content.map((chunk) => (chunk.type === "text" ? chunk.text : "")).join("");
  }
  process.stdout.write(content ?? "");
}
process.stdout.write("\n");
