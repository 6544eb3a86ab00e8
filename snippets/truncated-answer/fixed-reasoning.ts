import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "What is 17 * 23? Explain each step." }],
  reasoningEffort: "high",
  maxTokens: 20_000, // the thinking counts, too
});
const choice = response.choices[0];
let content = choice?.message?.content;
if (Array.isArray(content)) {
  // Thinking and text.
  content = content.map((chunk) => (chunk.type === "text" ? chunk.text : "")).join("");
}
console.log(content);
// The thinking comes first. If it is cut, there is no text at all.
if (choice?.finishReason !== "stop") {
  throw new Error(`Incomplete answer of ${response.model}: finish_reason ${choice?.finishReason}`);
}
