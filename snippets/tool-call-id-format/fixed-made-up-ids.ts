import { Mistral } from "@mistralai/mistralai";
import type { ToolCall, ToolMessage } from "@mistralai/mistralai/models/components";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// Calls of an earlier run, from a log that holds no ids.
const log = [
  { name: "weather", given: { city: "Paris" }, result: { celsius: 21 } },
  { name: "local_time", given: { city: "Paris" }, result: { time: "14:30" } },
];

const toolCalls: ToolCall[] = [];
const results: ToolMessage[] = [];
for (const [number, { name, given, result }] of log.entries()) {
  const id = String(number).padStart(9, "0");
  toolCalls.push({ id, function: { name, arguments: JSON.stringify(given) } });
  results.push({ role: "tool", toolCallId: id, name, content: JSON.stringify(result) });
}

const response = await client.chat.complete({
  model: "mistral-large-latest",
  messages: [
    { role: "user", content: "What is the weather in Paris, and what time is it there?" },
    { role: "assistant", toolCalls },
    ...results,
  ],
});
console.log(response.choices[0].message?.content);
