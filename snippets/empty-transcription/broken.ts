import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const response = await client.audio.transcriptions.complete({
  model: "voxtral-mini-latest",
  fileUrl: "https://docs.mistral.ai/audio/obama.mp3",
  language: "en",
  timestampGranularities: ["segment"],
});
console.log(JSON.stringify(response));
console.log("The speech begins after", response.segments![0].start, "s:", response.text);
