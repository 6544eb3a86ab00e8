import { mistral } from "@ai-sdk/mistral";
import { generateText, type ModelMessage } from "ai";

// A conversation that began with another provider's model.
const call = { toolCallId: "call_PTLP8xhu3uwZk4l3nlnrrJha", toolName: "weather" };
const history: ModelMessage[] = [
  { role: "user", content: "What is the weather in Paris?" },
  { role: "assistant", content: [{ ...call, type: "tool-call", input: { city: "Paris" } }] },
  {
    role: "tool",
    content: [{ ...call, type: "tool-result", output: { type: "json", value: { celsius: 21 } } }],
  },
];

const { text } = await generateText({
  model: mistral("mistral-large-latest"),
  messages: history,
});
console.log(text);
