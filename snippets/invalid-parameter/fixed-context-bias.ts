import { openAsBlob } from "node:fs";

import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const names = ["La Roche-Posay", "Lancôme"];

const response = await client.audio.transcriptions.complete({
  model: "voxtral-mini-latest",
  file: { fileName: "note.wav", content: await openAsBlob("note.wav") },
  // Single words, each once.
  contextBias: [...new Set(names.flatMap((name) => name.split(/[\s,]+/).filter(Boolean)))],
});
console.log(response.text);
