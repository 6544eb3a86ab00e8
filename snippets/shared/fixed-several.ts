import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequestMessage } from "@mistralai/mistralai/models/components";

type Message = ChatCompletionRequestMessage;
const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// Begun with another provider, cut at the start, interrupted twice, with a late system message.
const rome = { id: "call_PTLP8xhu3uwZk", function: { name: "weather", arguments: '"Rome"' } };
const oslo = { id: "call_Zt5cQ9mWb2LsX", function: { name: "weather", arguments: '"Oslo"' } };
const history: Message[] = [
  { role: "tool", toolCallId: "call_0fypS1hVXk3Rm", content: "21 degrees" },
  { role: "user", content: "Is it warmer in Rome or in Oslo?" },
  { role: "assistant", content: null, toolCalls: [rome, oslo] },
  { role: "assistant", content: "" },
  { role: "tool", toolCallId: "call_PTLP8xhu3uwZk", content: "27 degrees" },
  { role: "system", content: "Answer in one sentence." },
  { role: "assistant", content: "In Rome, it is" },
];

// Messages from JSON: rename `tool_calls` and `tool_call_id` first. This SDK drops them silently.
/** The history as Mistral accepts it, and the messages that it refuses. */
function repaired(history: Message[], cutOff = false) {
  const messages = history.filter(({ role }) => role === "system");
  const waiting = new Map<string, Message[]>();
  const orphans: Message[] = [];
  for (const [place, message] of history.entries()) {
    const result = message.role === "tool" && waiting.get(message.toolCallId ?? "")?.shift();
    if (result) result.content = message.content; // It belongs directly after its call.
    else if (message.role === "user") messages.push(message);
    // Also a role that Mistral lacks, such as `function`.
    else if (message.role !== "system" && message.role !== "assistant") orphans.push(message);
    if (message.role !== "assistant") continue;
    let text = message.content;
    if (Array.isArray(text)) { // Other providers' thinking has to go.
      const ours = (part: object) => Array.isArray("thinking" in part && part.thinking);
      text = text.filter((c) => c.type === "text" || c.type === "reference" || ours(c));
    }
    const own = new Map<string, Message[]>();
    const calls = (message.toolCalls ?? []).map((call, number) => {
      const old = call.id ?? "";
      const kept = /^[a-zA-Z0-9]{9}$/.test(old) && !own.has(old);
      const toolCallId = kept ? old : `r${String(place * 1000 + number).padStart(8, "0")}`;
      const content = "interrupted: outcome unknown"; // It may have done its work.
      own.set(old, [...(own.get(old) ?? []), { role: "tool", toolCallId, content }]);
      return { ...call, id: toolCallId };
    });
    if (!text?.length && !calls.length) continue; // An empty turn has to go.
    messages.push({ role: "assistant", content: text, toolCalls: calls.length ? calls : null });
    messages.push(...[...own.values()].flat());
    for (const [old, results] of own) waiting.set(old, results);
  }
  const last = messages.at(-1);
  if (cutOff && last?.role === "assistant") last.prefix = true; // The model continues it.
  return { messages, orphans };
}

const { messages, orphans } = repaired(history, true);
console.log("Not sent:", orphans);
const response = await client.chat.complete({ model: "mistral-large-latest", messages });
console.log(response.choices[0].message?.content);
