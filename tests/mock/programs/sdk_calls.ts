// Calls every endpoint through the official TypeScript SDK and says of each call how it went.
//
// Prints `ok NAME` or `fail NAME ERROR`. The key is `MISTRAL_API_KEY`; `MOCK_URL` is the address of the API where it is
// not the usual one.

import { Mistral } from "@mistralai/mistralai";
import { z } from "zod";

const CHAT = "mistral-small-latest";
const CODE = "codestral-latest";
const EMBED = "mistral-embed";
const MODERATION = "mistral-moderation-latest";
const STT = "voxtral-mini-latest";
const TTS = "voxtral-mini-tts-latest";
const VOICE = "en_paul_neutral";
const hello = [{ role: "user" as const, content: "Hello" }];
const Answer = z.object({ name: z.string(), size: z.number().int() });
const weather = {
  type: "function" as const,
  function: {
    name: "weather",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};
const lines = [0, 1]
  .map((id) => JSON.stringify({ custom_id: `${id}`, body: { max_tokens: 8, messages: hello } }) + "\n")
  .join("");

/** A document of one empty page. */
function pdf(): string {
  const parts = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>",
  ];
  let data = "%PDF-1.4\n";
  let table = "";
  parts.forEach((part, index) => {
    table += `${String(data.length).padStart(10, "0")} 00000 n \n`;
    data += `${index + 1} 0 obj\n${part}\nendobj\n`;
  });
  const end = `trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${data.length}\n%%EOF\n`;
  return Buffer.from(`${data}xref\n0 4\n0000000000 65535 f \n${table}${end}`).toString("base64");
}

/** Half a second of silence. */
function sound(): Uint8Array {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + 16_000, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(16_000, 24);
  header.writeUInt32LE(32_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(16_000, 40);
  return new Uint8Array(Buffer.concat([header, Buffer.alloc(16_000)]));
}

/** Reads a stream of chat chunks to its end. */
async function said(stream: AsyncIterable<any>): Promise<string> {
  let text = "";
  let last: any;
  for await (const event of stream) {
    last = event.data;
    text += last.choices[0].delta.content ?? "";
  }
  if (!last?.usage) throw new Error("no usage in the last chunk");
  return text;
}

/** Reads a stream of named events to its end; gives the last one's name. */
async function last(stream: AsyncIterable<any>): Promise<string> {
  let name = "";
  for await (const event of stream) name = event.event ?? event.data.type;
  return name;
}

async function bytes(stream: ReadableStream<Uint8Array>): Promise<string> {
  return await new Response(stream).text();
}

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY, serverURL: process.env.MOCK_URL });
const { agents, audio, batch, chat, classifiers, embeddings, files, fim, models, ocr } = client;
const conversations = client.beta.conversations;
const kept = { file: "", job: "", agent: "", conversation: "", entry: "" };
let failures = 0;

/** Makes one call and prints how it went. */
async function call(name: string, use: () => Promise<unknown>): Promise<void> {
  try {
    const good = await use();
    if (!good) throw new Error(`an unexpected answer: ${JSON.stringify(good)}`);
    console.log(`ok ${name}`);
  } catch (error) {
    failures += 1;
    const { name: kind, message, cause } = error as Error;
    const text = `${kind}: ${message} ${cause ?? ""}`.replace(/\s+/g, " ");
    console.log(`fail ${name} ${text.slice(0, 900)}`);
  }
}

await call("chat.complete", async () => (await chat.complete({ model: CHAT, messages: hello })).choices[0].message?.content);
await call("chat.complete tools", async () => {
  const first = (await chat.complete({ model: CHAT, messages: hello, tools: [weather] })).choices[0];
  const made = first.message!.toolCalls![0];
  const result = { role: "tool" as const, toolCallId: made.id, name: made.function.name, content: "sunny" };
  const messages = [...hello, { ...first.message!, role: "assistant" as const }, result];
  const second = (await chat.complete({ model: CHAT, messages, tools: [weather] })).choices[0];
  return first.finishReason === "tool_calls" && String(second.message?.content).includes("sunny");
});
await call("chat.stream", async () => said(await chat.stream({ model: CHAT, messages: hello })));
await call("chat.parse", async () => {
  const answer = await chat.parse({ model: CHAT, messages: hello, responseFormat: Answer });
  return Answer.parse(answer.choices![0].message!.parsed);
});
await call("chat.parseStream", async () =>
  Answer.parse(JSON.parse(await said(await chat.parseStream({ model: CHAT, messages: hello, responseFormat: Answer })))),
);
await call("fim.complete", async () =>
  (await fim.complete({ model: CODE, prompt: "def add(", suffix: "return" })).choices[0].message?.content,
);
await call("fim.stream", async () => said(await fim.stream({ model: CODE, prompt: "def add(" })));
await call("embeddings.create", async () => {
  const { data } = await embeddings.create({ model: EMBED, inputs: ["one", "two"] });
  return data.length === 2 && data.every((row) => row.embedding?.length === 1024);
});
await call("models.list", async () => (await models.list()).data?.some((one) => one.id === CHAT));
await call("models.retrieve", async () => (await models.retrieve({ modelId: CHAT })).id === CHAT);
await call("classifiers.moderate", async () =>
  (await classifiers.moderate({ model: MODERATION, inputs: ["one", "two"] })).results.length === 2,
);
await call("classifiers.moderateChat", async () =>
  (await classifiers.moderateChat({ model: MODERATION, inputs: hello })).results.length === 1,
);
await call("classifiers.classify", async () =>
  (await classifiers.classify({ model: MODERATION, inputs: ["one"] })).results.length === 1,
);
await call("classifiers.classifyChat", async () =>
  (await classifiers.classifyChat({ model: MODERATION, input: { messages: hello } })).results.length === 1,
);
await call("ocr.process", async () => {
  const document = { type: "document_url" as const, documentUrl: `data:application/pdf;base64,${pdf()}` };
  return (await ocr.process({ model: "mistral-ocr-latest", document })).pages.length === 1;
});

