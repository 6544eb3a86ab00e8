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

/** The same conversation as Mistral accepts it. Call it for each request; store the original. */
function repaired(history: Message[]): Message[] {
  const messages = history.filter(({ role }) => role === "system");
  const waiting: { old: string; result: Message }[] = [];
  for (const [place, message] of history.entries()) {
    if (message.role === "user") messages.push(message);
    if (message.role === "tool") {
      // It belongs after its call. Without a call, it has to go.
      const at = waiting.findIndex(({ old }) => old === (message.toolCallId ?? ""));
      if (at >= 0) waiting.splice(at, 1)[0].result.content = message.content;
    }
    if (message.role !== "assistant") continue;
    let { content } = message;
    if (Array.isArray(content)) {
      // Parts of other providers, such as their thinking, have to go.
      content = content.filter((c) => "text" in c || Array.isArray("thinking" in c && c.thinking));
    }
    const results: typeof waiting = [];
    const calls = (message.toolCalls ?? []).map((call, number) => {
      const old = call.id ?? "";
      const kept = /^[a-zA-Z0-9]{9}$/.test(old) && results.every((pair) => pair.old !== old);
      const id = kept ? old : `r${String(place * 1000 + number).padStart(8, "0")}`;
      // The model has to see a call without a result, which may have done its work.
      const content = "interrupted: outcome unknown";
      results.push({ old, result: { role: "tool", toolCallId: id, content } });
      return { ...call, id };
    });
    if (!content?.length && !calls.length) continue; // An empty turn has to go.
    const turn: Message = { role: "assistant", content, toolCalls: calls.length ? calls : null };
    messages.push(turn, ...results.map(({ result }) => result));
    waiting.unshift(...results);
  }
  const last = messages.at(-1);
  // The API answers only a user or a tool, so let the model continue its own message.
  if (last?.role === "assistant") last.prefix = true;
  return messages;
}

const messages = repaired(history);
const response = await client.chat.complete({ model: "mistral-small-latest", messages });
console.log(response.choices[0].message?.content);
