import { setTimeout as sleep } from "node:timers/promises";

import { HTTPClient, Mistral } from "@mistralai/mistralai";
import { MistralError, RequestTimeoutError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({
  apiKey: process.env.MISTRAL_API_KEY,
  // Not timeoutMs: Node can lose its signal, and then the call goes on.
  httpClient: new HTTPClient({
    fetcher: (request) => fetch(request, { signal: AbortSignal.timeout(5_000) }),
  }),
});

async function ask(content: string, waits = [1, 2, 4]) {
  for (;;) {
    try {
      return await client.chat.complete({
        model: "mistral-small-latest",
        messages: [{ role: "user", content }],
      });
    } catch (error) {
      const [wait, ...left] = waits;
      const temporary = error instanceof MistralError && error.statusCode >= 500;
      if (wait === undefined || !(temporary || error instanceof RequestTimeoutError)) throw error;
      waits = left;
      await sleep((wait + Math.random()) * 1000); // each try may be billed
    }
  }
}

const response = await ask("Explain in three paragraphs how tides work.");
console.log(response.choices[0]?.message?.content);
