// As calls.py: `calls.mjs CLIENT KEY …`
const [client, ...keys] = process.argv.slice(2);
const model = "mistral-small-latest";
const messages = [{ role: "user", content: "Hello" }];
const ms = 4000; // for one try

const clients = {
  async mistralai(apiKey) {
    const { HTTPClient, Mistral } = await import("@mistralai/mistralai");
    const backoff = { initialInterval: 1000, maxInterval: 9000, exponent: 2, maxElapsedTime: 8000 };
    const retryConfig = { strategy: "backoff", backoff, retryConnectionErrors: true };
    const fetcher = (request) => fetch(request, { signal: AbortSignal.timeout(ms) }); // not timeoutMs: see timeout.md
    const httpClient = new HTTPClient({ fetcher });
    const options = { apiKey, httpClient, ...(apiKey.startsWith("own") && { retryConfig }) };
    await new Mistral(options).chat.complete({ model, messages });
  },
  async openai(apiKey) {
    const { default: OpenAI } = await import("openai");
    const client = new OpenAI({ apiKey, baseURL: "https://api.mistral.ai/v1", timeout: ms });
    await client.chat.completions.create({ model, messages });
  },
  async ai(apiKey) {
    const { createMistral } = await import("@ai-sdk/mistral");
    const { generateText } = await import("ai");
    const timeout = apiKey.includes("timeout") ? { stepMs: ms } : undefined; // a step includes its retries
    await generateText({ model: createMistral({ apiKey })(model), prompt: "Hello", timeout });
  },
  async axios(key) {
    const { default: axios } = await import("axios");
    const headers = { Authorization: `Bearer ${key}` };
    await axios.post("https://api.mistral.ai/v1/chat/completions", { model, messages }, { headers, timeout: ms });
  },
  async fetch(key) {
    const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };
    const body = JSON.stringify({ model, messages });
    const signal = AbortSignal.timeout(ms);
    await fetch("https://api.mistral.ai/v1/chat/completions", { method: "POST", headers, body, signal });
  },
};

await Promise.all(keys.map((key) => clients[client](key).catch((error) => console.log(key, error.name, error.message))));
