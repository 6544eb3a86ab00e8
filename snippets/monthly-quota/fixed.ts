import { Mistral } from "@mistralai/mistralai";
import { SDKError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

function monthIsUsedUp({ statusCode, body, headers }: SDKError) {
  if (statusCode === 402) return body.startsWith("{") && JSON.parse(body).code === "2300";
  // Reported until January 2026: the body of any 429, and this header.
  return headers.get("x-ratelimit-remaining-tokens-month") === "0";
}

try {
  const response = await client.chat.complete({
    model: "mistral-small-latest",
    messages: [{ role: "user", content: "Summarize the water cycle in one sentence." }],
  });
  console.log(response.choices[0]?.message?.content);
} catch (error) {
  if (!(error instanceof SDKError) || !monthIsUsedUp(error)) throw error;
  // Pause every worker with this key, for hours rather than seconds, and tell an administrator.
  console.error(error.message);
  console.error("The month is used up. Raise the limit, or wait for the next month:");
  console.error("https://admin.mistral.ai/subscription");
  process.exitCode = 1;
}
