import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequestMessage } from "@mistralai/mistralai/models/components";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// The answer has to start with these words.
const messages: ChatCompletionRequestMessage[] = [
  { role: "user", content: "Name three rivers, in JSON." },
  { role: "assistant", content: '{"rivers": [' },
];

const response = await client.chat.complete({ model: "mistral-small-latest", messages });
console.log(response.choices[0].message?.content);
