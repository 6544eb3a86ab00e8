import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const response = await client.audio.transcriptions.complete({
  model: "voxtral-mini-latest",
  fileUrl: "https://www.example.com/",
});
console.log(response.text);
