const answer = await fetch("https://api.mistral.ai/v1/chat/completions", {
  method: "POST",
  headers: {
    Authorization: `Bearer ${process.env.MISTRAL_API_KEY}`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    model: "mistral-small-latest",
    messages: [{ role: "user", content: "Suggest a name for a coffee shop." }],
    temperature: 1, // the body named this field
  }),
});
const text = await answer.text();
// The whole body: `message` is a string or an object, and some errors have only `detail`.
if (!answer.ok) throw new Error(`${answer.status} ${text}`);
console.log(JSON.parse(text).choices[0].message.content);
