import { createHash } from "node:crypto";
import { mistral } from "@ai-sdk/mistral";
import { generateText, type ModelMessage } from "ai";

// A conversation that began with another provider's model.
const history: ModelMessage[] = [
  { role: "user", content: "What is the weather in Paris?" },
  {
    role: "assistant",
    content: [
      {
        type: "tool-call",
        toolCallId: "call_PTLP8xhu3uwZk4l3nlnrrJha",
        toolName: "weather",
        input: { city: "Paris" },
      },
    ],
  },
  {
    role: "tool",
    content: [
      {
        type: "tool-result",
        toolCallId: "call_PTLP8xhu3uwZk4l3nlnrrJha",
        toolName: "weather",
        output: { type: "json", value: { celsius: 21 } },
      },
    ],
  },
];

function nine(id: string): string {
  if (/^[a-zA-Z0-9]{9}$/.test(id)) return id;
  // The same id in gives the same id out: calls and results still match.
  return createHash("sha256").update(id).digest("hex").slice(0, 9);
}

const messages = structuredClone(history);
for (const { content } of messages) {
  for (const part of typeof content === "string" ? [] : content) {
    if ("toolCallId" in part) part.toolCallId = nine(part.toolCallId);
  }
}

const { text } = await generateText({ model: mistral("mistral-small-latest"), messages });
console.log(text);
