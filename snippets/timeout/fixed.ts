import { HTTPClient, Mistral } from "@mistralai/mistralai";

const client = new Mistral({
  apiKey: process.env.MISTRAL_API_KEY,
  // Limits each try. Not timeoutMs: Node loses its signal, and then the call goes on.
  httpClient: new HTTPClient({
    fetcher: (request) => fetch(request, { signal: AbortSignal.timeout(5_000) }),
  }),
});

// Milliseconds: four tries, with waits of 0, 1.5 and 6 s, plus up to a second at random.
const backoff = {
  initialInterval: 1_500,
  maxInterval: 7_000,
  exponent: 2,
  maxElapsedTime: 25_000,
};

const response = await client.chat.complete(
  {
    model: "mistral-small-latest",
    messages: [{ role: "user", content: "Explain in three paragraphs how tides work." }],
  },
  // True: also after a timeout. Each try may be billed.
  { retries: { strategy: "backoff", backoff, retryConnectionErrors: true } },
);
console.log(response.choices[0]?.message?.content);
