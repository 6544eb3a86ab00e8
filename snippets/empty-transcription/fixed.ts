import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

// No `language`: beside timestamps it empties the transcription.
const response = await client.audio.transcriptions.complete({
  model: "voxtral-mini-latest",
  fileUrl: "https://docs.mistral.ai/audio/obama.mp3",
  timestampGranularities: ["segment"],
});
if (!response.text) {
  throw new Error(`No transcription: does the audio contain speech? ${JSON.stringify(response)}`);
}
console.log("The speech begins after", response.segments![0].start, "s:", response.text);
