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
const calls = new Map<number, ToolCall>();
let finishReason: string | null | undefined;

const stream = await client.chat.stream({
  model,
  messages,
  tools: [{ type: "function", function: { name: "get_weather", parameters } }],
  toolChoice: "any",
});
for await (const event of stream) {
  const choice = event.data.choices[0];
  for (const piece of choice?.delta.toolCalls ?? []) {
    // The first piece has the id and the name. The others continue its arguments.
    const call = calls.get(piece.index ?? 0);
    if (call) call.function.arguments = `${call.function.arguments}${piece.function.arguments}`;
    else calls.set(piece.index ?? 0, piece);
  }
  finishReason = choice?.finishReason ?? finishReason;
}
if (finishReason !== "tool_calls") {
  throw new Error(`No complete tool call: finish_reason is ${finishReason}`);
}

messages.push({ role: "assistant", toolCalls: [...calls.values()] });
for (const call of calls.values()) {
  console.log(`${model} calls ${call.function.name}(${call.function.arguments})`);
  const { city } = JSON.parse(String(call.function.arguments));
  const result = { city, weather: "sunny" };
  messages.push({ role: "tool", toolCallId: call.id, content: JSON.stringify(result) });
}
const response = await client.chat.complete({ model, messages });
console.log(response.choices[0]?.message?.content);
