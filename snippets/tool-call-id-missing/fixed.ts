import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const call = { id: "b4Kx0TzQ1", function: { name: "weather", arguments: '{"city": "Paris"}' } };
const result = {
  role: "tool" as const,
  toolCallId: call.id, // the SDK drops `tool_call_id`
  name: "weather",
  content: '{"celsius": 21}',
};
const response = await client.chat.complete({
  model: "codestral-latest",
  messages: [
    { role: "user", content: "What is the weather in Paris?" },
    { role: "assistant", content: "", toolCalls: [call] },
    result,
  ],
});
console.log(response.choices[0]?.message?.content);
