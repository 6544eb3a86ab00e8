import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const pages = { type: "array", items: { type: "integer", exclusiveMinimum: 0 } };
const tools = [{
  type: "function" as const,
  function: {
    name: "readPages",
    description: "Text of some pages of the manual.",
    parameters: { type: "object", properties: { pages }, required: ["pages"] },
  },
}];
const call = { id: "b4Kx0TzQ1", function: { name: "readPages", arguments: '{"pages": [4]}' } };
const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: [
    { role: "user", content: "What does page 4 of the manual say?" },
    { role: "assistant", toolCalls: [call] },
    { role: "tool", toolCallId: call.id, name: "readPages", content: "Press Start." },
  ],
  tools,
});
console.log(response.choices[0].message?.content);
