import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequestMessage } from "@mistralai/mistralai/models/components";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// The name of a server's tool, and the id that the client gave to the server.
const tools = new Map([
  [
    "create_calendar_task_with_due_date___8c498bee-e833-49a9-8a88-0ab59fa26cb8",
    ({ title }: { title: string }) => `Created: ${title}`,
  ],
]);
const parameters = {
  type: "object",
  properties: { title: { type: "string" } },
  required: ["title"],
};
const offered = [...tools.keys()].map((name) => ({
  type: "function" as const,
  function: { name, parameters },
}));
const messages: ChatCompletionRequestMessage[] = [
  { role: "user", content: "Create the task 'Water the plants'." },
];

for (let round = 0; round < 5; round++) {
  const response = await client.chat.complete({
    model: "mistral-small-latest",
    messages,
    tools: offered,
  });
  const message = response.choices[0].message;
  if (!message?.toolCalls?.length) {
    console.log(message?.content);
    break;
  }
  messages.push({ ...message, role: "assistant" });
  for (const call of message.toolCalls) {
    const { name, arguments: given } = call.function;
    const run = tools.get(name);
    const content = run?.(typeof given === "string" ? JSON.parse(given) : given) ?? "Unknown tool";
    messages.push({ role: "tool", toolCallId: call.id, content });
  }
}
