import { Mistral } from "@mistralai/mistralai";
import { MistralError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

async function reworded(text: string) {
  const task = "Reword this for a family audience. Keep the facts. Answer with the new text only.";
  const response = await client.chat.complete({
    model: "mistral-small-latest",
    messages: [{ role: "user", content: `${task}\n\n${text}` }],
  });
  return String(response.choices[0]?.message?.content);
}

async function speak(text: string, rewordings: number): Promise<string> {
  try {
    const response = await client.audio.speech.complete({
      model: "voxtral-mini-tts-latest",
      input: text,
      voiceId: "en_paul_neutral",
    });
    return response.audioData;
  } catch (error) {
    if (!(error instanceof MistralError)) throw error;
    const body = error.body.startsWith("{") ? JSON.parse(error.body) : {};
    if (body.type !== "guardrail_violation" || rewordings === 0) throw error;
  }
  // The same text is blocked again, so only another text helps. Show what is changed.
  const newText = await reworded(text);
  console.log(`blocked: ${text}\nreworded: ${newText}`);
  return speak(newText, rewordings - 1);
}

const text = "Sexual selection explains the tail of the peacock.";
const audio = Buffer.from(await speak(text, 2), "base64");
console.log(`${audio.length} bytes`);
