import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const tools = [{
  type: "function" as const,
  function: {
    name: "queueLength",
    description: "How many people are waiting. Takes no arguments.",
    parameters: { type: "object", properties: null, required: null },
  },
}];
const call = { id: "b4Kx0TzQ1", function: { name: "queueLength", arguments: '{}' } };
const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: [
    { role: "user", content: "How many people are waiting?" },
    { role: "assistant", toolCalls: [call] },
    { role: "tool", toolCallId: call.id, name: "queueLength", content: "7" },
  ],
  tools,
});
console.log(response.choices[0].message?.content);
