// Node's own https module.
import { request } from "node:https";

const body = JSON.stringify({ model: "mistral-small-latest", messages: [{ role: "user", content: "Hello" }] });
const headers = { authorization: `Bearer ${process.env.MISTRAL_API_KEY}`, "content-type": "application/json" };
const sent = request("https://api.mistral.ai/v1/chat/completions", { method: "POST", headers }, async (answer) => {
  let text = "";
  for await (const piece of answer) text += piece;
  console.log(JSON.parse(text).choices[0].message.content);
});
sent.end(body);
