import { readFile } from "node:fs/promises";

import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// Base64, as a chat message takes audio.
const audio = await readFile("note.wav", "base64");

const response = await client.audio.transcriptions.complete({
  model: "voxtral-mini-latest",
  file: { fileName: "note.wav", content: new Blob([audio]) },
});
console.log(response.text);
