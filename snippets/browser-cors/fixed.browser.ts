import OpenAI from "openai";

const client = new OpenAI({
  apiKey: localStorage.getItem("MISTRAL_API_KEY") ?? "",
  baseURL: "https://api.mistral.ai/v1",
  dangerouslyAllowBrowser: true,
  maxRetries: 0,
  // The SDK's headers about itself, which the API need not allow.
  defaultHeaders: {
    "user-agent": null, // Safari and Firefox ask for it in the preflight
    "x-stainless-arch": null,
    "x-stainless-lang": null,
    "x-stainless-os": null,
    "x-stainless-package-version": null,
    "x-stainless-retry-count": null,
    "x-stainless-runtime": null,
    "x-stainless-runtime-version": null,
    "x-stainless-timeout": null,
  },
});

const response = await client.chat.completions.create({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "Which birds fly at night?" }],
});
console.log(response.choices[0].message.content);
