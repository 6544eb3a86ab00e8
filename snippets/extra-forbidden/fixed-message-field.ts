// A conversation that began with another provider's model.
const question = { type: "text", text: "What is the weather in Paris?", id: "lc_1" };
const call = {
  id: "D681PevKs",
  type: "function",
  name: "weather",
  function: { name: "weather", arguments: '{"city": "Paris"}' },
};
const thought = "I need the tool.";
const history = [
  { role: "user", content: [question] },
  { role: "assistant", content: "", reasoning_content: thought, tool_calls: [call] },
  { role: "tool", tool_call_id: "D681PevKs", content: '{"celsius": 21}' },
];

// What Mistral accepts in a message of each role, in a tool call and in a part of `content`.
const keys: Record<string, string[]> = {
  system: ["role", "content"],
  user: ["role", "content"],
  assistant: ["role", "content", "tool_calls", "prefix"],
  tool: ["role", "content", "tool_call_id", "name"],
  function: ["type", "id", "function"],
  text: ["type", "text"],
  image_url: ["type", "image_url"],
  document_url: ["type", "document_url", "document_name"],
  input_audio: ["type", "input_audio"],
};

// A copy without the keys that Mistral refuses. Keep the original: another provider may need them.
function forMistral(item: Record<string, unknown>): Record<string, unknown> {
  const listed = item.function ? keys.function : keys[String(item.role ?? item.type)];
  const known = listed ?? Object.keys(item);
  const copy = Object.fromEntries(Object.entries(item).filter(([key]) => known.includes(key)));
  for (const key of ["content", "tool_calls"]) {
    const list = copy[key];
    if (Array.isArray(list)) copy[key] = list.map(forMistral);
  }
  if (copy.function) {
    const { name, arguments: values } = copy.function as { name: string; arguments: string };
    copy.function = { name, arguments: values };
  }
  return copy;
}

const response = await fetch("https://api.mistral.ai/v1/chat/completions", {
  method: "POST",
  headers: {
    Authorization: `Bearer ${process.env.MISTRAL_API_KEY}`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({ model: "mistral-small-latest", messages: history.map(forMistral) }),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
const answer = await response.json();
console.log(answer.choices[0].message.content);
