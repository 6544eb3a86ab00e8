import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequestMessage } from "@mistralai/mistralai/models/components";

type Message = ChatCompletionRequestMessage;
const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// As stored when the user stopped the program while the tool was running.
const history: Message[] = [
  { role: "user", content: "What is the weather in Paris?" },
  {
    role: "assistant",
    toolCalls: [{ id: "b4Kx0TzQ1", function: { name: "weather", arguments: '{"city": "Paris"}' } }],
  },
  { role: "user", content: "Never mind. Which river flows through Paris?" },
];

function repaired(messages: Message[]): Message[] {
  const kept: Message[] = [];
  let turn: Message[] = [];
  let waiting = new Set<string | null | undefined>();
  for (const message of messages) {
    if (message.role === "tool") {
      if (!waiting.delete(message.toolCallId)) continue;
      turn.push(message);
      // Calls stay only with all of their results, results only with their call.
      if (waiting.size === 0) kept.push(...turn);
      continue;
    }
    const assistant = message.role === "assistant";
    turn = [message];
    waiting = new Set(assistant ? message.toolCalls?.map((call) => call.id) : []);
    if (waiting.size > 0 || (assistant && !message.content)) continue;
    if (kept.at(-1)?.role === "tool" && !assistant) {
      kept.push({ role: "assistant", content: "(interrupted)" });
    }
    kept.push(message);
  }
  return kept;
}

const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: repaired(history),
});
console.log(response.choices[0].message?.content);
