// A chat, a stream and a tool with the OpenAI SDK for Node.
import OpenAI from "openai";

const client = new OpenAI({ baseURL: "https://api.mistral.ai/v1", apiKey: process.env.MISTRAL_API_KEY });
const model = "mistral-small-latest";
const messages = [{ role: "user", content: "What is the weather in Paris?" }];
const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const tools = [{ type: "function", function: { name: "weather", description: "Weather", parameters } }];

console.log((await client.chat.completions.create({ model, messages })).choices[0].message.content);

let text = "";
for await (const chunk of await client.chat.completions.create({ model, messages, stream: true })) {
  text += chunk.choices[0].delta.content ?? "";
}
console.log(text);

const { message } = (await client.chat.completions.create({ model, messages, tools })).choices[0];
messages.push(message);
for (const call of message.tool_calls) {
  const { city } = JSON.parse(call.function.arguments);
  messages.push({ role: "tool", tool_call_id: call.id, content: `sunny in ${city}` });
}
console.log((await client.chat.completions.create({ model, messages, tools })).choices[0].message.content);
