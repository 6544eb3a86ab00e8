import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const response = await client.beta.conversations.start({
  model: "mistral-medium-latest",
  inputs: "What changed in the opening hours of the Louvre this year?",
  // One of the two: the premium search replaces the other one.
  tools: [{ type: "web_search_premium" }],
});
for (const entry of response.outputs) {
  if (entry.type === "message.output") console.log(entry.content);
}
