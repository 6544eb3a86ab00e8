import { Mistral } from "@mistralai/mistralai";
import { SDKError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
const model = "mistral-small-latest";

try {
  const response = await client.chat.complete({
    model,
    messages: [{ role: "user", content: "Suggest a name for a sailing boat." }],
  });
  console.log(response.choices[0]?.message?.content);
} catch (error) {
  // The body is that of a used-up minute. Only the limit tells them apart.
  if (!(error instanceof SDKError) || error.statusCode !== 429) throw error;
  const requests = error.headers.get("x-ratelimit-limit-req-minute");
  const tokens = error.headers.get("x-ratelimit-limit-tokens-minute");
  if (requests !== "0" && tokens !== "0") throw error;
  console.error(`429 with a limit of 0: this plan has no quota for ${model}.`);
  console.error("Use a model with a limit above 0, or change the plan:");
  console.error("https://admin.mistral.ai/plateforme/limits");
  process.exitCode = 1;
}
