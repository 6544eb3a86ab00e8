import OpenAI from "openai";

const client = new OpenAI({
  baseURL: "https://api.mistral.ai/v1",
  apiKey: process.env.MISTRAL_API_KEY,
  fetch: async (url, init) => {
    const answer = await fetch(url, init);
    // Up to 7.4, the SDK drops a body that has no key `error`.
    if (!answer.ok) console.error(answer.status, await answer.clone().text());
    return answer;
  },
});

const response = await client.chat.completions.create({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "Suggest a name for a coffee shop." }],
  temperature: 1, // the body named this field
});
console.log(response.choices[0].message.content);
