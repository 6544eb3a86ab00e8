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

async function closeCalls(conversationId: string): Promise<void> {
  const { entries } = await client.beta.conversations.getHistory({ conversationId });
  const done = entries.flatMap((e) => (e.type === "function.result" ? e.toolCallId : []));
  // A pending call waits for the user's decision, not for a result.
  const calls = entries.flatMap((e) =>
    e.type === "function.call" && e.confirmationStatus !== "pending" ? e.toolCallId : [],
  );
  const inputs = calls
    .filter((id) => !done.includes(id))
    .map((toolCallId) => ({
      type: "function.result" as const,
      toolCallId,
      // The call may have done its work, so do not tell the model that it failed.
      result: "interrupted: outcome unknown",
    }));
  if (inputs.length === 0) return;
  await client.beta.conversations.append({
    conversationId,
    // Without `none`, the model may call again.
    conversationAppendRequest: { inputs, completionArgs: { toolChoice: "none" } },
  });
}

// Later, with the stored id:
await closeCalls(conversationId);
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
