import { Mistral } from "@mistralai/mistralai";
import type {
  ChatCompletionRequestMessage,
  ToolCall,
} from "@mistralai/mistralai/models/components";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
const model = "zai-glm-5-3";
const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const messages: ChatCompletionRequestMessage[] = [
  { role: "user", content: "What is the weather in Paris?" },
];
const calls: ToolCall[] = [];
let finishReason: string | null | undefined;

const stream = await client.chat.stream({
  model,
  messages,
  tools: [{ type: "function", function: { name: "get_weather", parameters } }],
  toolChoice: "any",
});
for await (const event of stream) {
  const choice = event.data.choices[0];
  calls.push(...(choice?.delta.toolCalls ?? []));
  finishReason = choice?.finishReason ?? finishReason;
}
if (finishReason !== "tool_calls") {
  throw new Error(`No complete tool call: finish_reason is ${finishReason}`);
}

messages.push({ role: "assistant", toolCalls: calls });
for (const call of calls) {
  console.log(`${model} calls ${call.function.name}(${call.function.arguments})`);
  const { city } = JSON.parse(String(call.function.arguments));
  const result = { city, weather: "sunny" };
  messages.push({ role: "tool", toolCallId: call.id, content: JSON.stringify(result) });
}
const response = await client.chat.complete({ model, messages });
console.log(response.choices[0]?.message?.content);
