import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequestMessage } from "@mistralai/mistralai/models/components";

type Message = ChatCompletionRequestMessage;
const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const history: Message[] = [
  { role: "user", content: "What is the weather in Paris and in Rome?" },
  {
    role: "assistant",
    toolCalls: [
      { id: "b4Kx0TzQ1", function: { name: "weather", arguments: '{"city": "Paris"}' } },
      { id: "N7pWcR2uE", function: { name: "weather", arguments: '{"city": "Rome"}' } },
    ],
  },
  { role: "tool", toolCallId: "b4Kx0TzQ1", name: "weather", content: '{"celsius": 21}' },
  { role: "tool", toolCallId: "N7pWcR2uE", name: "weather", content: '{"celsius": 27}' },
  { role: "assistant", content: "It is 21 degrees in Paris and 27 in Rome." },
  { role: "user", content: "Which of the two is further north?" },
];

function recent(messages: Message[], most: number): Message[] {
  let start = Math.max(0, messages.length - most);
  // Only a user's message may come first: any other cut parts tool calls from their results.
  while (start > 0 && messages[start].role !== "user") start -= 1;
  return messages.slice(start);
}

const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: recent(history, 4),
});
console.log(response.choices[0].message?.content);
