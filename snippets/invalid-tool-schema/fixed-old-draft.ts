import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequestMessage } from "@mistralai/mistralai/models/components";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const tools = [{
  type: "function" as const,
  function: {
    name: "readPages",
    description: "Text of some pages of the manual.",
    parameters: {
      type: "object",
      properties: {
        pages: { type: "array", items: { type: "integer", exclusiveMinimum: 0 } },
      },
      required: ["pages"],
    },
  },
}];
const messages: ChatCompletionRequestMessage[] = [
  { role: "user", content: "What do pages 4 and 5 of the manual say?" },
];

function readPages({ pages }: { pages: number[] }) {
  return pages.map((page) => ({ page, text: `Text of page ${page}.` }));
}

while (true) {
  const response = await client.chat.complete({ model: "mistral-small-latest", messages, tools });
  const message = response.choices[0].message!;
  messages.push({ ...message, role: "assistant" });
  if (!message.toolCalls?.length) {
    console.log(message.content);
    break;
  }
  for (const { id, function: { name, arguments: given } } of message.toolCalls) {
    const result = readPages(typeof given === "string" ? JSON.parse(given) : given);
    messages.push({ role: "tool", toolCallId: id, name, content: JSON.stringify(result) });
  }
}
