// Lets a TypeScript client meet each failure, and prints what it throws: `node failures.mjs CLIENT ADDRESS FAILURES CLOSED`.
// As failures.py does for Python: see there for the arguments. Copied into the folder that has the client.

const MODEL = "mistral-small-latest";
const WORDS = "Name a river.";
const messages = [{ role: "user", content: WORDS }];
const STATUS = ["statusCode", "status", "response.status"];
const BODY = ["body", "responseBody", "response.data", "error", "message"];
const HEADERS = ["headers", "responseHeaders", "response.headers"];

async function drain(stream) {
  for await (const _ of stream);
}

const CLIENTS = {
  async "@mistralai/mistralai-0"(address, key, stream) {
    const { default: MistralClient } = await import("@mistralai/mistralai");
    const client = new MistralClient(key, address, 1, 1);
    if (stream) await drain(client.chatStream({ model: MODEL, messages }));
    else await client.chat({ model: MODEL, messages });
  },
  async "@mistralai/mistralai-1"(address, key, stream) {
    const { Mistral } = await import("@mistralai/mistralai");
    const client = new Mistral({ apiKey: key, serverURL: address, timeoutMs: 1000 });
    if (stream) await drain(await client.chat.stream({ model: MODEL, messages }));
    else await client.chat.complete({ model: MODEL, messages });
  },
  async openai(address, key, stream) {
    const { default: OpenAI } = await import("openai");
    const client = new OpenAI({ apiKey: key, baseURL: `${address}/v1`, timeout: 1000, maxRetries: 0 });
    const answer = await client.chat.completions.create({ model: MODEL, messages, stream });
    if (stream) await drain(answer);
  },
  async "@ai-sdk/mistral"(address, key, stream) {
    const { createMistral } = await import("@ai-sdk/mistral");
    const { generateText, streamText } = await import("ai");
    const options = {
      model: createMistral({ apiKey: key, baseURL: `${address}/v1` })(MODEL),
      prompt: WORDS,
      maxRetries: 0,
      abortSignal: AbortSignal.timeout(1000),
    };
    if (!stream) return void (await generateText(options));
    // streamText reports an error only here.
    let caught;
    await drain(streamText({ ...options, onError: ({ error }) => void (caught = error) }).textStream);
    if (caught) throw caught;
  },
};
CLIENTS["@mistralai/mistralai-2"] = CLIENTS["@mistralai/mistralai-1"];

function valueAt(error, path) {
  return path.split(".").reduce((value, name) => value?.[name], error);
}

function first(error, paths, fits) {
  for (const path of [...paths, ...paths.map((one) => `cause.${one}`)]) {
    const value = valueAt(error, path);
    if (value != null && fits(value)) return path;
  }
  return null;
}

function bases(error) {
  const names = [];
  for (let one = Object.getPrototypeOf(Object.getPrototypeOf(error)); one && one !== Object.prototype; one = Object.getPrototypeOf(one))
    names.push(one.constructor.name);
  return names;
}

function observe(error, failure) {
  const text = (value) => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
  const headers = (value) => (value.get ? value.get("content-type") : value["content-type"]) != null;
  return {
    exception: error.name && error.name !== "Error" ? error.name : error.constructor.name,
    module: "",
    bases: bases(error),
    text: error.message,
    status: failure.status && first(error, STATUS, (value) => value === failure.status),
    body: failure.words && first(error, BODY, (value) => text(value).includes(failure.words)),
    headers: failure.status && first(error, HEADERS, headers),
  };
}

const [client, address, failures, closed] = process.argv.slice(2);
process.on("unhandledRejection", () => {}); // SDK 1 leaves one behind when an answer is not JSON
const waits = { exception: null, waits: true };
for (const failure of JSON.parse(failures)) {
  await fetch(`${address}/_mock/faults`, { method: "DELETE" });
  if (failure.fault) await fetch(`${address}/_mock/faults`, { method: "POST", body: JSON.stringify(failure.fault) });
  const there = failure.id === "refused" ? closed : address;
  let seen = { exception: null };
  try {
    const asked = CLIENTS[client](there, failure.id === "empty-key" ? "" : "a-key", failure.stream);
    const patience = new Promise((resolve) => setTimeout(() => resolve(waits), 5000).unref());
    seen = (await Promise.race([asked, patience])) ?? seen;
  } catch (error) {
    seen = observe(error, failure);
  }
  console.log(JSON.stringify({ failure: failure.id, ...seen }));
}
await fetch(`${address}/_mock/faults`, { method: "DELETE" });
for (const stream of [true, false]) await CLIENTS[client](address, "a-key", stream);
process.exit();
