import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequestMessage } from "@mistralai/mistralai/models/components";

type Message = ChatCompletionRequestMessage;
const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// A conversation that began with a model that reasons.
const history: Message[] = [
  { role: "user", content: "How many days are there in 12 weeks?" },
  {
    role: "assistant",
    content: [
      { type: "thinking", thinking: [{ type: "text", text: "12 weeks of 7 days are 84." }] },
      { type: "text", text: "84" },
    ],
  },
  { role: "user", content: "And how many hours?" },
];

/** The same conversation for a model that does not reason. Call it for each request. */
function withoutThinking(history: Message[]): Message[] {
  return history.flatMap((message): Message[] => {
    if (message.role !== "assistant" || !Array.isArray(message.content)) return [message];
    const content = message.content.filter((chunk) => chunk.type !== "thinking");
    // Only thinking and no call: the answer was cut before its text.
    if (!content.length && !message.toolCalls?.length) return [];
    return [{ ...message, content: content.length ? content : "" }];
  });
}

const response = await client.chat.complete({
  model: "ministral-3b-latest",
  messages: withoutThinking(history),
});
console.log(response.choices[0].message?.content);
