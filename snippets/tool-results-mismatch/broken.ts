import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequestMessage } from "@mistralai/mistralai/models/components";

type Message = ChatCompletionRequestMessage;
const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// As stored when the program was stopped: one of the two calls has a result.
const history: Message[] = [
  { role: "user", content: "Pay the invoices 17 and 18, and then tell me what you did." },
  {
    role: "assistant",
    toolCalls: [
      { id: "b4Kx0TzQ1", function: { name: "pay", arguments: '{"invoice": 17}' } },
      { id: "N7pWcR2uE", function: { name: "pay", arguments: '{"invoice": 18}' } },
    ],
  },
  { role: "tool", toolCallId: "b4Kx0TzQ1", name: "pay", content: "paid" },
];

const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: history,
});
console.log(response.choices[0].message?.content);
