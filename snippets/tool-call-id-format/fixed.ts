import { createHash } from "node:crypto";
import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequestMessage } from "@mistralai/mistralai/models/components";

type Message = ChatCompletionRequestMessage;
const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// A conversation that began with another provider's model.
const history: Message[] = [
  { role: "user", content: "What is the weather in Paris?" },
  {
    role: "assistant",
    toolCalls: [
      {
        id: "call_PTLP8xhu3uwZk4l3nlnrrJha",
        function: { name: "weather", arguments: '{"city": "Paris"}' },
      },
    ],
  },
  {
    role: "tool",
    toolCallId: "call_PTLP8xhu3uwZk4l3nlnrrJha",
    name: "weather",
    content: '{"celsius": 21}',
  },
];

function nine(id: string): string {
  if (/^[a-zA-Z0-9]{9}$/.test(id)) return id;
  // The same id in gives the same id out: calls and results still match.
  return createHash("sha256").update(id).digest("hex").slice(0, 9);
}

const messages = structuredClone(history);
for (const message of messages) {
  if (message.role === "tool" && message.toolCallId) {
    message.toolCallId = nine(message.toolCallId);
  } else if (message.role === "assistant") {
    for (const call of message.toolCalls ?? []) call.id &&= nine(call.id);
  }
}

const response = await client.chat.complete({ model: "mistral-small-latest", messages });
console.log(response.choices[0].message?.content);
