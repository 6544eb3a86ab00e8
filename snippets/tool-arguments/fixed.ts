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

const { choices } = await client.chat.complete({ ...request, maxTokens: 1000 });
// maxTokens cut the arguments.
if (choices[0]!.finishReason === "length") throw new Error("The tool call is not complete.");
const message = choices[0]!.message!;
request.messages.push({ ...message, role: "assistant" });
for (const call of message.toolCalls ?? []) {
  let given;
  try {
    const sent = call.function.arguments; // a string, or in the SDK's types also an object
    given = typeof sent === "string" ? JSON.parse(sent) : sent;
  } catch (cause) {
    throw new Error(`Invalid arguments for tool ${call.function.name}`, { cause });
  }
  const result = { saved: given.note.length };
  request.messages.push({ role: "tool", toolCallId: call.id, content: JSON.stringify(result) });
}
// Without a call, the answer is text already.
const answer = message.toolCalls?.length ? await client.chat.complete(request) : { choices };
console.log(answer.choices[0]?.message?.content);
