import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequestMessage } from "@mistralai/mistralai/models/components";

type Message = ChatCompletionRequestMessage;
const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// A conversation that began with a model that reasons.
const history: Message[] = [
  { role: "user", content: "How many days are there in 12 weeks?" },
  {
    role: "assistant",
    content: [
      { type: "thinking", thinking: [{ type: "text", text: "12 weeks of 7 days are 84." }] },
      { type: "text", text: "84" },
    ],
  },
  { role: "user", content: "And how many hours?" },
];

const response = await client.chat.complete({
  model: "ministral-3b-latest",
  messages: history,
});
console.log(response.choices[0].message?.content);
