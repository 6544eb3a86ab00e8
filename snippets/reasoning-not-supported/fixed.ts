import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const response = await client.chat.complete({
  model: "mistral-small-latest",
  reasoningEffort: "high", // this model takes "high" and "none"
  messages: [{ role: "user", content: "How many days are there in 12 weeks?" }],
});
const content = response.choices[0].message?.content;
// With reasoning, content is a list of chunks: thinking, then text.
const texts = Array.isArray(content)
  ? content.map((chunk) => (chunk.type === "text" ? chunk.text : ""))
  : [content ?? ""];
console.log(texts.join(""));
