import { Mistral } from "@mistralai/mistralai";
import { SDKError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({
  apiKey: process.env.MISTRAL_API_KEY,
});

// In milliseconds: waits of 0, 2, 8, 18 and 32 s, plus up to a second at random. Together they
// exceed a minute, because a 429 is repeated as well.
const backoff = {
  initialInterval: 2_000,
  maxInterval: 33_000,
  exponent: 2,
  maxElapsedTime: 45_000,
};

try {
  const response = await client.chat.complete(
    {
      model: "mistral-small-latest",
      messages: [{ role: "user", content: "Write a one-line apology for a late parcel." }],
    },
    {
      // For this call only: an upload or a batch job should not be sent twice.
      retries: { strategy: "backoff", backoff, retryConnectionErrors: false },
      retryCodes: ["429", "500", "502", "503", "504"],
    },
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
