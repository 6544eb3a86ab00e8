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
  try {
    const { city } = JSON.parse(String(entry.arguments));
    if (!(city in celsius)) throw new RangeError(`no weather for ${city}`);
    return JSON.stringify({ celsius: celsius[city] });
  } catch (error) {
    return `error: ${error}`; // A failed call needs a result, too. The model reads it.
  }
}

let response = await client.beta.conversations.start({
  model: "mistral-small-latest",
  inputs: "What is the weather in Paris?",
  tools: [{ type: "function", function: weather }],
});
for (let roundsLeft = 9; roundsLeft >= 0; roundsLeft -= 1) {
  const calls = response.outputs.filter(isCall);
  if (calls.length === 0) break;
  const inputs = calls.map((entry): InputEntries => ({
    type: "function.result",
    toolCallId: entry.toolCallId,
    result: run(entry),
  }));
  response = await client.beta.conversations.append({
    conversationId: response.conversationId,
    // The last round must not end with a call, because nothing would answer it.
    conversationAppendRequest: {
      inputs,
      completionArgs: { toolChoice: roundsLeft > 0 ? "auto" : "none" },
    },
  });
}
for (const output of response.outputs) {
  if (output.type === "message.output") console.log(output.content);
}
