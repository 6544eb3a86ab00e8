import { Mistral } from "@mistralai/mistralai";
import { HTTPValidationError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

try {
  const response = await client.chat.complete({
    model: "mistral-small-latest",
    messages: [{ role: "user", content: "Suggest a name for a coffee shop." }],
    temperature: 2,
  });
  console.log(response.choices[0].message?.content);
} catch (error) {
  if (!(error instanceof HTTPValidationError)) throw error;
  const body = JSON.parse(error.body);
  for (const item of body.detail ?? body.message.detail) { // bare or wrapped
    console.log([item.loc.join("."), item.type, item.msg].join(" | "));
  }
  process.exitCode = 1;
}
