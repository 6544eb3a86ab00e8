"""What programs may use: every kind of cheating is refused, and honest programs pass."""

from __future__ import annotations

# ruff: noqa: E501 - each case is one line
import importlib.util
import types

import pytest

from mistral_playbooks.content.programs import Program
from mistral_playbooks.verify import lint
from mistral_playbooks.verify.lint import allowlist

FILES = {"python": "fixed.py", "typescript": "fixed.ts", "curl": "fixed.sh"}
PYTHON = (
    "import os\n\nfrom mistralai.client import Mistral\n\nclient = Mistral(api_key=os.environ['MISTRAL_API_KEY'])\n"
    "def ask():\n    return client.chat.complete(model='mistral-small-latest', messages=[])\n\n\n"
)
TYPESCRIPT = (
    'import { Mistral } from "@mistralai/mistralai";\n\n'
    "const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });\n"
    'const ask = () => client.chat.complete({ model: "mistral-small-latest", messages: [] });\n'
)
CURL = 'curl --fail-with-body https://api.mistral.ai/v1/models --header "Authorization: Bearer $MISTRAL_API_KEY"'


def found(language: str, text: str, role: str = "fixed", allows: tuple[str, ...] = ()) -> str:
    program = Program("x", "x", role, language, f"snippets/x/{FILES[language]}", text, allows=allows)
    return "; ".join(lint.mistakes(program))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("curl", "curl --fail-with-body https://a.example.com/v1/models"),
        ("python", "from openai import OpenAI\n\nOpenAI(base_url='https://a.example.com/v1')"),
        ("typescript", "await fetch('https://a.example.com/v1');"),
    ],
)
def test_a_host_that_the_page_has_an_answer_of_may_be_called(language: str, text: str) -> None:
    def refused(*hosts: str) -> str:
        program = Program("x", "x", "broken", language, f"snippets/x/{FILES[language]}", text, hosts=hosts)
        return "; ".join(lint.mistakes(program))

    assert refused("*.example.com") == ""
    assert "https://a.example.com" in refused()
    assert "https://a.example.com" in refused("example.com")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        # Another variable than the key.
        ("os.environ.get('HTTPS_PROXY')", "uses `$HTTPS_PROXY`"),
        ("os.getenv('HTTPS' + '_PROXY')", "uses `$HTTPS_PROXY`"),
        ("name = 'SSL_CERT_FILE'\nname in os.environ", "uses `$SSL_CERT_FILE`"),
        ("dict(os.environ)", "uses `os.environ as a whole`"),
        ("env = os.environ\nenv.get('HTTPS_PROXY')", "uses `os.environ as a whole`"),
        ("os.environ['MISTRAL_API_KEY'] = 'x'", "uses `os.environ as a whole`"),
        ("os.environ.pop('HTTPS_PROXY')", "uses `os.environ as a whole`"),
        ("from os import environ\nenviron.get('HTTPS_PROXY')", "uses `from os import environ`"),
        ("import urllib.request\nurllib.request.getproxies()", "uses `urllib.request`"),
        ("open('/proc/self/environ').read()", "uses `/proc/self/environ`"),
        ("import sys\nsys.argv", "uses `sys.argv`"),
        ("getattr(os, 'environ')", "uses `os`"),
        # Another way out.
        ("os._exit(0)", "uses `os._exit`"),
        ("import signal\nsignal.raise_signal(9)", "uses `signal`"),
        ("os.kill(os.getpid(), 9)", "uses `os.kill`"),
        ("import atexit", "uses `atexit`"),
        ("quit()", "uses `quit`"),
        ("import os as o, json as os\no._exit(0)", "uses `os._exit`"),
        ("import os, json as os\nos._exit(0)", "uses `os._exit`"),
        # Standard error.
        ("import sys\nsys.stderr.close()", "uses `sys.stderr as a value`"),
        ("import sys\nsys.stderr = open('x', 'w')", "uses `sys.stderr as a value`"),
        ("import sys\nout = sys.stderr\nout.close()", "uses `sys.stderr as a value`"),
        ("os.dup2(1, 2)", "uses `os.dup2`"),
        ("from contextlib import redirect_stderr", "uses `contextlib.redirect_stderr`"),
        ("import warnings\nwarnings.simplefilter('ignore')", "uses `warnings`"),
        ("import logging\nlogging.disable()", "uses `logging.disable`"),
        ("import sys\nsys.excepthook = print", "uses `sys.excepthook`"),
        # A patched SDK.
        ("Mistral.chat = None", "uses `Mistral.chat = …`"),
        ("client.chat.complete = lambda **k: None", "uses `client.chat.complete = …`"),
        ("client.chat = ask", "uses `client.chat = …`"),
        ("setattr(client, 'chat', None)", "uses `setattr`"),
        ("class Fake(Mistral):\n    pass", "uses `class (Mistral)`"),
        ("client.__class__.x", "uses `.__class__`"),
        ("client.__dict__", "uses `.__dict__`"),
        ("getattr(client, '__dict__')", "uses `__dict__`"),
        ("'{0.__class__}'.format(client)", "uses `{0.__class__}`"),
        ("(lambda: 0).__globals__", "uses `.__globals__`"),
        ("import httpx\nhttpx.Client(transport=1)", "uses `httpx.Client(transport)`"),
        ("import importlib", "uses `importlib`"),
        ("import sys\nsys.modules['mistralai']", "uses `sys.modules`"),
        ("exec('1')", "uses `exec`"),
        ("def f(eval): ...\neval('1')", "uses `eval`"),
        ("__builtins__", "uses `__builtins__`"),
        ("import enum\nenum.sys", "uses `enum.sys`"),
        ("from re import enum", "uses `re.enum`"),
        ("type('Fake', (Mistral,), {})", "uses `type(…, …)`"),
        ("getattr(client, '_hooks')", "uses `._hooks`"),
        ("open(int('0'))", "uses `open(int('0'))`"),
        ("print(client.sdk_configuration.security.api_key[::-1])", "uses the key other than"),
        ("print(client.headers['Authorization'])", "uses the key other than"),
        ("import mistralai.client\nmistralai.client.sdk.os", "uses `mistralai.client.sdk`"),
        # Processes.
        ("import subprocess\nsubprocess.Popen(['sleep', '60'])", "uses `subprocess`"),
        ("os.fork()", "uses `os.fork`"),
        ("import asyncio\nasyncio.create_subprocess_exec('sleep')", "uses `asyncio.create_subprocess_exec`"),
        ("from concurrent.futures import ProcessPoolExecutor", "uses `concurrent.futures.ProcessPoolExecutor`"),
        ("import multiprocessing", "uses `multiprocessing`"),
        # Standard input.
        ("input()", "uses `input`"),
        ("import sys\nsys.stdin.read()", "uses `sys.stdin`"),
        ("open(0).read()", "uses `open(0)`"),
        ("n = 0\nopen(n).read()", "uses `open(n)`"),
        # Errors.
        ("try:\n    ask()\nexcept Exception as e:\n    last = e", "swallows an error"),
        ("try:\n    ask()\nexcept Exception as e:\n    last = str(e)\n    last = None", "swallows an error"),
        ("try:\n    ask()\nexcept Exception as e:\n    str(e)", "swallows an error"),
        ("try:\n    ask()\nexcept Exception as e:\n    text = str(e)\n    if '1300' in text:\n        ask()", "error's text"),
        ("try:\n    ask()\nexcept Exception as e:\n    if e.message == 'x':\n        ask()", "error's text"),
        (
            "def limited(text):\n    return 'limit' in text\ntry:\n    ask()\nexcept Exception as e:\n"
            "    a = f'{e}'\n    if limited(a.lower()):\n        ask()",
            "error's text",
        ),
        ("import re\ntry:\n    ask()\nexcept Exception as e:\n    t = e.body\n    if re.search('limit', t):\n        ask()", "error's text"),
        ("import json\ntry:\n    ask()\nexcept Exception as e:\n    d = json.loads(e.body)\n    if d['message'] == 'x':\n        ask()", "error's text"),
        ("try:\n    ask()\nexcept Exception as e:\n    match e.args:\n        case _:\n            ask()", "error's text"),
        # TLS.
        ("import httpx\nhttpx.Client(verify=False)", "uses `httpx.Client(verify)`"),
        ("import httpx\nhttpx.get('https://api.mistral.ai/v1/models', verify=not 1)", "uses `httpx.get(verify)`"),
        ("import httpx\nhttpx.Client(**{'verify': 0})", "uses `httpx.Client(verify)`"),
        ("import httpx\noff = {'verify': 0}\nhttpx.Client(**off)", "uses `httpx.Client(**)`"),
        ("from httpx import Client\nClient(verify=0)", "uses `Client(verify)`"),
        ("import ssl", "uses `ssl`"),
        # The key.
        ("print(os.environ['MISTRAL_API_KEY'])", "uses the key other than"),
        ("key = os.environ['MISTRAL_API_KEY']\nprint(key[:4])", "uses the key other than"),
        ("key = os.environ['MISTRAL_API_KEY']\nprint(' '.join(key))", "uses the key other than"),
        ("key = os.environ['MISTRAL_API_KEY']\nprint(key.encode().hex())", "uses the key other than"),
        ("key = os.environ['MISTRAL_API_KEY']\nfor c in key:\n    print(c)", "uses the key other than"),
        ("print('aB3dE5gH7jK9mN1p' + 'Q3sT5vW7yZ9bC1eF')", "hard-coded API key"),
        ("a = 'aB3dE5gH7jK9mN1p'\nprint(''.join([a, 'Q3sT5vW7yZ9bC1eF']))", "hard-coded API key"),
        ("import base64\nbase64.b64decode('YUIzZEU1Z0g=')", "hard-coded API key"),
        ("parts = ['a', 'b']\nMistral(api_key=''.join(parts[::-1]))", "`api_key` is given a key that is not read"),
        ("bytes.fromhex('61')", "hard-coded API key"),
        # Another address.
        ("Mistral(api_key=os.environ['MISTRAL_API_KEY'], server_url='http://127.0.0.1:8001')", "uses `http://127.0.0.1:8001`"),
        ("h = '127.0.0.1'\nprint(f'http://{h}:8001')", "uses `http://127.0.0.1:8001`"),
        ("def f(h):\n    return 'ht' + 'tp://' + h", "uses `http://…`"),
        ("client.chat.complete(model='m', messages=[], server_url=ask())", "uses `server_url= …`"),
        ("import socket", "uses `socket`"),
        ("import httpx\nhttpx.get('https://example.com/')", "uses `httpx.get(…) https://example.com/`"),
    ],
)  # fmt: skip
def test_python(text: str, says: str):
    assert says in found("python", PYTHON + text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("console.log(process.env.HTTPS_PROXY)", "uses `$HTTPS_PROXY`"),
        ("console.log(process.env['HTTPS' + '_PROXY'])", "uses `$HTTPS_PROXY`"),
        ("const { HTTPS_PROXY } = process.env;", "uses `$HTTPS_PROXY`"),
        ("console.log(Object.keys(process.env))", "uses `process.env as a whole`"),
        ("const p = process; p.kill(1)", "uses `process`"),
        ("globalThis.process.exit(0)", "uses `globalThis.process.exit`"),
        ("console.log(process.argv)", "uses `process.argv`"),
        ('import { readFileSync } from "node:fs";\nreadFileSync("/proc/self/environ")', "uses `/proc/self/environ`"),
        ("process.kill(process.pid)", "uses `process.kill`"),
        ("process.abort()", "uses `process.abort`"),
        ("process.reallyExit(0)", "uses `process.reallyExit`"),
        ("process.on('exit', () => {})", "uses `process.on`"),
        ("process.stderr.destroy()", "uses `process.stderr.destroy`"),
        ("console.error = () => {}", "uses `console.error = …`"),
        ("process.removeAllListeners('warning')", "uses `process.removeAllListeners`"),
        ('import { closeSync } from "node:fs";\ncloseSync(2)', "uses `node:fs.closeSync`"),
        ("Mistral.prototype.chat = null", "uses `.prototype`"),
        ("client.chat.complete = async () => null", "uses `client.chat.complete = …`"),
        ("Object.defineProperty(client, 'chat', {})", "uses `Object.defineProperty`"),
        ("globalThis.fetch = ask", "uses `globalThis.fetch"),
        ("class Fake extends Mistral {}", "uses `class (Mistral)`"),
        ("ask.constructor('return process')()", "uses `.constructor`"),
        ("(ask as Function)['constructor']", "uses `constructor`"),
        ("eval('1')", "uses `eval`"),
        ("new Function('return 1')", "uses `Function`"),
        ("Reflect.get(client, 'chat')", "uses `Reflect.get`"),
        ("await import('node:os')", "uses `import`"),
        ("function f(process: string) { return process }\nprocess.kill(1)", "uses `process`"),
        ('import { spawn } from "node:child_process";', "uses `node:child_process`"),
        ('import { Worker } from "node:worker_threads";', "uses `node:worker_threads`"),
        ("process.stdin.on('data', console.log)", "uses `process.stdin.on`"),
        ('import { readFileSync } from "node:fs";\nreadFileSync(0)', "uses `readFileSync(0)`"),
        ("let last;\ntry { await ask() } catch (e) { last = e }", "swallows an error"),
        ("let last;\ntry { await ask() } catch (e) { last = String(e); void e }", "swallows an error"),
        ("await ask().catch((e) => { const x = e; });", "swallows an error"),
        ("try { await ask() } catch (e) { const t = String(e); if (t.includes('limit')) await ask(); }", "error's text"),
        ("try { await ask() } catch ({ message }) { if (message === 'x') await ask(); }", "error's text"),
        ("try { await ask() } catch (e) { const b = JSON.parse(e.body); if (b.message === 'x') await ask(); }", "error's text"),
        ("const bad = (t: string) => /limit/.test(t);\ntry { await ask() } catch (e) { if (bad(`${e}`)) await ask(); }", "error's text"),
        ("try { await ask() } catch (e) { switch (e.message) { case 'x': await ask() } }", "error's text"),
        ("process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'", "uses `process.env as a whole`"),
        ('import { Agent } from "undici";', "uses `undici`"),
        ('import https from "node:https";', "uses `node:https`"),
        ("await fetch('https://api.mistral.ai/v1/models', { dispatcher: 1 })", "uses `fetch(dispatcher)`"),
        # A default export: the class has the name that the program gives it, and its members that of the module.
        ('import OpenAI from "openai";\nnew OpenAI({ fetch: String })', "uses `OpenAI(fetch)`"),
        ('import axios from "axios";\naxios.create({ proxy: false })', "uses `axios.create(proxy)`"),
        ("console.log(process.env.MISTRAL_API_KEY)", "uses the key other than"),
        ("const k = process.env.MISTRAL_API_KEY ?? '';\nconsole.log(k.slice(0, 4))", "uses the key other than"),
        ("const k = process.env.MISTRAL_API_KEY ?? '';\nconsole.log(btoa(k))", "uses the key other than"),
        ("const k = process.env.MISTRAL_API_KEY ?? '';\nconsole.log([...k].join(' '))", "uses the key other than"),
        ("console.log('aB3dE5gH7jK9mN1p' + 'Q3sT5vW7yZ9bC1eF')", "hard-coded API key"),
        ("console.log(['aB3dE5gH7jK9mN1p', 'Q3sT5vW7yZ9bC1eF'].join(''))", "hard-coded API key"),
        ("console.log(atob('YUIzZEU1Z0g='))", "hard-coded API key"),
        ("new Mistral({ apiKey: ['a', 'b'].reverse().join('') })", "`apiKey` is given a key that is not read"),
        ("await fetch('http://127.0.0.1:8001/v1/models')", "uses `http://127.0.0.1:8001`"),
        ("const p = Number('8001');\nawait fetch(`http://localhost:${p}/`)", "uses `http://localhost:…`"),
        ("new Mistral({ apiKey: process.env.MISTRAL_API_KEY, serverURL: String(1) })", "uses `serverURL= …`"),
        ('import { ask as b } from "./ask.ts";', "uses `./ask.ts`"),
        ('export * from "./ask.ts";', "uses `./ask.ts`"),
        ('export { a } from "node:child_process";', "uses `node:child_process`"),
        ("const Fake = class extends Mistral {};", "uses `class (Mistral)`"),
        ("class A { static [process.title] = 1 }", "uses `process.title`"),
        ("console['log'](1)", "uses `console`"),
    ],
)  # fmt: skip
def test_typescript(text: str, says: str):
    assert says in found("typescript", TYPESCRIPT + text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f'[ -n "$HTTPS_PROXY" ] || exit 1\n{CURL}', "uses `$HTTPS_PROXY`"),
        (f"[ -n \"${{https_proxy:-}}\" ] || exit 1\n{CURL}", "uses `$https_proxy`"),
        (f"env | grep -q PROXY && exit 0\n{CURL}", "uses `env`"),
        (f"printenv\n{CURL}", "uses `printenv`"),
        (f"set\n{CURL}", "uses `set without an option`"),
        (f"export -p\n{CURL}", "uses `export`"),
        (f"cat /proc/self/environ\n{CURL}", "uses `/proc/self/environ`"),
        (f"kill -9 $$\n{CURL}", "uses `kill`"),
        (f"exec {CURL}", "uses `exec`"),
        (f"{CURL} 2>&-", "uses `2>&-`"),
        (f"{CURL} 2> errors", "uses `2> errors`"),
        (f"exec 2>&1\n{CURL}", "uses `exec`"),
        (f"{CURL} --stderr errors", "uses `curl --stderr errors`"),
        (f"{{ {CURL}; }} 2>/dev/null", "uses `2> /dev/null`"),
        (f"curl() {{ echo Paris; }}\n{CURL}", "uses `curl()`"),
        (f"alias curl=echo\n{CURL}", "uses `alias`"),
        (f"PATH=. {CURL}", "uses `PATH=… before a command`"),
        (f"PATH=.\n{CURL}", "uses `PATH=`"),
        (f"sleep 600 &\n{CURL}", "uses `&`"),
        (f"nohup sleep 600\n{CURL}", "uses `nohup`"),
        (f"setsid sleep 600\n{CURL}", "uses `setsid`"),
        (f"read answer\n{CURL}", "uses `read`"),
        (f"cat\n{CURL}", "uses `cat without a file`"),
        (f"cat -\n{CURL}", "uses `cat without a file`"),
        (f"cat < /dev/stdin\n{CURL}", "uses `< /dev/stdin`"),
        (f"{CURL} --data @-", "uses `curl --data @-`"),
        (f"{CURL} || failed=1", "swallows an error"),
        (f"{CURL} || :", "swallows an error"),
        (f"if ! {CURL}; then\n  failed=1\nfi\n{CURL} || exit 0", "swallows an error"),
        (f'answer=$({CURL})\ncase "$answer" in *limit*) exit 1 ;; esac', "error's text"),
        (f'answer=$({CURL})\nif echo "$answer" | grep -q "Rate limit"; then exit 1; fi', "error's text"),
        (f'answer=$({CURL})\ncopy=$answer\n[ "${{copy#*limit}}" = "$copy" ] || exit 1', "error's text"),
        (f"{CURL} --insecure", "uses `curl --insecure`"),
        (f"{CURL} -sk", "uses `curl -sk`"),
        (f"{CURL} --proxy-insecure", "uses `curl --proxy-insecure`"),
        (f"{CURL} --cacert x", "uses `curl --cacert`"),
        (f"{CURL} --config x", "uses `curl --config`"),
        (f"off=--insecure\n{CURL} $off", "uses `curl --insecure`"),
        (f'echo "$MISTRAL_API_KEY"\n{CURL}', "uses `$MISTRAL_API_KEY outside of the header`"),
        (f'printf %s "$MISTRAL_API_KEY" | base64\n{CURL}', "uses `$MISTRAL_API_KEY outside of the header`"),
        (f'key=$MISTRAL_API_KEY\necho "$key"\n{CURL}', "uses `$key outside of the header`"),
        (f"trap 'kill $$' EXIT\n{CURL}", "uses `kill`"),
        (f"command {CURL}", "uses `command without -v`"),
        (f"{CURL} -w '%{{remote_ip}}'", "uses `curl -w %{remote_ip}`"),
        (f"echo $(( $(env | wc -l) ))\n{CURL}", "uses `$(( $(env | wc -l) ))`"),
        (f"{CURL} |& cat", "uses `&`"),
        (f"{CURL} &> all", "uses `&> all`"),
        (f"{CURL.replace('api.mistral.ai', 'api.mistral.ai@127.0.0.1')}", "uses `curl https://api.mistral.ai@127.0.0.1/v1/models`"),
        ('a=aB3dE5gH7jK9mN1p\necho "$a""Q3sT5vW7yZ9bC1eF"\n' + CURL, "hard-coded API key"),
        (CURL.replace("$MISTRAL_API_KEY", "$(echo bWluZQ== | base64 -d)"), "sends a key that is not read"),
        (CURL.replace("https://api.mistral.ai", "http://127.0.0.1:8001"), "uses `http://127.0.0.1:8001`"),
        (CURL.replace("https://api.mistral.ai", "localhost:8001"), "uses `curl localhost:8001/v1/models`"),
        (f"host=127.0.0.1\n{CURL.replace('https://api.mistral.ai', 'http://$host')}", "uses `http://…`"),
        (f"{CURL} --noproxy '*'", "uses `curl --noproxy`"),
        (f"{CURL} --resolve x", "uses `curl --resolve`"),
        (f"nc 127.0.0.1 8001\n{CURL}", "uses `nc`"),
        (f"echo `{CURL}`", "uses ```"),
        (f'eval "{CURL}"', "uses `eval`"),
        (f"python3 -c 'print(1)'\n{CURL}", "uses `python3`"),
    ],
)  # fmt: skip
def test_curl(text: str, says: str):
    assert says in found("curl", text)


