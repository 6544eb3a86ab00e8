import { Mistral } from "@mistralai/mistralai";
import type { ContentChunk } from "@mistralai/mistralai/models/components";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

/** The text, thinking and cited ids of a message's content, or of a stream's delta. */
function read(content: string | ContentChunk[] | null | undefined) {
  if (typeof content === "string") return { text: content, thinking: "", ids: [] };
  let text = "";
  let thinking = "";
  const ids: (number | string)[] = [];
  for (const chunk of content ?? []) {
    if (chunk.type === "text") text += chunk.text;
    if (chunk.type === "thinking") {
      for (const part of chunk.thinking) if ("text" in part) thinking += part.text;
    }
    if (chunk.type === "reference") ids.push(...chunk.referenceIds);
  }
  return { text, thinking, ids };
}

const response = await client.chat.complete({
  model: "mistral-small-latest",
  reasoningEffort: "high",
  messages: [{ role: "user", content: "How many days are there in 12 weeks?" }],
});
console.log(read(response.choices[0].message?.content).text.trim());
