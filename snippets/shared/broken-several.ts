import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequestMessage } from "@mistralai/mistralai/models/components";

type Message = ChatCompletionRequestMessage;
const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// Begun with another provider, cut at the start, interrupted twice, with a late system message.
const rome = { id: "call_PTLP8xhu3uwZk", function: { name: "weather", arguments: '"Rome"' } };
const oslo = { id: "call_Zt5cQ9mWb2LsX", function: { name: "weather", arguments: '"Oslo"' } };
const history: Message[] = [
  { role: "tool", toolCallId: "call_0fypS1hVXk3Rm", content: "21 degrees" },
  { role: "user", content: "Is it warmer in Rome or in Oslo?" },
  { role: "assistant", content: null, toolCalls: [rome, oslo] },
  { role: "assistant", content: "" },
  { role: "tool", toolCallId: "call_PTLP8xhu3uwZk", content: "27 degrees" },
  { role: "system", content: "Answer in one sentence." },
  { role: "assistant", content: "In Rome, it is" },
];

const response = await client.chat.complete({
  model: "mistral-large-latest",
  messages: history,
});
console.log(response.choices[0].message?.content);
