import { Mistral } from "@mistralai/mistralai";
import { MistralError } from "@mistralai/mistralai/models/errors";

const MODEL = "mistral-large-latest";
const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

try {
  const response = await client.chat.complete({
    model: MODEL,
    messages: [{ role: "user", content: "Name three uses of beeswax." }],
  });
  console.log(response.choices[0]?.message?.content);
} catch (error) {
  if (!(error instanceof MistralError)) throw error;
  const body = error.body.startsWith("{") ? JSON.parse(error.body) : {};
  // Other 403s need another step: 1912 another key, 1913 an administrator.
  if (body.code !== "1910") throw error;
  console.error(`403: ${MODEL} is not in your plan. Choose a listed model, or change the plan.`);
  process.exitCode = 1;
}