await call("files.upload", async () => {
  const file = { fileName: "batch.jsonl", content: new TextEncoder().encode(lines) };
  return (kept.file = (await files.upload({ file, purpose: "batch" })).id);
});
await call("files.list", async () => (await files.list()).data.some((one) => one.id === kept.file));
await call("files.retrieve", async () => (await files.retrieve({ fileId: kept.file })).filename === "batch.jsonl");
await call("files.download", async () => (await bytes(await files.download({ fileId: kept.file }))) === lines);
await call("files.getSignedUrl", async () => (await files.getSignedUrl({ fileId: kept.file })).url.startsWith("http"));
await call("batch.jobs.create", async () => {
  const job = { endpoint: "/v1/chat/completions" as const, model: CHAT, inputFiles: [kept.file] };
  return (kept.job = (await batch.jobs.create(job)).id);
});
await call("batch.jobs.get", async () => (await batch.jobs.get({ jobId: kept.job })).totalRequests === 2);
await call("batch.jobs.list", async () => (await batch.jobs.list()).data?.[0].id === kept.job);
await call("batch.jobs.cancel", async () => (await batch.jobs.cancel({ jobId: kept.job })).id === kept.job);
await call("batch.jobs.create inline", async () => {
  const requests = [{ customId: "0", body: { messages: hello } }];
  return (await batch.jobs.create({ endpoint: "/v1/chat/completions", model: CHAT, requests })).status;
});
await call("files.delete", async () => (await files.delete({ fileId: kept.file })).deleted);

const wav = { fileName: "sound.wav", content: sound() };
await call("audio.transcriptions.complete", async () => (await audio.transcriptions.complete({ model: STT, file: wav })).text);
await call("audio.transcriptions.stream", async () =>
  (await last(await audio.transcriptions.stream({ model: STT, file: wav }))) === "transcription.done",
);
await call("audio.speech.complete", async () =>
  (await audio.speech.complete({ model: TTS, input: "Hello", voiceId: VOICE, stream: false })).audioData,
);
await call("audio.speech.complete stream", async () =>
  (await last(await audio.speech.complete({ model: TTS, input: "Hello", voiceId: VOICE, stream: true }))) ===
  "speech.audio.done",
);

await call("beta.agents.create", async () =>
  (kept.agent = (await client.beta.agents.create({ model: CHAT, name: "helper", instructions: "Be brief." })).id),
);
await call("beta.agents.get", async () => (await client.beta.agents.get({ agentId: kept.agent })).name === "helper");
await call("beta.agents.list", async () => (await client.beta.agents.list()).some((one) => one.id === kept.agent));
await call("beta.agents.update", async () => {
  const updateAgentRequest = { instructions: "Be long." };
  return (await client.beta.agents.update({ agentId: kept.agent, updateAgentRequest })).version === 1;
});
await call("agents.complete", async () =>
  (await agents.complete({ agentId: kept.agent, messages: hello })).choices[0].message?.content,
);
await call("agents.stream", async () => said(await agents.stream({ agentId: kept.agent, messages: hello })));

await call("conversations.start", async () =>
  (kept.conversation = (await conversations.start({ agentId: kept.agent, inputs: "Hello" })).conversationId),
);
await call("conversations.start model", async () =>
  (await conversations.start({ model: CHAT, inputs: [{ role: "user", content: "Hello" }] })).outputs.length === 1,
);
await call("conversations.append", async () => {
  const conversationAppendRequest = { inputs: "More" };
  const answer = await conversations.append({ conversationId: kept.conversation, conversationAppendRequest });
  return answer.outputs.length === 1;
});
await call("conversations.get", async () =>
  (await conversations.get({ conversationId: kept.conversation })).id === kept.conversation,
);
await call("conversations.getHistory", async () =>
  (kept.entry = (await conversations.getHistory({ conversationId: kept.conversation })).entries[0].id!),
);
await call("conversations.getMessages", async () =>
  (await conversations.getMessages({ conversationId: kept.conversation })).messages.length === 4,
);
await call("conversations.list", async () => (await conversations.list()).length === 2);
const restart = () => ({ inputs: "Again", fromEntryId: kept.entry });
await call("conversations.restart", async () => {
  const request = { conversationId: kept.conversation, conversationRestartRequest: restart() };
  return (await conversations.restart(request)).conversationId !== kept.conversation;
});
const DONE = "conversation.response.done";
await call("conversations.startStream", async () =>
  (await last(await conversations.startStream({ agentId: kept.agent, inputs: "Hello" }))) === DONE,
);
await call("conversations.appendStream", async () => {
  const conversationAppendStreamRequest = { inputs: "More" };
  const request = { conversationId: kept.conversation, conversationAppendStreamRequest };
  return (await last(await conversations.appendStream(request))) === DONE;
});
await call("conversations.restartStream", async () => {
  const request = { conversationId: kept.conversation, conversationRestartStreamRequest: restart() };
  return (await last(await conversations.restartStream(request))) === DONE;
});
await call("conversations.delete", async () => {
  await conversations.delete({ conversationId: kept.conversation });
  return true;
});
await call("beta.agents.delete", async () => {
  await client.beta.agents.delete({ agentId: kept.agent });
  return true;
});

process.exitCode = failures ? 1 : 0;
