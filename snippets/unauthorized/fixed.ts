import { Mistral } from "@mistralai/mistralai";
import { MistralError } from "@mistralai/mistralai/models/errors";

const apiKey = process.env.MISTRAL_API_KEY;
const client = new Mistral({ apiKey });

try {
  const response = await client.chat.complete({
    model: "mistral-small-latest",
    messages: [{ role: "user", content: "Name three uses of beeswax." }],
  });
  console.log(response.choices[0].message?.content);
} catch (error) {
  if (!(error instanceof MistralError) || error.statusCode !== 401) throw error;
  console.error(`401: the key ending in ${apiKey?.slice(-4)} is refused. Check it with curl.`);
  process.exitCode = 1;
}
