import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const response = await client.chat.complete({
  model: "codestral-latest",
  messages: [
    {
      role: "user",
      content: [
        { type: "text", text: "Which landmark is this?" },
        { type: "image_url", imageUrl: "https://docs.mistral.ai/img/eiffel-tower-paris.jpg" },
      ],
    },
  ],
});
console.log(response.choices[0]?.message?.content);
