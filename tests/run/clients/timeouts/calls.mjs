// As calls.py: `calls.mjs CLIENT SECONDS ORIGIN CASE …`
const [client, seconds, origin, ...cases] = process.argv.slice(2);
const ms = 1000 * Number(seconds);
const model = "mistral-small-latest";
const messages = [{ role: "user", content: "Hello" }];
const streamed = (id) => !["quick", "late"].includes(id);

async function read(stream) {
  for await (const _ of stream);
}

async function mistralai(id, options) {
  const { HTTPClient, Mistral } = await import("@mistralai/mistralai");
  const given = typeof options === "function" ? { httpClient: new HTTPClient({ fetcher: options }) } : options;
  const { chat } = new Mistral({ apiKey: "made-up", serverURL: `${origin}/${id}`, ...given });
  if (streamed(id)) await read(await chat.stream({ model, messages }));
  else await chat.complete({ model, messages });
}

async function ai(id, timeout) {
  const { createMistral } = await import("@ai-sdk/mistral");
  const { generateText, streamText } = await import("ai");
  const chat = createMistral({ apiKey: "made-up", baseURL: `${origin}/${id}/v1` })(model);
  const given = { model: chat, prompt: "Hello", maxRetries: 0, timeout };
  if (!streamed(id)) return await generateText(given);
  let ended = false;
  const { fullStream } = streamText({ ...given, onError: () => (ended = true), onAbort: () => (ended = true) });
  await read(fullStream);
  if (ended) throw new Error("ended");
}

const clients = {
  mistralai: (id) => mistralai(id, { timeoutMs: ms }),
  mistralai_own: (id) => mistralai(id, (request) => fetch(request, { signal: AbortSignal.timeout(ms) })),
  async openai(id) {
    const { default: OpenAI } = await import("openai");
    const client = new OpenAI({ apiKey: "made-up", baseURL: `${origin}/${id}/v1`, timeout: ms, maxRetries: 0 });
    const answer = await client.chat.completions.create({ model, messages, stream: streamed(id) });
    if (streamed(id)) await read(answer);
  },
  async openai_default() {
    const { default: OpenAI } = await import("openai");
    return new OpenAI({ apiKey: "made-up" }).timeout / 1000;
  },
  ai: (id) => ai(id, ms),
  ai_own: (id) => ai(id, { chunkMs: ms }),
  async axios(id) {
    const { default: axios } = await import("axios");
    const url = `${origin}/${id}/v1/chat/completions`;
    await axios.post(url, { model, messages, stream: streamed(id) }, { timeout: ms });
  },
  async axios_default() {
    const { default: axios } = await import("axios");
    return axios.defaults.timeout || "None";
  },
  async fetch(id) {
    const body = JSON.stringify({ model, messages, stream: streamed(id) });
    const signal = AbortSignal.timeout(ms);
    const answer = await fetch(`${origin}/${id}/v1/chat/completions`, { method: "POST", body, signal });
    await answer.text();
  },
};

async function call(id) {
  try {
    await clients[client](id);
    console.log(id, "False");
  } catch (error) {
    console.error(`${error}`);
    console.log(id, "True");
  }
}

setInterval(globalThis.gc, 100).unref(); // Node loses some signals at garbage collection
await Promise.all(cases.map(call));
if (clients[`${client}_default`]) console.log("default", await clients[`${client}_default`]());
