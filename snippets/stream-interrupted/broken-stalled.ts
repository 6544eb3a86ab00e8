import { HTTPClient, Mistral } from "@mistralai/mistralai";

const client = new Mistral({
  apiKey: process.env.MISTRAL_API_KEY,
  httpClient: new HTTPClient({
    fetcher: (request) => fetch(request, { signal: AbortSignal.timeout(5_000) }),
  }),
});

const stream = await client.chat.stream({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "Explain in three paragraphs how tides work." }],
});
for await (const event of stream) {
  const choice = event.data.choices[0];
  if (typeof choice?.delta.content === "string") process.stdout.write(choice.delta.content);
}
process.stdout.write("\n");
