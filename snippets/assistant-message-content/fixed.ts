import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequestMessage } from "@mistralai/mistralai/models/components";

type Message = ChatCompletionRequestMessage;
const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// As stored when the stream of the first answer broke: the turn is empty.
const history: Message[] = [
  { role: "user", content: "What is the capital of Norway?" },
  { role: "assistant", content: "" },
  { role: "user", content: "And of Sweden?" },
];

function withoutEmptyTurns(messages: Message[]): Message[] {
  return messages.filter((message) => {
    // An assistant message without content and calls says nothing. Others stay as they are.
    if (message.role !== "assistant") return true;
    return Boolean(message.content?.length || message.toolCalls?.length);
  });
}

const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: withoutEmptyTurns(history),
});
console.log(response.choices[0].message?.content);
