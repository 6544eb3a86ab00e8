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

const valid = (id: string) => /^[a-zA-Z0-9]{9}$/.test(id);
const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 9);

/** The same conversation, with ids that Mistral accepts. Call it for each request. */
function mapped(history: Message[]): Message[] {
  let waiting: { old?: string | null; id: string }[] = [];
  return history.map((message, place): Message => {
    if (message.role === "assistant" && message.toolCalls?.length) {
      waiting = [];
      const toolCalls = message.toolCalls.map((call, number) => {
        const old = call.id;
        let id = old ?? "";
        if (!valid(id) || waiting.some((pair) => pair.old === old)) {
          // The place tells apart calls whose ids are empty or equal.
          id = digest(`${place} ${number} ${old}`);
        }
        waiting.push({ old, id });
        return { ...call, id };
      });
      return { ...message, toolCalls };
    }
    if (message.role !== "tool") return message;
    const at = waiting.findIndex((pair) => pair.old === message.toolCallId);
    return at < 0 ? message : { ...message, toolCallId: waiting.splice(at, 1)[0].id };
  });
}

const response = await client.chat.complete({
  model: "mistral-large-latest",
  messages: mapped(history),
});
console.log(response.choices[0].message?.content);
