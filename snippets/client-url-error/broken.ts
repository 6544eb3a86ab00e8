import { HTTPClient, Mistral } from "@mistralai/mistralai";

const client = new Mistral({
  apiKey: process.env.MISTRAL_API_KEY,
  httpClient: new HTTPClient({
    fetcher: (input, init) => {
      console.log(`Calling ${input}`);
      return fetch(`${input}`, init);
    },
  }),
});

const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "What is a slug in a URL?" }],
});
console.log(response.choices[0]?.message?.content);
