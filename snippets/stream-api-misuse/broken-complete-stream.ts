import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
let finishReason: string | null | undefined;

const stream = await client.chat.complete({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "Explain in two sentences why the sky is blue." }],
  stream: true,
});
for await (const event of stream) {
  const choice = event.data.choices[0];
  let content = choice?.delta.content;
  if (Array.isArray(content)) {
    // A reasoning model: thinking and text.
    content = content.map((chunk) => (chunk.type === "text" ? chunk.text : "")).join("");
  }
  process.stdout.write(content ?? "");
  finishReason = choice?.finishReason ?? finishReason;
}
process.stdout.write("\n");
if (finishReason !== "stop") {
  throw new Error(`The text is not complete: finish_reason is ${finishReason}`);
}
