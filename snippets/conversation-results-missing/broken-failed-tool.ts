import { Mistral } from "@mistralai/mistralai";
import type { FunctionCallEntry, InputEntries } from "@mistralai/mistralai/models/components";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const weather = {
  name: "weather",
  description: "Current weather in a city.",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const celsius: Record<string, number> = { Oslo: 12, Rome: 27 };

function isCall(entry: InputEntries): entry is FunctionCallEntry {
  return entry.type === "function.call";
}

function run(entry: FunctionCallEntry): string {
  const { city } = JSON.parse(String(entry.arguments));
  if (!(city in celsius)) throw new RangeError(`no weather for ${city}`);
  return JSON.stringify({ celsius: celsius[city] });
}

let response = await client.beta.conversations.start({
  model: "mistral-small-latest",
  inputs: "What is the weather in Paris?",
  tools: [{ type: "function", function: weather }],
});
const calls = response.outputs.filter(isCall);
let inputs: string | InputEntries[];
try {
  inputs = calls.map((entry) => ({
    type: "function.result",
    toolCallId: entry.toolCallId,
    result: run(entry),
  }));
} catch (error) {
  inputs = `${error}. Suggest another city.`;
}
response = await client.beta.conversations.append({
  conversationId: response.conversationId,
  conversationAppendRequest: { inputs },
});
for (const output of response.outputs) {
  if (output.type === "message.output") console.log(output.content);
}
