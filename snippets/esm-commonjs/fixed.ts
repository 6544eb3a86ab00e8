async function main() {
  // CommonJS may load an ES module like this, on every Node.
  const { Mistral } = await import("@mistralai/mistralai");
  const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

  const response = await client.chat.complete({
    model: "mistral-small-latest",
    messages: [{ role: "user", content: "What makes honey keep for years?" }],
  });
  console.log(response.choices[0].message?.content);
}

main();
