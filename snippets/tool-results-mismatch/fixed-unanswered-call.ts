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

async function answer(call: ToolCall): Promise<Message> {
  const { name, arguments: given } = call.function;
  let content: string;
  try {
    const result = functions[name](typeof given === "string" ? JSON.parse(given) : given);
    content = JSON.stringify((await result) ?? null);
  } catch (error) {
    content = `error: ${error}`; // A failed call needs a result, too. The model reads it.
  }
  return { role: "tool", toolCallId: call.id, name, content };
}

for (let round = 1; ; round += 1) {
  const response = await client.chat.complete({ model: "mistral-small-latest", messages, tools });
  const message = response.choices[0].message!;
  // One result for each call, and the turn is stored as a whole.
  const results = await Promise.all((message.toolCalls ?? []).map(answer));
  messages.push({ ...message, role: "assistant" }, ...results);
  if (results.length === 0) {
    console.log(message.content);
    break;
  }
  if (round === 10) throw new Error("No answer after 10 rounds of tool calls.");
}
