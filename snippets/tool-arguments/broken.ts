import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequest } from "@mistralai/mistralai/models/components";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
const parameters = { type: "object", properties: { note: { type: "string" } }, required: ["note"] };
const note = "Ask the beekeeper in Lyon about wax for candles, before May.";
const request: ChatCompletionRequest = {
  model: "mistral-small-latest",
  messages: [{ role: "user", content: `Save the note "${note}"` }],
  tools: [{ type: "function", function: { name: "save", parameters } }],
};

const { choices } = await client.chat.complete({ ...request, maxTokens: 12 });
const message = choices[0]!.message!;
request.messages.push({ ...message, role: "assistant" });
for (const call of message.toolCalls ?? []) {
  let given;
  try {
    given = JSON.parse(call.function.arguments as string);
  } catch (cause) {
    throw new Error(`Invalid arguments for tool ${call.function.name}`, { cause });
  }
  const result = { saved: given.note.length };
  request.messages.push({ role: "tool", toolCallId: call.id, content: JSON.stringify(result) });
}
const answer = await client.chat.complete(request);
console.log(answer.choices[0]?.message?.content);