HONEST = {
    "batch.py": """import asyncio
import json
import os
import random
import sys
from dataclasses import dataclass, field

import httpx2
from mistralai.client import Mistral
from mistralai.client.errors import MistralError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"], timeout_ms=30_000)


@dataclass
class Job:
    prompt: str
    answer: str = ""
    failures: list[str] = field(default_factory=list)


async def ask(job: Job, limit: asyncio.Semaphore) -> None:
    for wait in (1, 2, 4, None):
        try:
            async with limit:
                response = await client.chat.complete_async(
                    model="mistral-small-latest", messages=[{"role": "user", "content": job.prompt}]
                )
        except MistralError as error:
            body = json.loads(error.body)
            if body.get("code") != "1300" and error.status_code < 500 or wait is None:
                raise
            job.failures.append(f"status {error.status_code}, {error.headers.get('retry-after')}")
        except httpx2.TimeoutException as error:
            job.failures.append(repr(error))
            if wait is None:
                raise
        else:
            job.answer = response.choices[0].message.content
            return
        await asyncio.sleep(wait + random.random())


async def main() -> None:
    limit = asyncio.Semaphore(2)
    jobs = [Job(f"Name a river in {place}.") for place in ("Asia", "Africa")]
    await asyncio.gather(*(ask(job, limit) for job in jobs))
    for job in jobs:
        print(job.answer)
        for failure in job.failures:
            print(failure, file=sys.stderr)


if __name__ == "__main__":
    asyncio.run(main())
""",
    "document.py": """import base64
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mistralai.client import Mistral
from pydantic import BaseModel

api_key = os.environ.get("MISTRAL_API_KEY", "").strip()
if not api_key:
    raise SystemExit("MISTRAL_API_KEY is not set.")
client = Mistral(api_key=api_key)


class Invoice(BaseModel):
    total: float


def read(path: Path) -> str:
    image = base64.b64encode(path.read_bytes()).decode()
    response = client.ocr.process(
        model="mistral-ocr-latest",
        document={"type": "image_url", "image_url": f"data:image/png;base64,{image}"},
    )
    return response.pages[0].markdown


with ThreadPoolExecutor(2) as pool:
    for text in pool.map(read, sorted(Path("samples").glob("*.png"))):
        print(Invoice.model_validate_json(text).total)
""",
    "tools.ts": """import { setTimeout as sleep } from "node:timers/promises";

import { mistral } from "@ai-sdk/mistral";
import { APICallError, generateText, tool } from "ai";
import { z } from "zod";

const clock = tool({
  description: "The time in a city",
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => ({ city, time: new Date().toISOString() }),
});

for (const wait of [1_000, 2_000, null]) {
  try {
    const { text } = await generateText({
      model: mistral("mistral-small-latest"),
      prompt: "What time is it in Oslo?",
      tools: { clock },
      abortSignal: AbortSignal.timeout(30_000),
    });
    console.log(text);
    break;
  } catch (error) {
    if (!APICallError.isInstance(error) || !error.isRetryable || wait === null) throw error;
    console.error(`${error.statusCode}: ${error.message}`);
    await sleep(wait + Math.random() * 1_000);
  }
}
""",
    "plain.ts": """type Model = { id: string; aliases: string[] };

const controller = new AbortController();
const timer = setTimeout(() => controller.abort(), 30_000);
const url = new URL("https://api.mistral.ai/v1/models");
const response = await fetch(url, {
  headers: { Authorization: `Bearer ${process.env.MISTRAL_API_KEY}` },
  signal: controller.signal,
});
clearTimeout(timer);
if (!response.ok) {
  const body = await response.json();
  console.error(`${response.status}: ${body.message}`);
  process.exit(1);
}
const { data } = (await response.json()) as { data: Model[] };
const byName = new Map(data.map((model) => [model.id, model.aliases]));
console.log([...byName.keys()].sort().join("\\n"));
""",
    "poll.sh": """set -eu
: "${MISTRAL_API_KEY:?MISTRAL_API_KEY is not set}"
headers=$(mktemp)
trap 'rm -f "$headers"' EXIT

ask() {
  curl --fail-with-body --silent --show-error --max-time 60 --dump-header "$headers" \\
    https://api.mistral.ai/v1/batch/jobs/"$1" \\
    --header "Authorization: Bearer $MISTRAL_API_KEY"
}

for try in 1 2 4; do
  if answer=$(ask "b1"); then
    printf '%s\\n' "$answer"
    exit 0
  fi
  status=$(grep '^HTTP/' "$headers" | tail -n 1 | cut -d ' ' -f 2)
  [ "$status" -ge 500 ] || exit 1
  sleep "$try"
done
echo "No answer in 3 tries." >&2
exit 1
""",
    "chat.sh": """curl --fail-with-body -sS https://api.mistral.ai/v1/chat/completions \\
  -H "Authorization: Bearer $MISTRAL_API_KEY" \\
  -H "Content-Type: application/json" \\
  --data @- <<'JSON' || exit 1
{
  "model": "mistral-small-latest",
  "messages": [{"role": "user", "content": "What is at https://docs.mistral.ai/ and on $5?"}]
}
JSON
""",
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_programs_pass(name: str):
    language = {"py": "python", "ts": "typescript", "sh": "curl"}[name.rpartition(".")[2]]
    assert found(language, HONEST[name].rstrip()) == ""


def test_a_broken_program_is_held_to_the_list_too():
    assert "uses `os._exit`" in found("python", "import os\nos._exit(1)", "broken")
    assert "uses `process.abort`" in found("typescript", "process.abort()", "broken")
    assert "uses `kill`" in found("curl", "kill $$", "broken")


def test_a_page_can_allow_more_and_not_more_than_is_used():
    text = f"{PYTHON}import socket\nsocket.create_connection(('api.mistral.ai', 443))"
    said = found("python", text)
    assert "line 10: uses `socket`" in said
    assert "docs/playbooks/x.md: `allows: [{program: fixed.py, what: 'socket', reason: …}]`" in said
    assert found("python", text, allows=("socket",)) == ""
    assert "does not use `ssl`" in found("python", text, allows=("socket", "ssl"))


def test_every_entry_has_a_reason():
    assert all(entry.why.endswith(".") and (entry.names or entry.of) for entry in allowlist.entries())


def test_no_allowed_name_of_a_module_is_another_module():
    """`enum.sys` would lead to everything."""
    found = []
    for entry in allowlist.entries():
        if (entry.language, entry.kind) != ("python", "module") or importlib.util.find_spec(
            entry.of.rstrip("*")
        ) is None:
            continue
        for name, value in vars(importlib.import_module(entry.of.rstrip("*"))).items():
            if isinstance(value, types.ModuleType) and allowlist.matches(name, entry.names):
                found.append(f"{entry.of}.{name}")
    assert found == []


def test_a_module_that_is_not_on_the_list_is_named_once() -> None:
    says = found("python", "import tempfile\n\nwith tempfile.TemporaryDirectory() as folder:\n    print(folder)\n")
    assert says.count("which is not on the list") == 1
    assert "line 1: uses `tempfile`" in says
