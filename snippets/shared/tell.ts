import { Mistral } from "@mistralai/mistralai";
import { MistralError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

function codeOf(body: string): unknown {
  try {
    return JSON.parse(body)?.code;
  } catch {
    return undefined; // not JSON
  }
}

function verdict({ statusCode, headers, body }: MistralError) {
  const code = codeOf(body);
  const requests = headers.get("x-ratelimit-limit-req-minute");
  const tokens = headers.get("x-ratelimit-limit-tokens-minute");
  if (statusCode === 401)
    return "unauthorized: the key is refused, or its plan is used up. Do not retry.";
  if (statusCode === 403 && code === "1910")
    return "tier-not-allowed: your plan does not include this model. Do not retry.";
  if (statusCode === 402 && code === "2300")
    return "monthly-quota: the month's spending limit is reached. Do not retry.";
  if (statusCode === 402)
    return "payment-required: no plan or no budget pays for this. Do not retry.";
  if (code === "3505" || code === "3810")
    return "capacity-exceeded: the model is full. Retry for a minute, then use another model.";
  if (requests === "0" || tokens === "0")
    return "zero-quota: your plan has no quota for this model. Do not retry.";
  if (headers.get("x-ratelimit-remaining-tokens-month") === "0")
    return "monthly-quota: the month's tokens are used up. Do not retry.";
  if (requests) return "rate-limited: the minute's requests are used up. Retry in the next minute.";
  if (tokens) return "rate-limited: compare the limit with the tokens of your request.";
  return "Neither a code nor a header names the limit. Read the message.";
}

try {
  await client.chat.complete({
    model: "mistral-small-latest", // your model: limits differ from model to model
    messages: [{ role: "user", content: "Hi" }],
    maxTokens: 1,
  });
  console.log("Answered: no limit is reached now.");
} catch (error) {
  if (!(error instanceof MistralError)) throw error;
  console.log(error.message);
  for (const [name, value] of error.headers)
    if (/^(x-ratelimit|retry-after|mistral-correlation-id)/.test(name))
      console.log(`${name}: ${value}`);
  console.error(verdict(error));
  process.exitCode = 1;
}
