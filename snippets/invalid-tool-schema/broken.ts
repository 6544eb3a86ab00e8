import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequestMessage } from "@mistralai/mistralai/models/components";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const tools = [{
  type: "function" as const,
  function: {
    name: "weather",
    description: "Current weather in a city.",
    parameters: {
      type: "object",
      properties: {
        city: { type: "str" },
      },
      required: ["city"],
    },
  },
}];
const messages: ChatCompletionRequestMessage[] = [
  { role: "user", content: "What is the weather in Paris?" },
];

function weather({ city }: { city: string }) {
  return { city, sky: "clear", celsius: 21 };
}

while (true) {
  const response = await client.chat.complete({ model: "mistral-small-latest", messages, tools });
  const message = response.choices[0].message!;
  messages.push({ ...message, role: "assistant" });
  if (!message.toolCalls?.length) {
    console.log(message.content);
    break;
  }
  for (const { id, function: { name, arguments: given } } of message.toolCalls) {
    const result = weather(typeof given === "string" ? JSON.parse(given) : given);
    messages.push({ role: "tool", toolCallId: id, name, content: JSON.stringify(result) });
  }
}
