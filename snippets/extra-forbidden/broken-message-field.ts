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

const response = await fetch("https://api.mistral.ai/v1/chat/completions", {
  method: "POST",
  headers: {
    Authorization: `Bearer ${process.env.MISTRAL_API_KEY}`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({ model: "mistral-small-latest", messages: history }),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
const answer = await response.json();
console.log(answer.choices[0].message.content);
