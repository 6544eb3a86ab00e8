import { Mistral } from "@mistralai/mistralai";
import { SDKError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const next: Record<string, string> = {
  "2300": "the month's spending limit is reached. Raise it, or wait for the next month.",
  "2303": "the API budget is used up. See the usage, then turn on pay-as-you-go or add credits.",
};

function nextStep({ body }: SDKError) {
  // `Check your subscription…` stands in a body without a code.
  const code = body.startsWith("{") ? JSON.parse(body).code : undefined;
  return next[code] ?? "check the usage, the plan and the last invoice.";
}

try {
  const response = await client.chat.complete({
    model: "mistral-small-latest",
    messages: [{ role: "user", content: "Draft a reminder for an unpaid invoice." }],
  });
  console.log(response.choices[0]?.message?.content);
} catch (error) {
  if (!(error instanceof SDKError) || error.statusCode !== 402) throw error;
  // It concerns every model and every worker with this key: stop them all, and tell a person.
  console.error(`402: ${nextStep(error)}\nhttps://admin.mistral.ai/subscription\n${error.body}`);
  process.exitCode = 1;
}
