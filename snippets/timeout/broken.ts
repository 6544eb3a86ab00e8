import { HTTPClient, Mistral } from "@mistralai/mistralai";

const client = new Mistral({
  apiKey: process.env.MISTRAL_API_KEY,
  httpClient: new HTTPClient({
    fetcher: (request) => fetch(request, { signal: AbortSignal.timeout(5_000) }),
  }),
});

async function ask(content: string) {
  return await client.chat.complete({
    model: "mistral-small-latest",
    messages: [{ role: "user", content }],
  });
}

const response = await ask("Explain in three paragraphs how tides work.");
console.log(response.choices[0]?.message?.content);
