# ruff: noqa: E501 - programs as they would stand in a file
"""Plain programs that good authors would write: frameworks, base URLs, async clients, retries, uploads, streams."""

from __future__ import annotations

HONEST: dict[str, tuple[str, str]] = {}
"""Extension and text, by name."""


def add(name: str, extension: str, text: str) -> None:
    HONEST[name] = (extension, text)


add(
    "langchain-chain",
    "py",
    """import os

from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_mistralai import ChatMistralAI

model = ChatMistralAI(model="mistral-small-latest", api_key=os.environ["MISTRAL_API_KEY"], max_retries=2, timeout=30)
prompt = ChatPromptTemplate.from_messages([("system", "Answer in one sentence."), ("human", "What is {thing}?")])
chain = prompt | model | StrOutputParser()
print(chain.invoke({"thing": "beeswax"}))
""",
)
add(
    "langchain-tools",
    "py",
    '''from typing import Annotated

from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_mistralai import ChatMistralAI


@tool
def weather(city: Annotated[str, "The city (in English)"]) -> str:
    """Current weather in a city."""
    return f"clear in {city}"


model = ChatMistralAI(model_name="mistral-small-latest").bind_tools([weather])
messages = [HumanMessage("What is the weather in Paris?")]
while True:
    answer = model.invoke(messages)
    messages.append(answer)
    if not answer.tool_calls:
        break
    for call in answer.tool_calls:
        messages.append(ToolMessage(content=str(weather.invoke(call["args"])), tool_call_id=call["id"]))
print(answer.content)
''',
)
add(
    "langchain-structured",
    "py",
    '''import os

from langchain_mistralai import ChatMistralAI, MistralAIEmbeddings
from pydantic import BaseModel, Field


class Person(BaseModel):
    """A person in a text."""

    name: str = Field(description="Full name (as written)")
    age: int | None = None


model = ChatMistralAI(model="mistral-small-latest", temperature=0)
print(model.with_structured_output(Person).invoke("Ada Lovelace was 36."))
vectors = MistralAIEmbeddings(model="mistral-embed", api_key=os.environ["MISTRAL_API_KEY"]).embed_documents(["a", "b"])
print(len(vectors))
''',
)
add(
    "openai-base",
    "py",
    """import os

from openai import APIConnectionError, APIStatusError, OpenAI, RateLimitError

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"], max_retries=0)
try:
    response = client.chat.completions.create(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Hello"}],
        extra_body={"safe_prompt": True},
    )
except (RateLimitError, APIConnectionError) as error:
    raise SystemExit(f"Try later: {type(error).__name__}") from error
except APIStatusError as error:
    detail = error.response.json()
    print(error.status_code, detail.get("message"), error.request_id)
    raise
print(response.choices[0].message.content)
""",
)
add(
    "openai-async-stream",
    "py",
    """import asyncio
import os

from openai import AsyncOpenAI

client = AsyncOpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])


async def main() -> None:
    stream = await client.with_options(timeout=30).chat.completions.create(
        model="mistral-small-latest", messages=[{"role": "user", "content": "Hello"}], stream=True
    )
    async for chunk in stream:
        if chunk.choices and (text := chunk.choices[0].delta.content):
            print(text, end="", flush=True)
    print()


asyncio.run(main())
""",
)
add(
    "httpx-jitter",
    "py",
    """import os
import random
import time
from email.utils import parsedate_to_datetime

import httpx2

headers = {"Authorization": f"Bearer {os.environ['MISTRAL_API_KEY']}"}
body = {"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Hello"}]}


def delay(response: httpx2.Response, attempt: int) -> float:
    after = response.headers.get("retry-after")
    if after and after.isdigit():
        return float(after)
    if after:
        return max(0.0, parsedate_to_datetime(after).timestamp() - time.time())
    return random.uniform(0.5, 1) * 2 ** (attempt + 1)


with httpx2.Client(base_url="https://api.mistral.ai/v1", headers=headers, timeout=60) as http:
    for attempt in range(6):
        response = http.post("/chat/completions", json=body)
        if response.status_code not in (429, 500, 502, 503, 504):
            break
        time.sleep(delay(response, attempt))
response.raise_for_status()
print(response.json()["choices"][0]["message"]["content"])
""",
)
add(
    "tenacity",
    "py",
    """import os

from mistralai.client import Mistral
from mistralai.client.errors import MistralError
from tenacity import retry, retry_if_exception, retry_if_exception_type, stop_after_delay, wait_random_exponential

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


def temporary(error: BaseException) -> bool:
    return isinstance(error, MistralError) and error.status_code in (429, 500, 502, 503, 504)


@retry(retry=retry_if_exception(temporary) | retry_if_exception_type(ConnectionError), wait=wait_random_exponential(2, 30), stop=stop_after_delay(90), reraise=True)
def ask(text: str) -> str:
    response = client.chat.complete(model="mistral-small-latest", messages=[{"role": "user", "content": text}])
    return response.choices[0].message.content


print(ask("Hello"))
""",
)
add(
    "ocr-upload",
    "py",
    """import os
from pathlib import Path

from mistralai.client import Mistral
from mistralai.client.models import File

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
path = Path(__file__).with_name("sample.pdf")
with path.open("rb") as file:
    uploaded = client.files.upload(file=File(file_name=path.name, content=file.read()), purpose="ocr")
try:
    url = client.files.get_signed_url(file_id=uploaded.id).url
    pages = client.ocr.process(model="mistral-ocr-latest", document={"type": "document_url", "document_url": url}).pages
finally:
    client.files.delete(file_id=uploaded.id)
print("\\n".join(page.markdown for page in pages))
""",
)
add(
    "ocr-open",
    "py",
    """import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
with open("sample.pdf", "rb") as file:
    uploaded = client.files.upload(file={"file_name": "sample.pdf", "content": file}, purpose="ocr")
print(uploaded.id)
""",
)
add(
    "http-client-limits",
    "py",
    """import os

import httpx2
from mistralai.client import Mistral

http = httpx2.Client(timeout=httpx2.Timeout(60, connect=5), limits=httpx2.Limits(max_connections=5), follow_redirects=True)
with Mistral(api_key=os.environ["MISTRAL_API_KEY"], client=http, server_url="https://api.mistral.ai") as client:
    print([model.id for model in client.models.list().data])
""",
)
add(
    "async-client",
    "py",
    """import asyncio
import os

import httpx2
from mistralai.client import Mistral


async def main() -> None:
    async with httpx2.AsyncClient(timeout=30) as http:
        client = Mistral(api_key=os.environ["MISTRAL_API_KEY"], async_client=http)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(client.models.list_async()) for _ in range(2)]
    for task in tasks:
        print(len(task.result().data))


asyncio.run(main())
""",
)
add(
    "sse-reader",
    "py",
    """import json
import os

import httpx2

headers = {"Authorization": "Bearer " + os.environ["MISTRAL_API_KEY"], "Accept": "text/event-stream"}
body = {"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Hello"}], "stream": True}
with httpx2.stream("POST", "https://api.mistral.ai/v1/chat/completions", headers=headers, json=body, timeout=60) as answer:
    if answer.status_code >= 400:
        raise SystemExit(f"{answer.status_code}: {answer.read().decode()[:300]}")
    for line in answer.iter_lines():
        if not line.startswith("data: ") or line == "data: [DONE]":
            continue
        delta = json.loads(line.removeprefix("data: "))["choices"][0]["delta"]
        print(delta.get("content") or "", end="")
print()
""",
)
add(
    "error-report",
    "py",
    """import json
import logging
import os

from mistralai.client import Mistral
from mistralai.client.errors import HTTPValidationError, MistralError, NoResponseError, SDKError

logging.basicConfig(level=logging.INFO)
log = logging.getLogger(__name__)
client = Mistral(api_key=os.environ["MISTRAL_API_KEY"], debug_logger=log)
failures = []
for text in ("one", "two"):
    try:
        print(client.chat.complete(model="mistral-small-latest", messages=[{"role": "user", "content": text}]).choices[0].message.content)
    except HTTPValidationError as error:
        for item in error.data.detail or []:
            print(item.loc, item.type, item.msg)
        raise
    except (SDKError, NoResponseError) as error:
        log.warning("%s failed: %s", text, error)
        failures.append((text, str(error)))
if failures:
    raise SystemExit(f"{len(failures)} of 2 failed: {'; '.join(reason for _, reason in failures)}")
""",
)
add(
    "batch-poll",
    "py",
    """import json
import os
import time
from io import BytesIO

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
lines = [{"custom_id": str(n), "body": {"messages": [{"role": "user", "content": t}]}} for n, t in enumerate("ab")]
content = "\\n".join(map(json.dumps, lines)).encode()
file = client.files.upload(file={"file_name": "batch.jsonl", "content": BytesIO(content)}, purpose="batch")
job = client.batch.jobs.create(input_files=[file.id], model="mistral-small-latest", endpoint="/v1/chat/completions")
deadline = time.monotonic() + 600
while job.status in ("QUEUED", "RUNNING") and time.monotonic() < deadline:
    time.sleep(5)
    job = client.batch.jobs.get(job_id=job.id)
if job.status != "SUCCESS":
    raise SystemExit(f"{job.status}: {job.errors}")
for line in client.files.download(file_id=job.output_file).iter_lines():
    print(json.loads(line)["custom_id"])
""",
)
add(
    "retry-class",
    "py",
    """import os
import time
from dataclasses import dataclass, field

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

RETRIED = {429, 500, 502, 503, 504}


@dataclass
class Retrying:
    client: Mistral
    waits: tuple[float, ...] = (2, 4, 8, 16, 32)
    log: list[str] = field(default_factory=list)

    def __call__(self, **request):
        for wait in (*self.waits, None):
            try:
                return self.client.chat.complete(**request)
            except MistralError as error:
                if error.status_code not in RETRIED or wait is None:
                    raise
                self.log.append(f"{error.status_code}: {error.message}")
                time.sleep(wait)


ask = Retrying(Mistral(api_key=os.environ["MISTRAL_API_KEY"]))
response = ask(model="mistral-small-latest", messages=[{"role": "user", "content": "Hello"}])
print(response.choices[0].message.content)
""",
)
add(
    "trim-history",
    "py",
    """import os
from typing import Optional

from mistralai.client import Mistral
from mistralai.client.models import AssistantMessage, SystemMessage, ToolMessage, UserMessage

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
history: list["SystemMessage | UserMessage | AssistantMessage | ToolMessage"] = [UserMessage(content="Hi")]


def last_user(messages: list) -> Optional["UserMessage"]:
    return next((one for one in reversed(messages) if one.role == "user"), None)


for message in history:
    if isinstance(message, (AssistantMessage, ToolMessage)):
        setting = getattr(message, "prefix", None)
        print(setting)
response = client.chat.complete(model="mistral-small-latest", messages=history)
print(response.choices[0].message.content, last_user(history))
""",
)
add(
    "fetch-retry",
    "ts",
    """import { setTimeout as sleep } from "node:timers/promises";

const RETRIED = new Set([429, 500, 502, 503, 504]);

async function ask(content: string, init: RequestInit = {}): Promise<string> {
  for (const wait of [2, 4, 8, 16, 32, null]) {
    const response = await fetch("https://api.mistral.ai/v1/chat/completions", {
      ...init,
      method: "POST",
      headers: {
        Authorization: `Bearer ${process.env.MISTRAL_API_KEY}`,
        "Content-Type": "application/json",
      },
      body: JSON.stringify({ model: "mistral-small-latest", messages: [{ role: "user", content }] }),
      signal: AbortSignal.timeout(60_000),
    });
    if (response.ok) {
      const data = (await response.json()) as { choices: { message: { content: string } }[] };
      return data.choices[0].message.content;
    }
    const text = await response.text();
    if (!RETRIED.has(response.status) || wait === null) throw new Error(`${response.status}: ${text}`);
    const after = Number(response.headers.get("retry-after") ?? 0);
    await sleep(Math.max(after, wait + Math.random()) * 1000);
  }
  throw new Error("unreachable");
}

console.log(await ask("Hello"));
""",
)
add(
    "fetch-stream",
    "ts",
    """const response = await fetch("https://api.mistral.ai/v1/chat/completions", {
  method: "POST",
  headers: { Authorization: `Bearer ${process.env.MISTRAL_API_KEY}`, "Content-Type": "application/json" },
  body: JSON.stringify({ model: "mistral-small-latest", stream: true, messages: [{ role: "user", content: "Hello" }] }),
});
if (!response.ok || !response.body) throw new Error(`${response.status} ${await response.text()}`);
let rest = "";
for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
  const lines = (rest + text).split("\\n");
  rest = lines.pop() ?? "";
  for (const line of lines) {
    if (!line.startsWith("data: ") || line.includes("[DONE]")) continue;
    process.stdout.write(JSON.parse(line.slice(6)).choices[0].delta.content ?? "");
  }
}
console.log();
""",
)
add(
    "openai-ts",
    "ts",
    """import OpenAI from "openai";

const { MISTRAL_API_KEY: apiKey } = process.env;
const client = new OpenAI({ apiKey, baseURL: "https://api.mistral.ai/v1", maxRetries: 2, timeout: 30_000 });
try {
  const response = await client.chat.completions.create({
    model: "mistral-small-latest",
    messages: [{ role: "user", content: "Hello" }],
  });
  console.log(response.choices[0]?.message?.content);
} catch (error) {
  if (!(error instanceof OpenAI.APIError)) throw error;
  const { status, code, message } = error;
  if (status === 429) console.error("Wait a minute.");
  console.error(status, code, message);
  process.exitCode = 1;
}
""",
)
add(
    "ai-stream",
    "ts",
    """import { createMistral } from "@ai-sdk/mistral";
import { APICallError, RetryError, streamText } from "ai";

const mistral = createMistral({ apiKey: process.env.MISTRAL_API_KEY, baseURL: "https://api.mistral.ai/v1" });
let failure: unknown;
const result = streamText({
  model: mistral("mistral-small-latest"),
  prompt: "Hello",
  maxRetries: 3,
  onError: ({ error }) => {
    failure = error;
  },
});
for await (const part of result.textStream) process.stdout.write(part);
if (failure) {
  const cause = RetryError.isInstance(failure) ? failure.lastError : failure;
  if (APICallError.isInstance(cause)) console.error(cause.statusCode, cause.responseBody);
  process.exit(1);
}
console.log(await result.finishReason);
""",
)
add(
    "langchain-ts",
    "ts",
    """import { ChatMistralAI } from "@langchain/mistralai";
import { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { z } from "zod";

const weather = tool(async ({ city }: { city: string }) => `clear in ${city}`, {
  name: "weather",
  description: "Weather in a city",
  schema: z.object({ city: z.string() }),
});
const model = new ChatMistralAI({ model: "mistral-small-latest", apiKey: process.env.MISTRAL_API_KEY, maxRetries: 2 }).bindTools([weather]);
const messages = [new HumanMessage("What is the weather in Paris?")];
const answer = await model.invoke(messages);
const results: ToolMessage[] = [];
for (const call of answer.tool_calls ?? []) results.push(await weather.invoke(call));
console.log((await model.invoke([...messages, answer, ...results])).content);
""",
)
add(
    "tools-ts",
    "ts",
    """import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY ?? "" });
const functions: Record<string, (input: { city: string }) => unknown> = {
  weather: ({ city }) => ({ city, sky: "clear" }),
};
const request = { model: "mistral-small-latest", messages: [{ role: "user" as const, content: "Weather in Paris?" }] };
const response = await client.chat.complete(request);
const [{ message }] = response.choices;
for (const call of message?.toolCalls ?? []) {
  const { name, arguments: given } = call.function;
  const input = typeof given === "string" ? JSON.parse(given) : given;
  console.log(JSON.stringify(functions[name]?.(input)));
}
const byId = Object.fromEntries((message?.toolCalls ?? []).map((call) => [call.id, call]));
for (const id of Object.keys(byId)) console.log(byId[id].function.name, byId[id.toLowerCase()]?.id);
console.log(message?.content);
""",
)
add(
    "upload-ts",
    "ts",
    """import { openAsBlob } from "node:fs";
import { readFile } from "node:fs/promises";
import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
const blob = await openAsBlob("sample.pdf");
const file = await client.files.upload({ file: new File([blob], "sample.pdf"), purpose: "ocr" });
const image = await readFile(new URL("./photo.png", import.meta.url));
const result = await client.ocr.process({
  model: "mistral-ocr-latest",
  document: { type: "image_url", imageUrl: `data:image/png;base64,${image.toString("base64")}` },
});
console.log(file.id, result.pages.map((page) => page.markdown).join("\\n"));
""",
)
add(
    "settled-ts",
    "ts",
    """import { Mistral } from "@mistralai/mistralai";
import { MistralError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY, retryConfig: { strategy: "backoff", retryConnectionErrors: true } });
const cities = ["Paris", "Rome"];
const ask = (city: string) =>
  client.chat.complete({ model: "mistral-small-latest", messages: [{ role: "user", content: `A river in ${city}?` }] });
const results = await Promise.allSettled(cities.map(ask));
let failed = 0;
for (const [index, result] of results.entries()) {
  if (result.status === "fulfilled") {
    console.log(cities[index], result.value.choices[0]?.message?.content);
    continue;
  }
  failed += 1;
  const { reason } = result;
  console.error(cities[index], reason instanceof MistralError ? reason.statusCode : reason);
}
process.exitCode = failed ? 1 : 0;
""",
)
add(
    "axios-style",
    "ts",
    """class ApiError extends Error {
  status: number;
  body: unknown;

  constructor(status: number, body: unknown) {
    super(`Mistral API: ${status}`);
    this.name = "ApiError";
    this.status = status;
    this.body = body;
  }
}

const api = (apiKey: string) => ({
  async post<T>(path: string, data: unknown): Promise<T> {
    const response = await fetch(new URL(path, "https://api.mistral.ai"), {
      method: "POST",
      headers: { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" },
      body: JSON.stringify(data),
    });
    if (!response.ok) throw new ApiError(response.status, await response.text());
    return (await response.json()) as T;
  },
});

const mistral = api(process.env.MISTRAL_API_KEY ?? "");
const answer = await mistral.post<{ choices: { message: { content: string } }[] }>("/v1/chat/completions", {
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "Hello" }],
});
console.log(answer.choices[0].message.content);
""",
)
add(
    "curl-pipe",
    "sh",
    """#!/bin/bash
set -euo pipefail
answer=$(curl --fail-with-body -sS https://api.mistral.ai/v1/chat/completions \\
  -H "Authorization: Bearer $MISTRAL_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Hello"}]}')
printf '%s' "$answer" | grep -o '"content": *"[^"]*"'
""",
)
add(
    "curl-retry-after",
    "sh",
    """headers=$(mktemp)
body=$(mktemp)
trap 'rm -f "$headers" "$body"' EXIT

for try in 1 2 3 4 5; do
  status=$(curl --silent --show-error --fail-with-body --output "$body" --dump-header "$headers" --write-out '%{http_code}' \\
    --max-time 120 https://api.mistral.ai/v1/chat/completions \\
    --header "Authorization: Bearer $MISTRAL_API_KEY" \\
    --header 'Content-Type: application/json' \\
    --data '{"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Hello"}]}')
  case "$status" in
    2??) cat "$body"; exit 0 ;;
    429|5??) ;;
    *) cat "$body"; exit 1 ;;
  esac
  after=$(grep -i '^retry-after:' "$headers" | tr -d '\\r' | cut -d ' ' -f 2)
  sleep "${after:-$((2 ** try))}"
done
cat "$body" >&2
exit 1
""",
)
add(
    "curl-upload",
    "sh",
    """set -e
file=sample.pdf
upload=$(curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/files \\
  --header "Authorization: Bearer $MISTRAL_API_KEY" \\
  --form purpose=ocr --form "file=@$file;type=application/pdf")
id=$(printf '%s' "$upload" | grep -o '"id": *"[^"]*"' | head -n 1 | cut -d '"' -f 4)
curl --fail-with-body --silent --show-error "https://api.mistral.ai/v1/files/$id/url?expiry=1" \\
  --header "Authorization: Bearer $MISTRAL_API_KEY"
""",
)
add(
    "curl-image",
    "sh",
    """image=$(base64 -w0 photo.png)
curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/ocr \\
  --header "Authorization: Bearer $MISTRAL_API_KEY" \\
  --header "Content-Type: application/json" \\
  --data @- <<JSON
{"model": "mistral-ocr-latest", "document": {"type": "image_url", "image_url": "data:image/png;base64,$image"}}
JSON
""",
)
add(
    "curl-json-file",
    "sh",
    """cat > request.json <<'JSON'
{"model": "mistral-small-latest", "messages": [{"role": "user", "content": "It's ../here & /there"}]}
JSON
curl -sS --fail-with-body https://api.mistral.ai/v1/chat/completions \\
  -H "Authorization: Bearer ${MISTRAL_API_KEY:?Set MISTRAL_API_KEY}" \\
  -H "Content-Type: application/json" \\
  -d @request.json
""",
)
add(
    "curl-classes",
    "sh",
    """answer=$(curl --silent --show-error --fail-with-body https://api.mistral.ai/v1/models \\
  --header "Authorization: Bearer $MISTRAL_API_KEY")
status=$?
case "$answer" in
  *'"code":"1300"'*) echo "Over the limit: wait a minute." >&2 ;;
  *'"type":"invalid_model"'*) echo "Choose another model." >&2 ;;
esac
printf '%s\\n' "$answer"
exit "$status"
""",
)
add(
    "count-errors",
    "py",
    """import os
from collections import Counter

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
seen = Counter()
for city in ("Paris", "Rome", "Oslo"):
    try:
        response = client.chat.complete(model="mistral-small-latest", messages=[{"role": "user", "content": city}])
    except MistralError as error:
        if error.status_code < 500:
            raise
        seen[error.status_code] += 1
        continue
    print(response.choices[0].message.content)
for status, count in seen.items():
    print(f"{count} x {status}")
if seen:
    raise SystemExit(1)
""",
)
add(
    "parse-detail",
    "py",
    """import json
import os

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


def explain(error: MistralError) -> str:
    try:
        body = json.loads(error.body)
    except ValueError:
        return f"{error.status_code}: {error.body[:200]}"
    if not isinstance(body, dict):
        return str(error)
    if body.get("code") == "3505":
        return "capacity"
    detail = body.get("detail") or body.get("message")
    if isinstance(detail, list):
        return "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in detail if item.get("type") != "extra_forbidden")
    return f"{body.get('type')}: {detail}"


try:
    print(client.models.list().data[0].id)
except MistralError as error:
    raise SystemExit(explain(error)) from error
""",
)
add(
    "queue-workers",
    "py",
    """import asyncio
import os

from mistralai.client import Mistral
from mistralai.client.errors import MistralError


async def worker(client: Mistral, queue: asyncio.Queue, answers: dict[str, str], failed: list[tuple[str, MistralError]]) -> None:
    while not queue.empty():
        city = queue.get_nowait()
        try:
            response = await client.chat.complete_async(model="mistral-small-latest", messages=[{"role": "user", "content": city}])
            answers[city] = response.choices[0].message.content
        except MistralError as error:
            failed.append((city, error))


async def main() -> None:
    queue: asyncio.Queue = asyncio.Queue()
    for city in ("Paris", "Rome"):
        queue.put_nowait(city)
    answers: dict[str, str] = {}
    failed: list[tuple[str, MistralError]] = []
    async with Mistral(api_key=os.environ["MISTRAL_API_KEY"]) as client:
        await asyncio.gather(*(worker(client, queue, answers, failed) for _ in range(2)))
    for city, answer in answers.items():
        print(city, answer)
    for city, error in failed:
        print(city, error.status_code, error.message)
    if failed:
        raise SystemExit(1)


asyncio.run(main())
""",
)
add(
    "edit-message",
    "py",
    """import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
messages = [{"role": "user", "content": "Weather in Paris?"}]
response = client.chat.complete(model="mistral-small-latest", messages=messages)
message = response.choices[0].message
message.content = message.content or "none"
for call in message.tool_calls or []:
    call.id = call.id[-9:]
for one in messages:
    one["content"] = one["content"].strip()
messages[-1]["content"] += "!"
del messages[0]["role"]
print(message.content)
""",
)
add(
    "headers-session",
    "py",
    """import os

import requests

session = requests.Session()
session.headers["Authorization"] = f"Bearer {os.environ['MISTRAL_API_KEY']}"
session.headers.update({"User-Agent": "example/1.0"})
response = session.get("https://api.mistral.ai/v1/models", timeout=30)
if not response.ok:
    print(response.status_code, response.text[:200])
    raise SystemExit(1)
for model in response.json()["data"]:
    if model["capabilities"]["vision"]:
        print(model["id"])
""",
)
add(
    "dispatch-tools",
    "py",
    """import json
import os
from collections.abc import Callable

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
TOOLS: dict[str, Callable[..., str]] = {"weather": lambda city: f"clear in {city}"}


def run(call) -> dict:
    try:
        function = TOOLS[call.function.name]
        result = function(**json.loads(call.function.arguments))
    except KeyError:
        result = f"error: there is no tool {call.function.name!r}"
    except (TypeError, ValueError) as error:
        result = f"error: {error}"
    return {"role": "tool", "name": call.function.name, "tool_call_id": call.id, "content": result}


messages: list = [{"role": "user", "content": "Weather in Paris?"}]
for _ in range(5):
    message = client.chat.complete(model="mistral-small-latest", messages=messages).choices[0].message
    messages.append(message)
    if not message.tool_calls:
        break
    messages.extend(run(call) for call in message.tool_calls)
    if messages[-1]["content"].startswith("error"):
        print(messages[-1]["content"])
print(messages[-1].content)
""",
)
add(
    "stream-retry",
    "ts",
    """import { setTimeout as sleep } from "node:timers/promises";
import { Mistral } from "@mistralai/mistralai";
import { ConnectionError, MistralError, RequestTimeoutError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({ apiKey: process.env["MISTRAL_API_KEY"], timeoutMs: 60_000 });
const messages = [{ role: "user" as const, content: "Explain tides." }];

let failure: unknown;
for (const wait of [1, 2, 4, 8]) {
  let text = "";
  let reason: string | null = null;
  try {
    const stream = await client.chat.stream({ model: "mistral-small-latest", messages });
    for await (const { data } of stream) {
      const [choice] = data.choices;
      const { delta, finishReason } = choice;
      if (typeof delta.content === "string") text += delta.content;
      reason = finishReason ?? reason;
    }
    if (reason === "stop") {
      console.log(text);
      break;
    }
    failure = new Error(`finish reason ${reason}`);
  } catch (error) {
    const temporary = error instanceof ConnectionError || error instanceof RequestTimeoutError;
    if (!temporary && !(error instanceof MistralError && error.statusCode >= 500)) throw error;
    failure = error;
  }
  await sleep((wait + Math.random()) * 1000);
}
if (failure) {
  console.error(failure instanceof Error ? failure.message : failure);
  process.exitCode = 1;
}
""",
)
add(
    "zod-shape",
    "ts",
    """import { createMistral } from "@ai-sdk/mistral";
import { generateObject, NoObjectGeneratedError } from "ai";
import { z } from "zod";

const mistral = createMistral({ apiKey: process.env.MISTRAL_API_KEY });
const schema = z.object({ name: z.string().describe("The name (in full)"), tags: z.array(z.enum(["a", "b"])) });
try {
  const { object, finishReason, usage: { totalTokens = 0 } = {} } = await generateObject({ model: mistral("mistral-small-latest"), schema, prompt: "Ada" });
  console.log(object.name, object.tags.join(), finishReason, totalTokens);
} catch (error) {
  if (!NoObjectGeneratedError.isInstance(error)) throw error;
  console.error(error.finishReason, error.text?.slice(0, 200));
  process.exit(1);
}
""",
)
add(
    "map-group",
    "ts",
    """import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
const { data = [] } = await client.models.list();
const groups = new Map<string, string[]>();
for (const { id, ownedBy } of data) {
  const key = ownedBy ?? "unknown";
  groups.set(key, [...(groups.get(key) ?? []), id]);
}
const sizes: Record<string, number> = {};
for (const [owner, ids] of groups) sizes[owner.toLowerCase()] = ids.length;
const table = Object.entries(sizes).sort(([, a], [, b]) => b - a);
const letters = "abc";
for (let i = 0; i < table.length; i++) console.log(letters[i % letters.length], table[i][0], table[i][1]);
""",
)
add(
    "class-client",
    "ts",
    """import { Mistral } from "@mistralai/mistralai";

class Chat {
  private readonly client: Mistral;
  private history: { role: "user" | "assistant"; content: string }[] = [];

  constructor(client: Mistral) {
    this.client = client;
  }

  async ask(content: string): Promise<string> {
    this.history.push({ role: "user", content });
    const response = await this.client.chat.complete({ model: "mistral-small-latest", messages: this.history });
    const text = String(response.choices[0]?.message?.content ?? "");
    this.history = [...this.history, { role: "assistant", content: text }];
    return text;
  }
}

const chat = new Chat(new Mistral({ apiKey: process.env.MISTRAL_API_KEY }));
console.log(await chat.ask("Hello"));
console.log((await chat.ask("And then?")).length > 0 ? "answered" : "empty");
""",
)
add(
    "curl-loop-files",
    "sh",
    """set -eu
for file in first.txt second.txt; do
  printf '%s: ' "$file"
  curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/files \\
    --header "Authorization: Bearer $MISTRAL_API_KEY" \\
    --form purpose=batch \\
    --form file=@"$file" \\
    | grep -o '"id": *"[^"]*"'
done
""",
)
add(
    "curl-stream",
    "sh",
    """curl --fail-with-body --no-buffer --silent --show-error https://api.mistral.ai/v1/chat/completions \\
  --header "Authorization: Bearer $MISTRAL_API_KEY" \\
  --header "Content-Type: application/json" \\
  --data-raw '{"model": "mistral-small-latest", "stream": true, "messages": [{"role": "user", "content": "Hello"}]}' |
  grep '^data: ' | cut -c 7-
""",
)
add(
    "curl-status",
    "sh",
    """key=$(printf '%s' "$MISTRAL_API_KEY" | tr -d '\\r\\n')
body=$(mktemp)
code=$(curl --silent --fail-with-body --output "$body" --write-out '%{http_code}' https://api.mistral.ai/v1/models --header "Authorization: Bearer $key")
if [ "$code" = 401 ]; then
  echo "The key ending in $(printf '%s' "$key" | tail -c 4) is refused." >&2
  exit 1
elif [ "$code" -ge 400 ] || [ "$code" = 000 ]; then
  cat "$body" >&2
  exit 1
fi
cat "$body"
""",
)
add(
    "curl-local",
    "sh",
    """set -eu

ask() {
  local answer=$(mktemp)
  curl --silent --fail-with-body --output "$answer" https://api.mistral.ai/v1/models --header "Authorization: Bearer $MISTRAL_API_KEY"
  cat "$answer"
  rm "$answer"
}

ask
""",
)
add(
    "plain-retries",
    "py",
    """import os
import random
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2
from mistralai.client import Mistral
from mistralai.client.errors import MistralError

RETRYABLE = {429, 500, 502, 503, 504}
MAX_ATTEMPTS = 7


def delay_from(headers, attempt: int) -> float:
    value = headers.get("retry-after")
    if value is None:
        return min(2**attempt, 32) + random.uniform(0, 1)
    if value.isdigit():
        return min(int(value), 60)
    return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())


def with_retries(call, *args, **kwargs):
    attempt = 0
    while True:
        attempt += 1
        try:
            return call(*args, **kwargs)
        except MistralError as exc:
            if exc.status_code not in RETRYABLE or attempt >= MAX_ATTEMPTS:
                raise
            pause = delay_from(exc.headers, attempt)
        except httpx2.TransportError:
            if attempt >= MAX_ATTEMPTS:
                raise
            pause = min(2**attempt, 32)
        time.sleep(pause)


def main() -> None:
    with Mistral(api_key=os.environ["MISTRAL_API_KEY"]) as client:
        response = with_retries(
            client.chat.complete,
            model="mistral-small-latest",
            messages=[{"role": "user", "content": "Suggest a title for a talk about rate limits."}],
        )
    print(response.choices[0].message.content)


if __name__ == "__main__":
    main()
""",
)
add(
    "threads-and-tools",
    "py",
    """import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Callable

from mistralai.client import Mistral

MODEL = "mistral-small-latest"


@dataclass(frozen=True)
class Tool:
    description: str
    run: Callable[..., Any]

    def schema(self, name: str) -> dict:
        return {
            "type": "function",
            "function": {
                "name": name,
                "description": self.description,
                "parameters": {
                    "type": "object",
                    "properties": {"city": {"type": "string"}},
                    "required": ["city"],
                },
            },
        }


TOOLS = {
    "weather": Tool("Current weather in a city.", lambda city: {"city": city, "sky": "clear"}),
    "local_time": Tool("Current local time in a city.", lambda city: {"city": city, "time": "14:30"}),
}


def execute(call) -> dict:
    name = call.function.name
    raw = call.function.arguments
    arguments = json.loads(raw) if isinstance(raw, str) else raw
    tool = TOOLS.get(name)
    result = tool.run(**arguments) if tool else {"error": f"unknown tool {name}"}
    return {"role": "tool", "name": name, "tool_call_id": call.id, "content": json.dumps(result)}


def chat(client: Mistral, question: str, max_rounds: int = 8) -> str:
    messages: list = [{"role": "user", "content": question}]
    schemas = [tool.schema(name) for name, tool in TOOLS.items()]
    for _ in range(max_rounds):
        message = client.chat.complete(model=MODEL, messages=messages, tools=schemas).choices[0].message
        messages.append(message)
        if not message.tool_calls:
            return message.content
        with ThreadPoolExecutor(max_workers=4) as pool:
            messages.extend(pool.map(execute, message.tool_calls))
    raise RuntimeError(f"no answer after {max_rounds} rounds")


client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
print(chat(client, "What is the weather in Paris, and what time is it there?"))
""",
)
add(
    "own-error-class",
    "py",
    """import os
import sys
import time

import httpx2
from mistralai.client import Mistral
from mistralai.client.errors import MistralError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


class Incomplete(Exception):
    '''The stream ended before the model finished.'''


def stream_once(prompt: str) -> str:
    parts, finished = [], False
    with client.chat.stream(
        model="mistral-small-latest", messages=[{"role": "user", "content": prompt}]
    ) as events:
        for event in events:
            choice = event.data.choices[0]
            if isinstance(choice.delta.content, str):
                parts.append(choice.delta.content)
            if choice.finish_reason:
                finished = True
    if not finished:
        raise Incomplete("".join(parts))
    return "".join(parts)


def main() -> int:
    for attempt in range(4):
        if attempt:
            time.sleep(2**attempt)
        try:
            print(stream_once("Explain in three paragraphs how tides work."))
            return 0
        except MistralError as exc:
            if exc.status_code < 500:
                raise
            print(f"attempt {attempt + 1}: server said {exc.status_code}")
        except (Incomplete, httpx2.TransportError) as exc:
            print(f"attempt {attempt + 1}: {type(exc).__name__}")
    return 1


sys.exit(main())
""",
)
add(
    "schema-of-pydantic",
    "py",
    """import os

from mistralai.client import Mistral
from pydantic import BaseModel, ConfigDict, ValidationError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


class Book(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str
    year: int


def ask_for_book(question: str) -> Book:
    response = client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": question}],
        response_format={
            "type": "json_schema",
            "json_schema": {"name": "book", "schema": Book.model_json_schema(), "strict": True},
        },
    )
    choice = response.choices[0]
    if choice.finish_reason != "stop":
        raise RuntimeError(f"incomplete answer: {choice.finish_reason}")
    try:
        return Book.model_validate_json(choice.message.content)
    except ValidationError as exc:
        raise RuntimeError(f"not a Book: {choice.message.content[:200]!r}") from exc


print(ask_for_book("Which book made bees famous?").model_dump_json())
""",
)
add(
    "generic-retry",
    "ts",
    """import { Mistral } from "@mistralai/mistralai";
import { ConnectionError, MistralError } from "@mistralai/mistralai/models/errors";

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const RETRYABLE = new Set([429, 500, 502, 503, 504]);

interface RetryOptions {
  attempts?: number;
  baseMs?: number;
  maxMs?: number;
}

async function withRetry<T>(
  call: () => Promise<T>,
  { attempts = 7, baseMs = 2_000, maxMs = 32_000 }: RetryOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (err) {
      const retryable =
        err instanceof ConnectionError ||
        (err instanceof MistralError && RETRYABLE.has(err.statusCode));
      if (!retryable || attempt >= attempts) throw err;
      const header = err instanceof MistralError ? Number(err.headers.get("retry-after")) : 0;
      const backoff = Math.min(maxMs, baseMs * 2 ** (attempt - 1));
      await sleep(Math.max(header * 1_000, backoff) + Math.random() * 500);
    }
  }
}

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
const response = await withRetry(() =>
  client.chat.complete({
    model: "mistral-small-latest",
    messages: [{ role: "user", content: "Suggest a title for a talk about rate limits." }],
  }),
);
console.log(response.choices[0]?.message?.content);
""",
)
add(
    "required-variable",
    "ts",
    """import { createMistral } from "@ai-sdk/mistral";
import { generateText } from "ai";

function requireEnv(name: string): string {
  const value = process.env[name];
  if (value === undefined || value.trim() === "") {
    throw new Error(`${name} is not set`);
  }
  return value.trim();
}

const mistral = createMistral({ apiKey: requireEnv("MISTRAL_API_KEY") });
const { text } = await generateText({
  model: mistral("mistral-small-latest"),
  prompt: "Suggest a name for a key ring.",
});
console.log(text);
""",
)
add(
    "abort-controller",
    "ts",
    """import { Mistral } from "@mistralai/mistralai";
import { ConnectionError, MistralError, RequestTimeoutError } from "@mistralai/mistralai/models/errors";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function complete(content: string) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), 5_000);
  try {
    return await client.chat.complete(
      { model: "mistral-small-latest", messages: [{ role: "user", content }] },
      { fetchOptions: { signal: controller.signal } },
    );
  } finally {
    clearTimeout(timer);
  }
}

async function main() {
  const maxAttempts = 4;
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    try {
      const response = await complete("Explain in three paragraphs how tides work.");
      console.log(response.choices[0]?.message?.content);
      return;
    } catch (error) {
      const refused = error instanceof MistralError && error.statusCode < 500;
      if (refused || attempt === maxAttempts - 1) throw error;
      await delay(1_000 * 2 ** attempt);
    }
  }
}

await main();
""",
)
add(
    "schema-of-zod",
    "ts",
    """import { Mistral } from "@mistralai/mistralai";
import { z } from "zod";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });

const Book = z.object({ title: z.string(), year: z.number().int() });
type Book = z.infer<typeof Book>;

async function askForBook(question: string): Promise<Book> {
  const response = await client.chat.parse({
    model: "mistral-small-latest",
    messages: [{ role: "user", content: question }],
    responseFormat: Book,
  });
  const choice = response.choices?.[0];
  if (choice?.finishReason !== "stop") {
    throw new Error(`The answer is incomplete: ${choice?.finishReason}`);
  }
  const parsed = Book.safeParse(choice.message?.parsed);
  if (!parsed.success) {
    throw new Error(`The answer is not a book: ${parsed.error.message}`);
  }
  return parsed.data;
}

console.log(JSON.stringify(await askForBook("Which book made bees famous?")));
""",
)
add(
    "curl-status-loop",
    "sh",
    """#!/bin/sh
set -eu

body=$(mktemp)
trap 'rm -f "$body"' EXIT INT TERM

attempt=0
delay=2
while :; do
  attempt=$((attempt + 1))
  code=$(curl --fail-with-body --silent --output "$body" --write-out '%{http_code}' \\
    --request POST "https://api.mistral.ai/v1/chat/completions" \\
    --header "Authorization: Bearer ${MISTRAL_API_KEY}" \\
    --header "Content-Type: application/json" \\
    --data @- <<'JSON'
{
  "model": "mistral-small-latest",
  "messages": [{"role": "user", "content": "Suggest a title for a talk about rate limits."}]
}
JSON
  ) || true
  case "$code" in
    200) break ;;
    429|5??|000) ;;
    *) cat "$body" >&2; exit 1 ;;
  esac
  if [ "$attempt" -ge 6 ]; then
    cat "$body" >&2
    exit 1
  fi
  sleep "$delay"
  delay=$((delay * 2))
done

cat "$body"
""",
)
add(
    "curl-own-loop",
    "sh",
    """out=$(mktemp) || exit 1
trap 'rm -f "$out"' EXIT

ask() {
  curl -sS --fail-with-body --connect-timeout 3 --max-time 5 -o "$out" \\
    https://api.mistral.ai/v1/chat/completions \\
    -H "Authorization: Bearer $MISTRAL_API_KEY" \\
    -H "Content-Type: application/json" \\
    -d '{
      "model": "mistral-small-latest",
      "messages": [{"role": "user", "content": "Explain in three paragraphs how tides work."}]
    }'
}

for pause in 1 2 4; do
  if ask; then
    cat "$out"
    exit 0
  else
    rc=$?
  fi
  # 28 is a timeout, 7 a refused connection. The rest is not going to change.
  case $rc in
    28 | 7) echo "curl exit $rc, next try in $pause s" ;;
    *) cat "$out"; exit "$rc" ;;
  esac
  sleep "$pause"
done
ask || exit $?
cat "$out"
""",
)
add(
    "curl-names",
    "sh",
    """#!/usr/bin/env bash
set -euo pipefail

: "${MISTRAL_API_KEY:?Set MISTRAL_API_KEY first}"

readonly MODEL="mistral-small-latest"
readonly URL="https://api.mistral.ai/v1"

payload=$(cat <<EOF
{
  "model": "${MODEL}",
  "messages": [{"role": "user", "content": "Summarize: the export button does nothing."}]
}
EOF
)

curl -sS --fail-with-body "${URL}/chat/completions" \\
  -H "Authorization: Bearer ${MISTRAL_API_KEY}" \\
  -H 'Content-Type: application/json' \\
  -d "${payload}"
echo
""",
)
add(
    "curl-folder",
    "sh",
    """#!/usr/bin/env bash
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf -- "$folder"; exit 1' INT TERM
trap 'rm -rf -- "$folder"' EXIT

ask() {
  local out=$1
  printf '{"model": "mistral-small-latest", "messages": [{"role": "user", "content": "%s"}]}' "Why wax?" |
    curl --fail-with-body --silent --output "$out" https://api.mistral.ai/v1/chat/completions \\
      --header "Authorization: Bearer $MISTRAL_API_KEY" \\
      --header "Content-Type: application/json" \\
      --data @-
}

status=0
ask "$folder/answer.json" || status=$?
if [ "$status" -eq 0 ]; then
  cat "$folder/answer.json"
  exit 0
fi
cat "$folder/answer.json" >&2
exit "$status"
""",
)
add(
    "type-guard",
    "ts",
    """import { Mistral } from "@mistralai/mistralai";

interface Book {
  title: string;
}

function isBook(value: unknown): value is Book {
  return typeof value === "object" && value !== null && "title" in value && typeof value.title === "string";
}

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });
const response = await client.chat.complete({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "Which book made bees famous? Answer as JSON with a title." }],
  responseFormat: { type: "json_object" },
});
const text = response.choices[0]?.message?.content;
if (typeof text !== "string") throw new TypeError("The answer has no text.");
const book: unknown = JSON.parse(text);
if (!isBook(book)) throw new TypeError(`Not a book: ${text}`);
console.log(book.title);
""",
)
add(
    "error-said-then-default",
    "py",
    """import logging
import os
import sys

from mistralai.client import Mistral
from mistralai.client.errors import SDKError

log = logging.getLogger(__name__)


def main() -> int:
    logging.basicConfig(level=logging.CRITICAL)
    client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
    try:
        client.files.delete(file_id="00000000-0000-0000-0000-000000000000")
    except SDKError as error:
        if error.status_code != 404:  # it is gone already
            raise
    name = "mistral-small-latest"
    try:
        name = client.models.retrieve(model_id=name).name
    except SDKError as error:
        if error.status_code != 404:
            raise
        log.critical("the model has no card: %s", error.body)
    print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
""",
)
