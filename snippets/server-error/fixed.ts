import { Mistral } from "@mistralai/mistralai";
import { SDKError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({
  apiKey: process.env.MISTRAL_API_KEY,
  retryConfig: {
    strategy: "backoff",
    // In milliseconds: after 0, 1, 4, 9 and 16 s, plus up to a second at random.
    backoff: { initialInterval: 1_000, maxInterval: 16_000, exponent: 2, maxElapsedTime: 45_000 },
    retryConnectionErrors: true,
  },
});

try {
  const response = await client.chat.complete(
    {
      model: "mistral-small-latest",
      messages: [{ role: "user", content: "Write a one-line apology for a late parcel." }],
    },
    // A 429 needs longer waits than these.
    { retryCodes: ["5XX"] },
  );
  console.log(response.choices[0]?.message?.content);
} catch (error) {
  if (!(error instanceof SDKError) || error.statusCode < 500) throw error;
  console.error(error.message);
  console.error(`mistral-correlation-id: ${error.headers.get("mistral-correlation-id")}`);
  console.error("The API kept failing. If a short request passes, change this one;");
  console.error("if none does, see https://status.mistral.ai and try again later.");
  process.exitCode = 1;
}
