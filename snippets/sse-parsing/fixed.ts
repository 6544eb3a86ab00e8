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
if (!response.ok || !response.body) {
  throw new Error(`Status ${response.status}: ${await response.text()}`);
}

type Part = { text?: string };
type Choice = { delta: { content?: string | Part[] }; finish_reason: string | null };
const decoder = new TextDecoder();
let rest = "";
let finishReason: string | null = null;
read: for await (const piece of response.body) {
  // A read can end anywhere, also inside a character, so keep the rest until its end has arrived.
  const lines = (rest + decoder.decode(piece, { stream: true })).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) {
    if (!line.startsWith("data:")) continue; // names, comments and blank lines
    const data = line.slice(5).trim();
    if (data === "[DONE]") break read;
    const event = JSON.parse(data);
    if (!event.choices) throw new Error(`An error came in the stream: ${data}`);
    const choice: Choice = event.choices[0];
    const content = choice.delta.content ?? "";
    process.stdout.write(
      // A list is from a reasoning model: thinking and text.
      typeof content === "string" ? content : content.map((part) => part.text ?? "").join(""),
    );
    finishReason = choice.finish_reason ?? finishReason;
  }
}
process.stdout.write("\n");
if (finishReason !== "stop") {
  throw new Error(`The text is not complete: finish_reason is ${finishReason}`);
}
