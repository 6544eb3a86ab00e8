import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// What readFileSync("dot.png", "base64") returns.
const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAA" +
  "C0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";

const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: [
    {
      role: "user",
      content: [
        { type: "text", text: "Which color is this?" },
        { type: "image_url", imageUrl: `data:image/png;base64,${png}` },
      ],
    },
  ],
});
console.log(response.choices[0]?.message?.content);
