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
const question = "Compare the opening hours of the Louvre and the Prado.";
let agentId: string | undefined = finder.id;
let found = "";
for (let calls = 1; agentId; calls += 1) {
  if (calls > 5) throw new Error("No answer after 5 handoffs.");
  const response = await client.beta.conversations.start({
    agentId,
    inputs: question + found,
    // The API names the next agent, and this program calls it.
    handoffExecution: "client",
  });
  agentId = undefined;
  for (const entry of response.outputs) {
    if (entry.type === "agent.handoff") agentId = entry.nextAgentId;
    if (entry.type !== "message.output") continue;
    let { content } = entry;
    if (Array.isArray(content)) {
      // Text, and its sources.
      content = content.map((chunk) => (chunk.type === "text" ? chunk.text : "")).join("");
    }
    console.log(content);
    found += `\n\nFound so far: ${content}`;
  }
}
