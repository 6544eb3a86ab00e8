import { Mistral } from "@mistralai/mistralai";
import { MistralError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({
  // A Studio key serves Codestral, too.
  apiKey: process.env.MISTRAL_API_KEY,
});

try {
  const response = await client.chat.complete({
    model: "codestral-latest",
    messages: [{ role: "user", content: "Suggest a name for a sorting function." }],
  });
  console.log(response.choices[0]?.message?.content);
} catch (error) {
  if (!(error instanceof MistralError) || ![401, 403].includes(error.statusCode)) throw error;
  console.error(`${error.statusCode}: ${error.body}`);
  process.exitCode = 1;
}
