import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "Explain in one paragraph how tides work." }],
  maxTokens: 2_000, // far more than the longest answer you expect, or no limit
});
const choice = response.choices[0];
console.log(choice?.message?.content);
// Every cut answer has status 200, so this is the only sign of it.
if (choice?.finishReason !== "stop") {
  throw new Error(`Incomplete answer of ${response.model}: finish_reason ${choice?.finishReason}`);
}
