import { Mistral } from "@mistralai/mistralai";
import { assistantMessageFromJSON } from "@mistralai/mistralai/models/components";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// The model's turn as the API sent it, from a log, a database or a Python program.
const stored = `{"role": "assistant", "content": "", "tool_calls": [
  {"id": "b4Kx0TzQ1", "function": {"name": "weather", "arguments": "{}"}}]}`;

// The SDK knows only `toolCalls`, and drops `tool_calls` without an error.
const called = assistantMessageFromJSON(stored);
if (!called.ok) throw called.error;

const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: [
    { role: "user", content: "What is the weather in Paris?" },
    { ...called.value, role: "assistant" },
    { role: "tool", toolCallId: "b4Kx0TzQ1", name: "weather", content: "21 degrees" },
  ],
});
console.log(response.choices[0].message?.content);
