import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const response = await client.beta.conversations.start({
  model: "mistral-medium-latest",
  inputs: "What changed in the opening hours of the Louvre this year?",
  tools: [{ type: "web_search" }],
  // A built-in tool cannot be forced, so ask for it, and check that it ran.
  instructions: "Search the web before you answer.",
  completionArgs: { toolChoice: "auto" },
});
if (!response.outputs.some((entry) => entry.type === "tool.execution")) {
  throw new Error("The model did not search the web.");
}
for (const entry of response.outputs) {
  if (entry.type === "message.output") console.log(entry.content);
}
