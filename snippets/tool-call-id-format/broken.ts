import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequestMessage } from "@mistralai/mistralai/models/components";

type Message = ChatCompletionRequestMessage;
const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// A conversation that began with another provider's model.
const history: Message[] = [
  { role: "user", content: "What is the weather in Paris?" },
  {
    role: "assistant",
    toolCalls: [
      {
        id: "call_PTLP8xhu3uwZk4l3nlnrrJha",
        function: { name: "weather", arguments: '{"city": "Paris"}' },
      },
    ],
  },
  {
    role: "tool",
    toolCallId: "call_PTLP8xhu3uwZk4l3nlnrrJha",
    name: "weather",
    content: '{"celsius": 21}',
  },
];

const response = await client.chat.complete({
  model: "mistral-large-latest",
  messages: history,
});
console.log(response.choices[0].message?.content);
