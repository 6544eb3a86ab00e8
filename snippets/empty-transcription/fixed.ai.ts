import { readFile } from "node:fs/promises";
import { mistral } from "@ai-sdk/mistral";
import { transcribe } from "ai";

const { text, segments } = await transcribe({
  model: mistral.transcription("voxtral-mini-latest"),
  audio: await readFile("meeting.wav"),
  // The SDK refuses `language` beside timestamps, before it sends anything.
  providerOptions: { mistral: { timestampGranularities: ["segment"] } },
});
console.log("The speech begins after", segments[0]?.startSecond, "s:", text);
