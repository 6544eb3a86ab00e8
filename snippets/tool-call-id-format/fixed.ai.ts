import { createHash } from "node:crypto";
import { mistral } from "@ai-sdk/mistral";
import { generateText, type ModelMessage } from "ai";

// A conversation that began with another provider's model.
const call = { toolCallId: "call_PTLP8xhu3uwZk4l3nlnrrJha", toolName: "weather" };
const history: ModelMessage[] = [
  { role: "user", content: "What is the weather in Paris?" },
  { role: "assistant", content: [{ ...call, type: "tool-call", input: { city: "Paris" } }] },
  {
    role: "tool",
    content: [{ ...call, type: "tool-result", output: { type: "json", value: { celsius: 21 } } }],
  },
];

const valid = (id: string) => /^[a-zA-Z0-9]{9}$/.test(id);
const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 9);

/** The same conversation, with ids that Mistral accepts. Call it for each request. */
function mapped(history: ModelMessage[]): ModelMessage[] {
  let waiting: { old: string; id: string }[] = [];
  return history.map((message, place) => {
    if (typeof message.content === "string") return message;
    if (message.role === "assistant") waiting = [];
    const content = message.content.map((part, number) => {
      if (!("toolCallId" in part)) return part;
      const old = part.toolCallId;
      if (part.type === "tool-call") {
        let id = old;
        if (!valid(id) || waiting.some((pair) => pair.old === old)) {
          // The place tells apart calls whose ids are empty or equal.
          id = digest(`${place} ${number} ${old}`);
        }
        waiting.push({ old, id });
        return { ...part, toolCallId: id };
      }
      const at = waiting.findIndex((pair) => pair.old === old);
      if (at < 0) return part;
      const { id } = waiting[at];
      if (part.type === "tool-result") waiting.splice(at, 1);
      return { ...part, toolCallId: id };
    });
    return { ...message, content } as ModelMessage;
  });
}

const { text } = await generateText({
  model: mistral("mistral-large-latest"),
  messages: mapped(history),
});
console.log(text);
