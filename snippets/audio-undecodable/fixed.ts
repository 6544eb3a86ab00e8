import { openAsBlob } from "node:fs";

import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// The bytes of the file, and its name with the ending.
const audio = await openAsBlob("note.wav");

const response = await client.audio.transcriptions.complete({
  model: "voxtral-mini-latest",
  file: { fileName: "note.wav", content: audio },
});
console.log(response.text);
