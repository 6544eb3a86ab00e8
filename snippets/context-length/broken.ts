import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequestMessage } from "@mistralai/mistralai/models/components";

type Message = ChatCompletionRequestMessage;
const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// A conversation that grows with every turn.
const history: Message[] = [{ role: "system", content: "You advise a beekeeper." }];
for (let week = 1; week <= 400; week++) {
  const advice = `In week ${week}: ${"Check the hives for food and mites. ".repeat(40)}`;
  history.push({ role: "user", content: `What should I do in week ${week}?` });
  history.push({ role: "assistant", content: advice });
}
history.push({ role: "user", content: "What did you say about week 400?" });

const response = await client.chat.complete({
  model: "ministral-3b-latest",
  maxTokens: 2_000,
  messages: history,
});
console.log(response.choices[0].message?.content);
