// Put the address, key and body of your own request here.
const response = await fetch("https://openrouter.ai/api/v1/chat/completions", {
  method: "POST",
  headers: {
    Authorization: `Bearer ${process.env.OPENROUTER_API_KEY}`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    model: "mistralai/devstral-2512",
    messages: [{ role: "user", content: "Name a river." }],
  }),
  signal: AbortSignal.timeout(60_000),
});
console.log(new URL(response.url).host, response.status);
for (const [name, value] of response.headers) console.log(`${name}: ${value}`);
console.log((await response.text()).slice(0, 500));
const known = response.headers.has("mistral-correlation-id");
console.log(known ? "Answered by Mistral's API." : "Not answered by Mistral's API.");
