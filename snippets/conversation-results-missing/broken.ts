import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const pay = {
  name: "pay",
  description: "Pays an invoice.",
  parameters: { type: "object", properties: { number: { type: "integer" } } },
};

// The model calls `pay`. Here the program is stopped, so the call gets no result.
const { conversationId } = await client.beta.conversations.start({
  model: "mistral-small-latest",
  inputs: "Pay invoice 17.",
  tools: [{ type: "function", function: pay }],
});

// Later, with the stored id:
const response = await client.beta.conversations.append({
  conversationId,
  conversationAppendRequest: {
    inputs: "Which invoices did you pay?",
    completionArgs: { toolChoice: "none" },
  },
});
for (const output of response.outputs) {
  if (output.type === "message.output") console.log(output.content);
}
