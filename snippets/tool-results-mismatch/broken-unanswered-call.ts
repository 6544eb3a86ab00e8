import { Mistral } from "@mistralai/mistralai";
import type {
  ChatCompletionRequestMessage as Message,
  ToolCall,
} from "@mistralai/mistralai/models/components";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const functions: Record<string, (given: { city: string }) => object> = {
  weather: ({ city }) => ({ city, sky: "clear", celsius: 21 }),
  local_time: ({ city }) => ({ city, time: "14:30" }),
};
const city = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const tools = [
  { name: "weather", description: "Current weather in a city.", parameters: city },
  { name: "local_time", description: "Current local time in a city.", parameters: city },
].map((definition) => ({ type: "function" as const, function: definition }));
const messages: Message[] = [
  { role: "user", content: "What is the weather in Paris, and what time is it there?" },
];

function answer(call: ToolCall): Message {
  const { name, arguments: given } = call.function;
  const result = functions[name](typeof given === "string" ? JSON.parse(given) : given);
  return { role: "tool", toolCallId: call.id, name, content: JSON.stringify(result) };
}

while (true) {
  const response = await client.chat.complete({ model: "mistral-small-latest", messages, tools });
  const message = response.choices[0].message!;
  messages.push({ ...message, role: "assistant" });
  const calls = message.toolCalls ?? [];
  if (calls.length === 0) {
    console.log(message.content);
    break;
  }
  messages.push(answer(calls[0]));
}
