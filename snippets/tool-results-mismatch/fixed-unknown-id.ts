import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequestMessage } from "@mistralai/mistralai/models/components";

type Message = ChatCompletionRequestMessage;
const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const history: Message[] = [
  { role: "user", content: "Is it warmer in Paris than in Rome and in Oslo?" },
  {
    role: "assistant",
    toolCalls: [
      { id: "q8LmZ3vYb", function: { name: "weather", arguments: '{"city": "Paris"}' } },
    ],
  },
  { role: "tool", toolCallId: "q8LmZ3vYb", name: "weather", content: '{"celsius": 21}' },
  {
    role: "assistant",
    toolCalls: [
      { id: "b4Kx0TzQ1", function: { name: "weather", arguments: '{"city": "Rome"}' } },
      { id: "N7pWcR2uE", function: { name: "weather", arguments: '{"city": "Oslo"}' } },
    ],
  },
  { role: "tool", toolCallId: "b4Kx0TzQ1", name: "weather", content: '{"celsius": 27}' },
  { role: "tool", toolCallId: "N7pWcR2uE", name: "weather", content: '{"celsius": 12}' },
];

function recent(messages: Message[], most: number): Message[] {
  let start = Math.max(1, messages.length - most);
  // A result stays with its call: go back to the message that made the call.
  while (start > 1 && messages[start]?.role === "tool") start -= 1;
  // The first message holds the task, or the system prompt.
  return [...messages.slice(0, 1), ...messages.slice(start)];
}

const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: recent(history, 2),
});
console.log(response.choices[0].message?.content);
