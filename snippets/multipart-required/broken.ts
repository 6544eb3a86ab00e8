import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
const headers = { "Content-Type": "application/json" }; // for every call of this program

const response = await client.audio.transcriptions.complete(
  { model: "voxtral-mini-latest", fileUrl: "https://docs.mistral.ai/audio/obama.mp3" },
  { headers },
);
console.log(response.text);
