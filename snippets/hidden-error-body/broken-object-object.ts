const answer = await fetch("https://api.mistral.ai/v1/chat/completions", {
  method: "POST",
  headers: {
    Authorization: `Bearer ${process.env.MISTRAL_API_KEY}`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    model: "mistral-small-latest",
    messages: [{ role: "user", content: "Suggest a name for a coffee shop." }],
    temperature: 2,
  }),
});
const data = await answer.json();
if (!answer.ok) throw new Error(data.message);
console.log(data.choices[0].message.content);
