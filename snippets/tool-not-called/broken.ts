import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequest } from "@mistralai/mistralai/models/components";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
const weather = {
  name: "weather",
  description: "Reports the current weather of a city.",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const request: ChatCompletionRequest = {
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "Do I need an umbrella in Paris?" }],
  tools: [{ type: "function", function: weather }],
};

async function askMistral() {
  const { choices } = await client.chat.complete(request);
  const message = choices[0]!.message!;
  const call = message.toolCalls![0]!;
  const result = { weather: "rain", given: call.function.arguments };

  request.messages.push({ ...message, role: "assistant" });
  request.messages.push({ role: "tool", toolCallId: call.id, content: JSON.stringify(result) });
  const answer = await client.chat.complete(request);
  return answer.choices[0]?.message?.content;
}

console.log(await askMistral());
