import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequestMessage } from "@mistralai/mistralai/models/components";

type Message = ChatCompletionRequestMessage;
const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// The user went on while the model was still to answer from the result.
const call = { id: "b4Kx0TzQ1", function: { name: "weather", arguments: '{"city": "Paris"}' } };
const history: Message[] = [
  { role: "user", content: "What is the weather in Paris?" },
  { role: "assistant", toolCalls: [call] },
  { role: "tool", toolCallId: "b4Kx0TzQ1", content: '{"celsius": 21}' },
  { role: "user", content: "In Fahrenheit, please." },
];

function bridged(messages: Message[]): Message[] {
  return messages.flatMap((message, number) => {
    const between = message.role === "user" && messages[number - 1]?.role === "tool";
    // Such a server wants the model's answer before the user goes on.
    return between ? [{ role: "assistant", content: "Understood." }, message] : [message];
  });
}

const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: bridged(history),
});
console.log(response.choices[0].message?.content);
