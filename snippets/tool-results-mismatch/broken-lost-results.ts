import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequestMessage } from "@mistralai/mistralai/models/components";

type Message = ChatCompletionRequestMessage;
const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// As stored when the user stopped the program while the tool was running.
const history: Message[] = [
  { role: "user", content: "What is the weather in Paris?" },
  {
    role: "assistant",
    toolCalls: [{ id: "b4Kx0TzQ1", function: { name: "weather", arguments: '{"city": "Paris"}' } }],
  },
  { role: "user", content: "Never mind. Which river flows through Paris?" },
];

const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: history,
});
console.log(response.choices[0].message?.content);
