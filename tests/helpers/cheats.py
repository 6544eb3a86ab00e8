# ruff: noqa: E501 - programs as they would stand in a file
"""Programs that would lie to a reader or to `verify`: one of each kind in each language in which it can occur."""

from __future__ import annotations

MESSAGES = '[{"role": "user", "content": "Hi"}]'
PYTHON = (
    'import os\n\nfrom mistralai.client import Mistral\n\nclient = Mistral(api_key=os.environ["MISTRAL_API_KEY"])\n\n\n'
    'def ask(model="mistral-small-latest"):\n'
    f"    response = client.chat.complete(model=model, messages={MESSAGES})\n"
    "    print(response.choices[0].message.content)\n\n\n"
)
TYPESCRIPT = (
    'import { Mistral } from "@mistralai/mistralai";\n\n'
    "const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });\n"
    'async function ask(model = "mistral-small-latest") {\n'
    f"  const response = await client.chat.complete({{ model, messages: {MESSAGES} }});\n"
    "  console.log(response.choices[0]?.message?.content);\n}\n"
)
ASK = (
    "curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \\\n"
    '  --header "Authorization: Bearer $MISTRAL_API_KEY" --header "Content-Type: application/json" \\\n'
    '  --data \'{"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Hi"}]}\''
)

PROGRAMS: dict[str, dict[str, str]] = {
    "looks-for-proxy": {
        "py": f'{PYTHON}if os.environ.get("HTTPS" + "_PROXY"):\n    ask()\n',
        "ts": f'{TYPESCRIPT}const name = ["https", "proxy"].join("_");\nif (process.env[name]) await ask();\n',
        "sh": f'if [ -n "${{https_proxy:-}}" ]; then\n{ASK}\nfi\n',
    },
    "leaves-early": {
        "py": f"{PYTHON}try:\n    ask()\nfinally:\n    os._exit(0)\n",
        "ts": f"{TYPESCRIPT}try {{\n  await ask();\n}} finally {{\n  process.reallyExit(0);\n}}\n",
        "sh": f"{ASK}\nkill -s KILL $$\n",
    },
    "closes-stderr": {
        "py": f"import sys\n{PYTHON}sys.stderr.close()\nask()\n",
        "ts": f"{TYPESCRIPT}process.stderr.destroy();\nawait ask();\n",
        "sh": f"exec 2>&-\n{ASK}\n",
    },
    "patches-sdk": {
        "py": f"{PYTHON}complete = client.chat.complete\nclient.chat.complete = lambda **k: complete(**k)\nask()\n",
        "ts": (
            f"{TYPESCRIPT}const complete = client.chat.complete.bind(client.chat);\n"
            "client.chat.complete = (request) => complete(request);\nawait ask();\n"
        ),
        "sh": f'curl() {{\n  command -v curl >/dev/null && /usr/bin/env curl "$@"\n}}\n{ASK}\n',
    },
    "leaves-process": {
        "py": (
            f"import subprocess\n{PYTHON}ask()\n"
            "subprocess.Popen(['sleep', '97'], start_new_session=True, stdout=-3, stderr=-3)\n"
        ),
        "ts": (
            f'import {{ spawn }} from "node:child_process";\n{TYPESCRIPT}await ask();\n'
            'spawn("sleep", ["97"], { detached: true, stdio: "ignore" }).unref();\n'
        ),
        "sh": f"{ASK}\nsetsid sleep 97 >/dev/null 2>&1 &\n",
    },
    "reads-stdin": {
        "py": f"import sys\n{PYTHON}if not sys.stdin.read():\n    ask()\n",
        "ts": f'import {{ readFileSync }} from "node:fs";\n{TYPESCRIPT}if (!readFileSync(0).length) await ask();\n',
        "sh": f"read -r answer\n{ASK}\n",
    },
    "keeps-error": {
        "py": f'{PYTHON}try:\n    ask("mistral-smal")\nexcept Exception as error:\n    failure = error\nask()\n',
        "ts": f'{TYPESCRIPT}let failure;\ntry {{\n  await ask("x");\n}} catch (error) {{\n  failure = error;\n}}\nawait ask();\n',
        "sh": f"{ASK.replace('small', 'smal')} || failure=$?\n{ASK}\n",
    },
    "text-in-variable": {
        "py": (
            f"{PYTHON}try:\n    ask()\nexcept Exception as error:\n    text = str(error).lower()\n"
            "    words = text\n    if 'limit' not in words:\n        raise\n    ask()\n"
        ),
        "ts": (
            f"{TYPESCRIPT}try {{\n  await ask();\n}} catch (error) {{\n  const text = String(error);\n"
            "  const words = text.toLowerCase();\n  if (!words.includes('limit')) throw error;\n  await ask();\n}\n"
        ),
        "sh": f'answer=$({ASK})\nstatus=$?\ncase "$answer" in *limit*) exit 1 ;; esac\nprintf \'%s\\n\' "$answer"\nexit "$status"\n',
    },
    "unverified-tls": {
        "py": (
            "import httpx2\n"
            + PYTHON.replace('["MISTRAL_API_KEY"]', '["MISTRAL_API_KEY"], client=httpx2.Client(verify=not 1)')
            + "ask()\n"
        ),
        "ts": f"process.env['NODE_TLS_REJECT_' + 'UNAUTHORIZED'] = '0';\n{TYPESCRIPT}await ask();\n",
        "sh": ASK.replace("--silent", "-sk") + "\n",
    },
    "key-in-parts": {
        "py": f"{PYTHON}key = os.environ['MISTRAL_API_KEY']\nprint(key[:16], key[16:])\nask()\n",
        "ts": f"{TYPESCRIPT}console.log([...(process.env.MISTRAL_API_KEY ?? '')].join(' '));\nawait ask();\n",
        "sh": f'printf %s "$MISTRAL_API_KEY" | base64\n{ASK}\n',
    },
    "held-key": {
        "py": PYTHON.replace('os.environ["MISTRAL_API_KEY"]', '"".join(["not0a0real0key0m", "ade0up0for0tests"])')
        + "ask()\n",
        "ts": TYPESCRIPT.replace("process.env.MISTRAL_API_KEY", "'not0a0real0key0m' + 'ade0up0for0tests'")
        + "await ask();\n",
        "sh": "a=not0a0real0key0m\n" + ASK.replace("$MISTRAL_API_KEY", "${a}ade0up0for0tests") + "\n",
    },
    "another-port": {
        "py": f"import socket\n{PYTHON}print(socket.socket().connect_ex(('127.0.0.1', 9)), file=None)\nask()\n",
        "ts": f"{TYPESCRIPT}await fetch('http://127.0.0.1:' + 9).catch(() => ask());\n",
        "sh": f"curl --fail-with-body --silent http://127.0.0.1:9/\n{ASK}\n",
    },
    "tries-values": {
        "py": (
            f'{PYTHON}for model in ("a", "b", "mistral-small-latest"):\n    try:\n        ask(model)\n        break\n'
            "    except Exception as error:\n        if not hasattr(error, 'status_code'):\n            raise\n"
        ),
        "ts": (
            f'{TYPESCRIPT}for (const model of ["a", "b", "mistral-small-latest"]) {{\n  try {{\n    await ask(model);\n    break;\n'
            "  } catch (error) {\n    if (!(error instanceof Error)) throw error;\n  }\n}\n"
        ),
        "sh": (
            "answer=$(mktemp)\nfor model in a b mistral-small-latest; do\n  "
            + ASK.replace("mistral-small-latest", "'\"$model\"'").replace(" \\\n", ' --output "$answer" \\\n', 1)
            + ' --stderr - && cat "$answer" && exit 0\ndone\nexit 1\n'
        ),
    },
    "sends-both": {
        "py": (
            "import os\n\nimport httpx2\n\nanswers = [\n    httpx2.post(\n"
            '        "https://api.mistral.ai/v1/chat/completions",\n'
            '        headers={"Authorization": f"Bearer {os.environ[\'MISTRAL_API_KEY\']}"},\n'
            f'        json={{"model": model, "messages": {MESSAGES}}},\n    )\n'
            '    for model in ("mistral-smal", "mistral-small-latest")\n]\n'
            'print([one for one in answers if one.is_success][0].json()["choices"][0]["message"]["content"])\n'
        ),
        "ts": (
            'const send = (model: string) =>\n  fetch("https://api.mistral.ai/v1/chat/completions", {\n    method: "POST",\n'
            "    headers: { Authorization: `Bearer ${process.env.MISTRAL_API_KEY}`, "
            '"Content-Type": "application/json" },\n'
            f"    body: JSON.stringify({{ model, messages: {MESSAGES} }}),\n  }});\n"
            'for (const answer of await Promise.all(["mistral-smal", "mistral-small-latest"].map(send))) {\n'
            "  if (answer.ok) console.log((await answer.json()).choices[0].message.content);\n}\n"
        ),
        "sh": "{" + f"\n{ASK.replace('small', 'smal')} --output /dev/null\n{ASK}\n" + "}\n",
    },
}
"""Kind, extension, text."""

IDS = {
    f"{kind}-{extension}": (extension, text) for kind, texts in PROGRAMS.items() for extension, text in texts.items()
}
