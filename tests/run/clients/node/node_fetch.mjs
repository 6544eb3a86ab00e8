// Node's own fetch.
const answer = await fetch("https://api.mistral.ai/v1/chat/completions", {
  method: "POST",
  headers: { authorization: `Bearer ${process.env.MISTRAL_API_KEY}`, "content-type": "application/json" },
  body: JSON.stringify({ model: "mistral-small-latest", messages: [{ role: "user", content: "Hello" }] }),
});
console.log((await answer.json()).choices[0].message.content);
