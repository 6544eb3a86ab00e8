import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// Milliseconds: waits of 0, 2, 8, 18 and 32 s, plus up to a second at random.
const backoff = {
  initialInterval: 2_000,
  maxInterval: 33_000,
  exponent: 2,
  maxElapsedTime: 45_000,
};

const response = await client.chat.complete(
  {
    model: "mistral-small-latest",
    messages: [{ role: "user", content: "Suggest a name for a coffee shop." }],
  },
  {
    // For this call only: a client's `retryConfig` would repeat uploads and batch jobs, too.
    retries: { strategy: "backoff", backoff, retryConnectionErrors: false },
  },
);
console.log(response.choices[0]?.message?.content);
