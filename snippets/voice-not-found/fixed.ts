import { writeFile } from "node:fs/promises";
import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const response = await client.audio.speech.complete({
  model: "voxtral-mini-tts-latest",
  input: "Your parcel arrives at nine.",
  // A `slug` or an `id` from the list of voices. Names and moods are not ids.
  voiceId: "gb_jane_neutral",
  responseFormat: "mp3",
  stream: false,
});
const sound = Buffer.from(response.audioData, "base64");
await writeFile("speech.mp3", sound);
console.log(`speech.mp3: ${sound.length} bytes`);
