import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const text = "Sexual selection explains the tail of the peacock.";

const response = await client.audio.speech.complete({
  model: "voxtral-mini-tts-latest",
  input: text,
  voiceId: "en_paul_neutral",
});
const audio = Buffer.from(response.audioData, "base64");
console.log(`${audio.length} bytes`);
