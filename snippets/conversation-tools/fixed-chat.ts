import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// Only a conversation, or an agent in one, runs the tools of the API.
const response = await client.beta.conversations.start({
  model: "mistral-medium-latest",
  inputs: "What changed in the opening hours of the Louvre this year?",
  tools: [{ type: "web_search" }],
  store: false, // As in a chat, the server keeps nothing.
});
for (const entry of response.outputs) {
  if (entry.type === "message.output") console.log(entry.content);
}
