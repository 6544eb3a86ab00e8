import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const backoff = {
  initialInterval: 1,
  maxInterval: 50,
  exponent: 1.1,
  maxElapsedTime: 100,
};

const response = await client.chat.complete(
  {
    model: "mistral-small-latest",
    messages: [{ role: "user", content: "Suggest a name for a coffee shop." }],
  },
  {
    retries: { strategy: "backoff", backoff, retryConnectionErrors: false },
  },
);
console.log(response.choices[0]?.message?.content);
