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

function answeredBy(headers: Headers): string {
  if (headers.has("mistral-correlation-id")) return "Mistral's gateway or model server";
  return headers.has("cf-ray") ? "Cloudflare" : "a proxy between you and Cloudflare";
}

try {
  const response = await client.chat.complete(
    {
      model: "mistral-small-latest",
      messages: [{ role: "user", content: "Describe a lighthouse in one line." }],
    },
    {
      // For this call only: an upload or a batch job should not be sent twice.
      retries: { strategy: "backoff", backoff, retryConnectionErrors: false },
      // Cloudflare's own status 520 as well. "5XX" would include 501 and 505.
      retryCodes: ["429", "500", "502", "503", "504", "520"],
      timeoutMs: 120_000, // For all tries and waits together.
    },
  );
  console.log(response.choices[0]?.message?.content);
} catch (error) {
  if (!(error instanceof SDKError) || error.statusCode < 500) throw error;
  console.error(error.message.slice(0, 300));
  console.error(`Answered by ${answeredBy(error.headers)}.`);
  console.error(`mistral-correlation-id: ${error.headers.get("mistral-correlation-id")}`);
  console.error(`cf-ray: ${error.headers.get("cf-ray")}`);
  console.error("See https://status.mistral.ai and try again later.");
  process.exitCode = 1;
}
