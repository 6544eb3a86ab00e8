import { Mistral } from "@mistralai/mistralai";
import { MistralError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

function items(body: string): { loc: unknown[]; type: string; msg: string }[] {
  try {
    const answer = JSON.parse(body);
    const found = answer.message?.detail ?? answer.detail;
    return Array.isArray(found) ? found : [];
  } catch {
    return []; // not a JSON object
  }
}

try {
  const response = await client.chat.complete({
    model: "mistral-small-latest",
    messages: [{ role: "user", content: "Suggest a name for a coffee shop." }],
    temperature: 2,
  });
  console.log(response.choices[0].message?.content);
} catch (error) {
  if (!(error instanceof MistralError) || error.statusCode !== 422) throw error;
  const found = items(error.body);
  for (const { loc, type, msg } of found) console.log([loc.join("."), type, msg].join(" | "));
  if (found.length === 0) console.log(error.body); // no items, such as "Could not get file."
  process.exitCode = 1;
}
