import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// Milliseconds: four tries, with waits of 0, 1.5 and 6 s, plus up to a second at random.
const backoff = {
  initialInterval: 1_500,
  maxInterval: 7_000,
  exponent: 2,
  maxElapsedTime: 6_000,
};

const response = await client.chat.complete(
  {
    model: "mistral-small-latest",
    messages: [{ role: "user", content: "Name three rivers in Peru." }],
  },
  // True: also after a broken connection. Each try may be billed.
  { retries: { strategy: "backoff", backoff, retryConnectionErrors: true } },
);
console.log(response.choices[0]?.message?.content);
