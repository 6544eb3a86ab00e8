import { Mistral } from "@mistralai/mistralai";
import { MistralError } from "@mistralai/mistralai/models/errors";

const MODEL = "labs-leanstral-1-5-1";
const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

try {
  const response = await client.chat.complete({
    model: MODEL,
    messages: [{ role: "user", content: "Prove in Lean 4 that 2 + 2 = 4." }],
  });
  console.log(response.choices[0]?.message?.content);
} catch (error) {
  if (!(error instanceof MistralError)) throw error;
  const body = error.body.startsWith("{") ? JSON.parse(error.body) : {};
  // Other 403s need another step: 1910 another plan, 1912 another key.
  if (body.code !== "1913") throw error;
  console.error(`403: ${MODEL} is a Labs model, and they are off. Ask an administrator.`);
  process.exitCode = 1;
}
