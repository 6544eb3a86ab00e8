const response = await fetch("https://api.mistral.ai/v1/chat/completions", {
  method: "POST",
  headers: {
    Authorization: `Bearer ${process.env.MISTRAL_API_KEY}`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    model: "mistral-small-latest",
    messages: [{ role: "user", content: "Suggest a name for a coffee shop." }],
    max_tokens: 200, // Mistral's name for max_completion_tokens
    random_seed: 7, // Mistral's name for seed; store has no counterpart
  }),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
const answer = await response.json();
console.log(answer.choices[0].message.content);
