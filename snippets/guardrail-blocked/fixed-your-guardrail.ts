import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "How much sleep is good for my health?" }],
  guardrails: [
    {
      moderationLlmV2: {
        customCategoryThresholds: { selfharm: 0.1, sexual: 0.1 },
        // Otherwise `health`, `law`, `pii` and all others block, too.
        ignoreOtherCategories: true,
        action: "block",
      },
    },
  ],
});
console.log(response.choices[0]?.message?.content);
