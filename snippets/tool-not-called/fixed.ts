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
  // By default, "auto", the model may answer in text.
  const { choices } = await client.chat.complete({ ...request, toolChoice: "any" });
  const message = choices[0]!.message!;
  const calls = message.toolCalls ?? [];
  // Cut by maxTokens, if finishReason is "length".
  if (!calls.length) throw new Error(`No tool call; finishReason is ${choices[0]!.finishReason}.`);

  request.messages.push({ ...message, role: "assistant" });
  for (const call of calls) {
    const result = { weather: "rain", given: call.function.arguments };
    request.messages.push({ role: "tool", toolCallId: call.id, content: JSON.stringify(result) });
  }
  // "auto" again: "any" would make the model call instead of answering.
  const answer = await client.chat.complete(request);
  return answer.choices[0]?.message?.content;
}

console.log(await askMistral());
