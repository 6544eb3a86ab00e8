import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
// In milliseconds: waits of 0, 2, 8, 18 and 32 s, plus up to a second at random. Together they
// exceed a minute, because a 429 is repeated as well. The time of the requests counts, too, so slow
// failures get fewer tries.
const backoff = {
  initialInterval: 2_000,
  maxInterval: 33_000,
  exponent: 2,
  maxElapsedTime: 45_000,
};
const response = await client.beta.conversations.start(
  {
    model: "mistral-medium-latest",
    inputs: "Compare the opening hours of the Louvre and the Prado.",
    tools: [{ type: "web_search" }],
  },
  {
    // Each try begins a new conversation, so the search may run and be billed again.
    retries: { strategy: "backoff", backoff, retryConnectionErrors: false },
    retryCodes: ["429", "500", "502", "503", "504"],
  },
);
for (const entry of response.outputs) {
  if (entry.type !== "message.output") continue;
  let { content } = entry;
  if (Array.isArray(content)) {
    // Text, and its sources.
    content = content.map((chunk) => (chunk.type === "text" ? chunk.text : "")).join("");
  }
  console.log(content);
}
