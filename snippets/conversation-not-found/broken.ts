import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env["MISTRAL_API_KEY"] });

const first = await client.beta.conversations.start({
  model: "mistral-small-latest",
  inputs: "Name three rivers of Europe.",
  store: false,
});
const second = await client.beta.conversations.append({
  conversationId: first.conversationId,
  conversationAppendRequest: { inputs: "Which of them is the longest?" },
});
const last = second.outputs.at(-1);
if (last?.type === "message.output") console.log(last.content);
