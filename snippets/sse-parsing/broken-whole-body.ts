const response = await fetch("https://api.mistral.ai/v1/chat/completions", {
  method: "POST",
  headers: {
    Authorization: `Bearer ${process.env.MISTRAL_API_KEY}`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    model: "mistral-small-latest",
    messages: [{ role: "user", content: "Explain in two sentences why the sky is blue." }],
    stream: true,
  }),
});
if (!response.ok) throw new Error(`Status ${response.status}: ${await response.text()}`);
const answer = await response.json();
console.log(answer.choices[0].message.content);
