import { readFile } from "node:fs/promises";
import { mistral } from "@ai-sdk/mistral";
import { transcribe } from "ai";

const { text, segments } = await transcribe({
  model: mistral.transcription("voxtral-mini-latest"),
  audio: await readFile("meeting.wav"),
  providerOptions: { mistral: { language: "en", timestampGranularities: ["segment"] } },
});
console.log("The speech begins after", segments[0]?.startSecond, "s:", text);
