import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequestMessage } from "@mistralai/mistralai/models/components";

type Message = ChatCompletionRequestMessage;
const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// The user's second message was stored while the tool was running.
const call = { id: "b4Kx0TzQ1", function: { name: "weather", arguments: '{"city": "Paris"}' } };
const history: Message[] = [
  { role: "user", content: "What is the weather in Paris?" },
  { role: "assistant", toolCalls: [call] },
  { role: "user", content: "In Fahrenheit, please." },
  { role: "tool", toolCallId: "b4Kx0TzQ1", content: '{"celsius": 21}' },
];

const callIds = (message: Message) =>
  message.role === "assistant" ? (message.toolCalls ?? []).map(({ id }) => id) : [];

function inOrder(messages: Message[]): Message[] {
  const called = messages.flatMap(callIds);
  return messages.flatMap((message) => {
    if (message.role === "tool" && called.includes(message.toolCallId ?? "")) return [];
    const ids = callIds(message);
    // Each result goes directly after the message with its call.
    const results = messages.filter(
      (one) => one.role === "tool" && ids.includes(one.toolCallId ?? ""),
    );
    return [message, ...results];
  });
}

const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: inOrder(history),
});
console.log(response.choices[0].message?.content);
