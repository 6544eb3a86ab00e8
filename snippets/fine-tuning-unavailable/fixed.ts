import { Mistral } from "@mistralai/mistralai";

const mistral = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// What would have been lines of the training file.
const examples = [
  ["Screen broke after a week.", '{"product": "screen", "mood": "angry"}'],
  ["The keys feel great!", '{"product": "keyboard", "mood": "happy"}'],
  ["Charger is fine.", '{"product": "charger", "mood": "neutral"}'],
];

const response = await mistral.chat.complete({
  model: "mistral-small-latest",
  messages: [
    { role: "system", content: "Turn each review into JSON, as in the examples." },
    ...examples.flatMap(([review, wanted]) => [
      { role: "user" as const, content: review },
      { role: "assistant" as const, content: wanted },
    ]),
    { role: "user", content: "The mouse stopped working. Again." },
  ],
  responseFormat: { type: "json_object" },
});
console.log(response.choices[0]?.message?.content);
