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

/** The newest part of the conversation that fits. The stored history stays as it is. */
function fitting(history: Message[], budget: number): Message[] {
  const last = history.findLastIndex((message) => message.role === "user");
  // Whole turns, and after the last question whole rounds of calls and results.
  const groups: Message[][] = [];
  for (const [index, message] of history.entries()) {
    const begins = index <= last ? "user" : "assistant";
    if (!groups.length || message.role === "system" || message.role === begins) groups.push([]);
    groups[groups.length - 1].push(message);
  }
  // Without the newest results, the model would call the tools again.
  const newest = groups[groups.length - 1];
  const isNeeded = (group: Message[]) =>
    group === newest || group[0].role === "system" || group.includes(history[last]);
  let room = budget - tokens(groups.filter(isNeeded).flat());
  if (room < 0) throw new Error("The question and the newest results are too long.");
  const kept: Message[][] = [];
  for (const group of groups.reverse()) {
    if (!isNeeded(group)) room -= tokens(group);
    if (isNeeded(group) || room >= 0) kept.unshift(group);
  }
  return kept.flat();
}

/** An estimate that is rather too high: English text has about four characters per token. */
function tokens(messages: Message[]): number {
  // An image costs by its size in pixels, not by its bytes: 4,000 tokens are a guess.
  const text = JSON.stringify(messages).replace(/data:image\/[^"]+/g, "x".repeat(12_000));
  // Bytes, because other scripts need more tokens.
  return Math.ceil(new TextEncoder().encode(text).length / 3);
}

const CONTEXT = 131_072; // max_context_length of ministral-3b-latest in GET /v1/models, 2026-08-14
const ANSWER = 2_000;

const response = await client.chat.complete({
  model: "ministral-3b-latest",
  maxTokens: ANSWER,
  messages: fitting(history, CONTEXT - ANSWER),
});
console.log(response.choices[0].message?.content);
