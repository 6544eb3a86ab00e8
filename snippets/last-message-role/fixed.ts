import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequestMessage } from "@mistralai/mistralai/models/components";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// The second step of an agent: the model is to improve what it wrote.
const messages: ChatCompletionRequestMessage[] = [
  { role: "user", content: "Write one line about Paris." },
  { role: "assistant", content: "Paris is a city of light." },
];

// The API answers a user or a tool, so say what the model has to do next.
messages.push({ role: "user", content: "Review your line, and improve it." });

const response = await client.chat.complete({ model: "mistral-small-latest", messages });
console.log(response.choices[0].message?.content);
