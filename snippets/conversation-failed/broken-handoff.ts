import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const writer = await client.beta.agents.create({
  model: "mistral-small-latest",
  name: "writer",
  description: "Writes the answer.",
});
const finder = await client.beta.agents.create({
  model: "mistral-medium-latest",
  name: "finder",
  instructions: "Search the web, then hand over to the writer.",
  tools: [{ type: "web_search" }],
  handoffs: [writer.id],
});
const response = await client.beta.conversations.start({
  agentId: finder.id,
  inputs: "Compare the opening hours of the Louvre and the Prado.",
});
for (const entry of response.outputs) {
  if (entry.type === "message.output") console.log(entry.content);
}
