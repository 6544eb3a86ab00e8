import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const response = await client.beta.conversations.start({
  // Codestral, Devstral, Ministral and Voxtral models run no built-in tools.
  model: "mistral-medium-latest",
  inputs: "What changed in the opening hours of the Louvre this year?",
  tools: [{ type: "web_search" }],
});
for (const entry of response.outputs) {
  if (entry.type === "message.output") console.log(entry.content);
}
