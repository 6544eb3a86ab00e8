# ruff: noqa: E501 - programs as they would stand in a file
"""Programs that try values until one is accepted, or that take a sign of the mock for success; and honest neighbours."""

from __future__ import annotations

from .cheats import ASK, PYTHON, TYPESCRIPT

TRIES = "tries other values"
HEADER = "uses `header"
ANSWERED = "decides by what the model answered"
ASK_PY = PYTHON.replace("    print(response.", "    return str(response.").replace("content)\n", "content)\n")
ASK_TS = TYPESCRIPT.replace(
    "  console.log(response.choices[0]?.message?.content);\n", "  return response.choices[0]?.message?.content;\n"
)
ERRORS = "from mistralai.client.errors import MistralError\n"
ERRORS_TS = 'import { MistralError } from "@mistralai/mistralai/models/errors";\n'
HTTPX = "import os\n\nimport httpx\n\nheaders = {'Authorization': f\"Bearer {os.environ['MISTRAL_API_KEY']}\"}\nurl = 'https://api.mistral.ai/v1/chat/completions'\n\n\ndef body(model):\n    return {'model': model, 'messages': [{'role': 'user', 'content': 'Hi'}]}\n\n\n"
FETCH = "const send = (model: string) =>\n  fetch('https://api.mistral.ai/v1/chat/completions', { method: 'POST', headers: { Authorization: `Bearer ${process.env.MISTRAL_API_KEY}` }, body: JSON.stringify({ model, messages: [] }) });\n"
WRONG = ASK.replace("small", "smal")
MODEL_SH = ASK.replace('"model": "mistral-small-latest"', '"model": "\'"$model"\'"')
CODE_SH = " --output answer.json --write-out '%{http_code}'"
LARGE = ASK.replace("small", "large")
M = "('mistral-smal', 'mistral-small-latest')"

REFUSED: dict[str, tuple[str, str, str]] = {
    # A condition in a shell.
    "if-then": ("sh", TRIES, f"if {WRONG}; then\n  exit 0\nfi\n{ASK}\n"),
    "if-else": ("sh", TRIES, f"if {WRONG}; then\n  echo done\nelse\n{ASK}\nfi\n"),
    "if-not": ("sh", TRIES, f"if ! {WRONG}; then\n  echo again >&2\n  {ASK}\nfi\n"),
    "or": ("sh", TRIES, f"{WRONG} || {ASK}\n"),
    "or-block": ("sh", TRIES, f"{WRONG} || {{\n  echo again >&2\n  {ASK}\n}}\n"),
    "and-exit": ("sh", TRIES, f"{WRONG} && exit 0\n{ASK}\n"),
    "while-not": ("sh", TRIES, f"model=smal\nwhile ! {MODEL_SH}; do\n  model=mistral-${{model}}l-latest\ndone\n"),
    "until": (
        "sh",
        TRIES,
        f'size=9\nuntil {ASK.replace("Hi", "Hi")} --form size="$size"; do\n  size=$((size - 1))\ndone\n',
    ),
    "for-break": ("sh", TRIES, f"for model in smal mistral-small-latest; do\n  {MODEL_SH} && break\ndone\n"),
    "for-status": (
        "sh",
        TRIES,
        f'for model in smal mistral-small-latest; do\n  code=$({MODEL_SH}{CODE_SH})\n  if [ "$code" = 200 ]; then\n    cat answer.json\n    exit 0\n  fi\ndone\nexit 1\n',
    ),
    "for-case": (
        "sh",
        TRIES,
        f'for model in smal mistral-small-latest; do\n  code=$({MODEL_SH}{CODE_SH})\n  case "$code" in\n    2??) cat answer.json; exit 0 ;;\n    *) echo "$model: $code" >&2 ;;\n  esac\ndone\nexit 1\n',
    ),
    "function-or": (
        "sh",
        TRIES,
        f"ask() {{\n  {ASK.replace('mistral-small-latest', chr(39) + chr(34) + '$1' + chr(34) + chr(39))}\n}}\nask smal || ask mistral-small-latest\n",
    ),
    "assigned-or": ("sh", TRIES, f"answer=$({WRONG}) || answer=$({ASK})\nprintf '%s\\n' \"$answer\"\n"),
    "status-other": ("sh", TRIES, f'answer=$({WRONG})\nstatus=$?\nif [ "$status" -ne 0 ]; then\n  {ASK}\nfi\n'),
    "empty-other": ("sh", TRIES, f'answer=$({WRONG})\n[ -n "$answer" ] || {ASK}\n'),
    # Loops in Python.
    "for-continue": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + "for model in ('mistral-smal', 'mistral-small-latest'):\n    try:\n        print(ask(model))\n        break\n    except MistralError:\n        continue\n",
    ),
    "for-print": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + "for model in ('mistral-smal', 'mistral-small-latest'):\n    try:\n        answer = ask(model)\n    except MistralError as error:\n        print(model, error.status_code)\n        continue\n    print(answer)\n    break\nelse:\n    raise SystemExit(1)\n",
    ),
    "for-422": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + "for model in ('mistral-smal', 'mistral-small-latest'):\n    try:\n        print(ask(model))\n        break\n    except MistralError as error:\n        if error.status_code not in (400, 422):\n            raise\n",
    ),
    "for-dict": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + "last = None\nfor model, size in {'mistral-smal': 1, 'mistral-small-latest': 2}.items():\n    try:\n        print(ask(model), size)\n        raise SystemExit(0)\n    except MistralError as error:\n        last = error\nprint(last)\n",
    ),
    "next": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + "def attempt(model):\n    try:\n        return ask(model)\n    except MistralError as error:\n        print(model, error.status_code)\n        return None\n\n\nprint(next(a for a in map(attempt, ['mistral-smal', 'mistral-small-latest']) if a))\n",
    ),
    "any": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + "def attempt(model):\n    try:\n        print(ask(model))\n        return True\n    except MistralError as error:\n        print(model, error.status_code)\n        return False\n\n\nif not any(attempt(model) for model in ['mistral-smal', 'mistral-small-latest']):\n    raise SystemExit(1)\n",
    ),
    "or-py": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + "def attempt(model):\n    try:\n        return ask(model)\n    except MistralError as error:\n        print(error.status_code)\n\n\nprint(attempt('mistral-smal') or attempt('mistral-small-latest'))\n",
    ),
    "recursion": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + "def attempt(models):\n    try:\n        return ask(models[0])\n    except MistralError as error:\n        print(error.status_code)\n        return attempt(models[1:])\n\n\nprint(attempt(['mistral-smal', 'mistral-small-latest']))\n",
    ),
    "nested": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + "try:\n    print(ask('mistral-smal'))\nexcept MistralError:\n    print(ask('mistral-small-latest'))\n",
    ),
    "while-pop": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + "models = ['mistral-small-latest', 'mistral-smal']\nanswer = None\nwhile answer is None:\n    model = models.pop()\n    try:\n        answer = ask(model)\n    except MistralError as error:\n        print(error.status_code)\nprint(answer)\n",
    ),
    "shrink": (
        "py",
        TRIES,
        ERRORS
        + PYTHON
        + "messages = [{'role': 'user', 'content': 'Hi'}, {'role': 'user', 'content': 'Hi'}]\nwhile True:\n    try:\n        print(client.chat.complete(model='mistral-small-latest', messages=messages))\n        break\n    except MistralError as error:\n        print(error.status_code)\n        messages.pop()\n",
    ),
    "flag": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + "done = False\nfor model in ('mistral-smal', 'mistral-small-latest'):\n    if not done:\n        try:\n            print(ask(model))\n            done = True\n        except MistralError as error:\n            print(error.status_code)\n",
    ),
    "then-if": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + "answer = None\ntry:\n    answer = ask('mistral-smal')\nexcept MistralError as error:\n    print(error.status_code)\nif answer is None:\n    answer = ask('mistral-small-latest')\nprint(answer)\n",
    ),
    "httpx-break": (
        "py",
        TRIES,
        HTTPX
        + "for model in ('mistral-smal', 'mistral-small-latest'):\n    response = httpx.post(url, headers=headers, json=body(model))\n    if response.is_success:\n        print(response.text)\n        break\n",
    ),
    "httpx-continue": (
        "py",
        TRIES,
        HTTPX
        + "for model in ('mistral-smal', 'mistral-small-latest'):\n    response = httpx.post(url, headers=headers, json=body(model))\n    if response.status_code >= 400:\n        continue\n    print(response.text)\n    raise SystemExit(0)\nraise SystemExit(1)\n",
    ),
    "httpx-other": (
        "py",
        TRIES,
        HTTPX
        + "response = httpx.post(url, headers=headers, json=body('mistral-smal'))\nif not response.is_success:\n    response = httpx.post(url, headers=headers, json=body('mistral-small-latest'))\nresponse.raise_for_status()\nprint(response.text)\n",
    ),
    "continue-all": (
        "py",
        "swallows an error",
        ERRORS
        + ASK_PY
        + "for model in ('mistral-smal', 'mistral-small-latest'):\n    try:\n        print(ask(model))\n    except MistralError:\n        continue\n",
    ),
    "gathered": (
        "py",
        TRIES,
        "import asyncio\n"
        + PYTHON
        + "async def go():\n    results = await asyncio.gather(*(asyncio.to_thread(ask, m) for m in ('mistral-smal', 'mistral-small-latest')), return_exceptions=True)\n    print(next(one for one in results if not isinstance(one, Exception)))\n\n\nasyncio.run(go())\n",
    ),
    # Loops in TypeScript.
    "for-of": (
        "ts",
        TRIES,
        ASK_TS
        + "for (const model of ['mistral-smal', 'mistral-small-latest']) {\n  try {\n    console.log(await ask(model));\n    break;\n  } catch (error) {\n    console.error(model, String(error));\n  }\n}\n",
    ),
    "catch-null": (
        "ts",
        "swallows an error",
        ASK_TS
        + "for (const model of ['mistral-smal', 'mistral-small-latest']) {\n  const answer = await ask(model).catch(() => null);\n  if (answer) {\n    console.log(answer);\n    break;\n  }\n}\n",
    ),
    "catch-print": (
        "ts",
        TRIES,
        ASK_TS
        + "for (const model of ['mistral-smal', 'mistral-small-latest']) {\n  const answer = await ask(model).catch((error) => {\n    console.error(String(error));\n    return null;\n  });\n  if (answer) {\n    console.log(answer);\n    break;\n  }\n}\n",
    ),
    "promise-any": (
        "ts",
        TRIES,
        ASK_TS
        + "console.log(await Promise.any(['mistral-smal', 'mistral-small-latest'].map((model) => ask(model))));\n",
    ),
    "settled-find": (
        "ts",
        TRIES,
        ASK_TS
        + "const results = await Promise.allSettled(['mistral-smal', 'mistral-small-latest'].map(ask));\nconst one = results.find((result) => result.status === 'fulfilled');\nconsole.log(one);\n",
    ),
    "catch-other": (
        "ts",
        TRIES,
        ASK_TS + "console.log(await ask('mistral-smal').catch(() => ask('mistral-small-latest')));\n",
    ),
    "catch-chain": (
        "ts",
        TRIES,
        ASK_TS
        + "const answer = await ['mistral-small-latest', 'mistral-small'].reduce((before, model) => before.catch(() => ask(model)), ask('mistral-smal'));\nconsole.log(answer);\n",
    ),
    "recursion-ts": (
        "ts",
        TRIES,
        ERRORS_TS
        + ASK_TS
        + "async function first([model, ...rest]: string[]): Promise<unknown> {\n  try {\n    return await ask(model);\n  } catch (error) {\n    if (!rest.length) throw error;\n    return first(rest);\n  }\n}\nconsole.log(await first(['mistral-smal', 'mistral-small-latest']));\n",
    ),
    "fetch-ok": (
        "ts",
        TRIES,
        FETCH
        + "for (const model of ['mistral-smal', 'mistral-small-latest']) {\n  const response = await send(model);\n  if (!response.ok) continue;\n  console.log(await response.json());\n  break;\n}\n",
    ),
    "nullish-ts": (
        "ts",
        TRIES,
        ASK_TS
        + "async function attempt(model: string) {\n  try {\n    return await ask(model);\n  } catch (error) {\n    console.error(String(error));\n    return null;\n  }\n}\nconsole.log((await attempt('mistral-smal')) ?? (await attempt('mistral-small-latest')));\n",
    ),
    # Another sign than the status.
    "content-length-py": (
        "py",
        HEADER,
        HTTPX
        + "response = httpx.post(url, headers=headers, json=body('mistral-small-latest'))\nif int(response.headers['content-length']) < 300:\n    raise SystemExit(1)\nprint(response.text)\n",
    ),
    "connection-py": (
        "py",
        HEADER,
        HTTPX
        + "response = httpx.post(url, headers=headers, json=body('mistral-small-latest'))\nif response.headers.get('connection') != 'close':\n    print(response.text)\n",
    ),
    "names-py": (
        "py",
        HEADER,
        HTTPX
        + "response = httpx.post(url, headers=headers, json=body('mistral-small-latest'))\nfor name, value in response.headers.items():\n    if name == 'via':\n        raise SystemExit(1)\nprint(response.text)\n",
    ),
    "count-py": (
        "py",
        HEADER,
        HTTPX
        + "response = httpx.post(url, headers=headers, json=body('mistral-small-latest'))\nif len(response.headers) < 9:\n    print(response.text)\n",
    ),
    "length-py": (
        "py",
        HEADER,
        HTTPX
        + "sent = httpx.post(url, headers=headers, json=body('mistral-small-latest')).headers\nname = 'Content-Length'\nif sent.get(name):\n    raise SystemExit(1)\nprint(sent)\n",
    ),
    "content-length-ts": (
        "ts",
        HEADER,
        FETCH
        + "const { headers } = await send('mistral-small-latest');\nif (Number(headers.get('content-length')) < 300) process.exit(1);\nconsole.log('done');\n",
    ),
    "has-ts": (
        "ts",
        HEADER,
        FETCH
        + "const response = await send('mistral-small-latest');\nif (response.headers.has('connection')) process.exit(1);\nconsole.log(await response.text());\n",
    ),
    "grep-length-sh": (
        "sh",
        "matches an error's text",
        f"{ASK} --dump-header headers.txt\nif grep -qi '^content-length: 1' headers.txt; then\n  exit 1\nfi\n",
    ),
    "written-length-sh": (
        "sh",
        HEADER,
        f"answer=$({ASK} --write-out '%header{{content-length}}')\n[ \"${{answer##* }}\" -lt 99 ] && exit 1\nprintf '%s\\n' \"$answer\"\n",
    ),
    "size-sh": (
        "sh",
        "uses `curl --write-out",
        f"size=$({ASK} --output answer.json --write-out '%{{size_download}}')\n[ \"$size\" -lt 300 ] && exit 1\ncat answer.json\n",
    ),
    "answer-py": (
        "py",
        ANSWERED,
        PYTHON
        + "text = client.chat.complete(model='mistral-small-latest', messages=[]).choices[0].message.content\nif 'sorry' in text.lower():\n    raise SystemExit(1)\nprint(text)\n",
    ),
    "answer-function-py": (
        "py",
        ANSWERED,
        ASK_PY + "if ask().startswith('Hello'):\n    print('It works.')\nelse:\n    raise SystemExit(1)\n",
    ),
    "answer-re-py": (
        "py",
        ANSWERED,
        "import re\n"
        + ASK_PY
        + "answer = ask()\nif not re.search('river|sea', answer):\n    answer = ask('mistral-large-latest')\nprint(answer)\n",
    ),
    "answer-ts": (
        "ts",
        ANSWERED,
        ASK_TS
        + "const answer = await ask();\nif (String(answer).includes('Hello')) console.log('It works.');\nelse process.exit(1);\n",
    ),
    "answer-fetch-ts": (
        "ts",
        ANSWERED,
        FETCH
        + "const { choices } = await (await send('mistral-small-latest')).json();\nif (/river/.test(choices[0].message.content)) process.exit(1);\nconsole.log(choices);\n",
    ),
    "answer-sh": (
        "sh",
        "matches an error's text",
        f'answer=$({ASK})\nprintf \'%s\' "$answer" | grep -q \'"content": *"Hello\' || exit 1\nprintf \'%s\\n\' "$answer"\n',
    ),
    # Relatives.
    "elif": ("sh", TRIES, f"if {WRONG}; then\n  exit 0\nelif {ASK}; then\n  exit 0\nfi\nexit 1\n"),
    "and-or": ("sh", TRIES, f"{WRONG} && echo first || {{ {ASK}; }}\n"),
    "func-silent": ("sh", TRIES, f"ask() {{\n  {WRONG} && return 0\n  {ASK}\n}}\nask\n"),
    "nested-fn": (
        "sh",
        TRIES,
        f"try() {{\n  {MODEL_SH}\n}}\nfor model in smal mistral-small-latest; do\n  try && break\ndone\n",
    ),
    "status-loop": (
        "sh",
        TRIES,
        f'for model in smal mistral-small-latest; do\n  {MODEL_SH} --output answer.json\n  status=$?\n  [ "$status" -eq 0 ] && break\ndone\ncat answer.json\nexit "$status"\n',
    ),
    "file-exists": ("sh", "swallows an error", f"{WRONG} --output answer.json\n[ -s answer.json ] || {LARGE}\n"),
    "sub": ("sh", TRIES, f"answer=$({WRONG} || {ASK})\nprintf '%s\\n' \"$answer\"\n"),
    "body-grep": (
        "sh",
        "matches an error's text",
        f"answer=$({WRONG})\nif ! printf '%s' \"$answer\" | grep -q '\"choices\"'; then\n  {ASK}\nfi\n",
    ),
    "code-grep": (
        "sh",
        "matches an error's text",
        f'answer=$({WRONG})\nif printf \'%s\' "$answer" | grep -q \'"object": *"error"\'; then\n  {ASK}\nfi\n',
    ),
    "while-list": (
        "sh",
        TRIES,
        f'set -- \nn=9\nwhile [ "$n" -gt 0 ]; do\n  if {ASK} --form size="$n"; then\n    break\n  fi\n  n=$((n - 1))\ndone\n',
    ),
    "not-first": ("sh", TRIES, f'failed=0\n{WRONG} || failed=1\nif [ "$failed" = 1 ]; then\n  {ASK}\nfi\n'),
    "code-case": ("sh", TRIES, f'code=$({WRONG}{CODE_SH})\ncase "$code" in\n  200) ;;\n  *) {ASK} ;;\nesac\n'),
    "else-py": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + f"for model in {M}:\n    try:\n        answer = ask(model)\n    except MistralError as error:\n        print(error.status_code)\n    else:\n        print(answer)\n        break\n",
    ),
    "iter-next": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + f"models = iter({M})\nanswer = ''\nwhile not answer:\n    try:\n        answer = ask(next(models))\n    except MistralError as error:\n        print(error.status_code)\nprint(answer)\n",
    ),
    "index": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + f"models = {M}\nplace = 0\nwhile True:\n    try:\n        print(ask(models[place]))\n        break\n    except MistralError as error:\n        print(error.status_code)\n        place += 1\n",
    ),
    "walrus": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + f"def attempt(model):\n    try:\n        return ask(model)\n    except MistralError as error:\n        print(error.status_code)\n        return None\n\n\nfor model in {M}:\n    if (answer := attempt(model)) is not None:\n        print(answer)\n        break\n",
    ),
    "list-first": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + f"answers = []\nfor model in {M}:\n    try:\n        answers.append(ask(model))\n    except MistralError as error:\n        print(error.status_code)\nprint(answers[0])\n",
    ),
    "tuple-result": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + f"def attempt(model):\n    try:\n        return ask(model), None\n    except MistralError as error:\n        return None, error\n\n\nfor model in {M}:\n    answer, failure = attempt(model)\n    if failure is None:\n        print(answer)\n        break\n    print(failure.status_code)\n",
    ),
    "class-method": (
        "py",
        TRIES,
        ERRORS
        + PYTHON
        + f"class Chat:\n    def ask(self, model):\n        return client.chat.complete(model=model, messages=[])\n\n    def first(self, models):\n        for model in models:\n            try:\n                return self.ask(model)\n            except MistralError as error:\n                print(error.status_code)\n        raise SystemExit(1)\n\n\nprint(Chat().first({M}))\n",
    ),
    "return-loop": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + f"def first(models):\n    for model in models:\n        try:\n            return ask(model)\n        except MistralError as error:\n            last = error\n    raise last\n\n\nprint(first({M}))\n",
    ),
    "product": (
        "py",
        TRIES,
        "import itertools\n"
        + ERRORS
        + PYTHON
        + f"for model, seed in itertools.product({M}, (1, 2)):\n    try:\n        print(client.chat.complete(model=model, random_seed=seed, messages=[]))\n    except MistralError as error:\n        print(error.status_code)\n    else:\n        raise SystemExit\n",
    ),
    "temp": (
        "py",
        TRIES,
        ERRORS
        + PYTHON
        + "size = 64\nwhile size:\n    try:\n        print(client.chat.complete(model='mistral-small-latest', messages=[], max_tokens=size))\n        break\n    except MistralError as error:\n        print(error.status_code)\n        size //= 2\n",
    ),
    "kwargs": (
        "py",
        TRIES,
        ERRORS
        + PYTHON
        + "for extra in ({'random_seed': 1}, {'safe_prompt': True}, {}):\n    try:\n        print(client.chat.complete(model='mistral-small-latest', messages=[], **extra))\n        break\n    except MistralError as error:\n        print(error.status_code)\n",
    ),
    "dict-del": (
        "py",
        TRIES,
        ERRORS
        + PYTHON
        + "request = {'model': 'mistral-small-latest', 'messages': [], 'random_seed': 1, 'top_p': 0}\nfor name in ('random_seed', 'top_p'):\n    try:\n        print(client.chat.complete(**request))\n        break\n    except MistralError as error:\n        print(error.status_code)\n        del request[name]\n",
    ),
    "raise-for-status": (
        "py",
        TRIES,
        HTTPX
        + f"for model in {M}:\n    try:\n        response = httpx.post(url, headers=headers, json=body(model))\n        response.raise_for_status()\n        print(response.text)\n        break\n    except httpx.HTTPStatusError as error:\n        print(error.response.status_code)\n",
    ),
    "openai": (
        "py",
        TRIES,
        "import os\n\nfrom openai import APIStatusError, OpenAI\n\nclient = OpenAI(api_key=os.environ['MISTRAL_API_KEY'], base_url='https://api.mistral.ai/v1')\n"
        + f"for model in {M}:\n    try:\n        print(client.chat.completions.create(model=model, messages=[]))\n        break\n    except APIStatusError as error:\n        print(error.status_code)\n",
    ),
    "choices-key": (
        "py",
        TRIES,
        HTTPX
        + f"for model in {M}:\n    data = httpx.post(url, headers=headers, json=body(model)).json()\n    if 'choices' in data:\n        print(data)\n        break\n",
    ),
    "match-status": (
        "py",
        TRIES,
        HTTPX
        + f"for model in {M}:\n    response = httpx.post(url, headers=headers, json=body(model))\n    match response.status_code:\n        case 200:\n            print(response.text)\n            break\n        case _:\n            print(response.status_code)\n",
    ),
    "status-var": (
        "py",
        TRIES,
        HTTPX
        + f"for model in {M}:\n    response = httpx.post(url, headers=headers, json=body(model))\n    status = response.status_code\n    if status == 200:\n        print(response.text)\n        break\n",
    ),
    "while-status": (
        "py",
        TRIES,
        HTTPX
        + "status, size = 0, 9\nwhile status != 200:\n    response = httpx.post(url, headers=headers, json={'max_tokens': size})\n    status = response.status_code\n    size -= 1\nprint(response.text)\n",
    ),
    "as-completed": (
        "py",
        TRIES,
        "from concurrent.futures import ThreadPoolExecutor, as_completed\n"
        + ASK_PY
        + f"with ThreadPoolExecutor() as pool:\n    for future in as_completed([pool.submit(ask, model) for model in {M}]):\n        if future.exception() is None:\n            print(future.result())\n            break\n",
    ),
    "for-in-ts": (
        "ts",
        TRIES,
        ASK_TS
        + "const models = { a: 'mistral-smal', b: 'mistral-small-latest' };\nlet answer: unknown;\nfor (const model of Object.values(models)) {\n  try {\n    answer ??= await ask(model);\n  } catch (error) {\n    console.error(String(error));\n  }\n}\nconsole.log(answer);\n",
    ),
    "while-shift-ts": (
        "ts",
        TRIES,
        ASK_TS
        + "const models = ['mistral-smal', 'mistral-small-latest'];\nlet done = false;\nwhile (!done) {\n  try {\n    console.log(await ask(models.shift()));\n    done = true;\n  } catch (error) {\n    console.error(String(error));\n  }\n}\n",
    ),
    "some-ts": (
        "ts",
        TRIES,
        ASK_TS
        + "const attempt = async (model: string) => {\n  try {\n    console.log(await ask(model));\n    return true;\n  } catch (error) {\n    console.error(String(error));\n    return false;\n  }\n};\nfor (const model of ['mistral-smal', 'mistral-small-latest']) if (await attempt(model)) break;\n",
    ),
    "then-else-ts": (
        "ts",
        TRIES,
        ASK_TS + "await ask('mistral-smal').then(console.log, () => ask('mistral-small-latest').then(console.log));\n",
    ),
    "fetch-status-ts": (
        "ts",
        TRIES,
        FETCH
        + "let response = await send('mistral-smal');\nif (response.status !== 200) response = await send('mistral-small-latest');\nconsole.log(await response.json());\n",
    ),
    "ternary-ts": (
        "ts",
        TRIES,
        FETCH
        + "const first = await send('mistral-smal');\nconst response = first.ok ? first : await send('mistral-small-latest');\nconsole.log(await response.json());\n",
    ),
    "settled-filter-ts": (
        "ts",
        TRIES,
        ASK_TS
        + "const results = await Promise.allSettled(['mistral-smal', 'mistral-small-latest'].map((model) => ask(model)));\nfor (const result of results) {\n  if (result.status === 'fulfilled') {\n    console.log(result.value);\n    break;\n  }\n}\n",
    ),
    "vercel-ts": (
        "ts",
        TRIES,
        "import { createMistral } from '@ai-sdk/mistral';\nimport { generateText } from 'ai';\n\nconst mistral = createMistral({ apiKey: process.env.MISTRAL_API_KEY });\nfor (const model of ['mistral-smal', 'mistral-small-latest']) {\n  try {\n    const { text } = await generateText({ model: mistral(model), prompt: 'Hi' });\n    console.log(text);\n    break;\n  } catch (error) {\n    console.error(String(error));\n  }\n}\n",
    ),
    "header-iter-ts": (
        "ts",
        HEADER,
        FETCH
        + "const response = await send('mistral-small-latest');\nfor (const [name] of response.headers) if (name === 'keep-alive') process.exit(1);\nconsole.log(await response.json());\n",
    ),
    "header-spread-ts": (
        "ts",
        HEADER,
        FETCH
        + "const response = await send('mistral-small-latest');\nif ([...response.headers].length < 9) process.exit(1);\nconsole.log(await response.json());\n",
    ),
    "header-error-py": (
        "py",
        HEADER,
        ERRORS
        + ASK_PY
        + "try:\n    print(ask())\nexcept MistralError as error:\n    if int(error.headers.get('content-length', 0)) > 90:\n        raise\n    print('fine')\n",
    ),
    "body-length": (
        "py",
        ANSWERED,
        HTTPX
        + "response = httpx.post(url, headers=headers, json=body('mistral-small-latest'))\nif len(response.content) < 300:\n    raise SystemExit(1)\nprint(response.text)\n",
    ),
    "usage": ("py", ANSWERED, ASK_PY + "answer = ask()\nassert answer == 'This is a mock answer.'\nprint(answer)\n"),
    "answer-len": (
        "py",
        ANSWERED,
        ASK_PY + "answer = ask()\nif len(answer) != 23:\n    raise SystemExit(1)\nprint(answer)\n",
    ),
    "answer-lower-in": (
        "py",
        ANSWERED,
        ASK_PY
        + "answer = ask()\nknown = ('Hello', 'Hi')\nif answer not in known:\n    raise SystemExit(1)\nprint(answer)\n",
    ),
    "answer-ternary-ts": (
        "ts",
        ANSWERED,
        ASK_TS
        + "const answer = String(await ask());\nprocess.exitCode = answer.startsWith('I') ? 0 : 1;\nconsole.log(answer);\n",
    ),
    "answer-some-ts": (
        "ts",
        ANSWERED,
        ASK_TS
        + "const answer = String(await ask());\nif (!['Hello', 'Hi'].includes(answer)) throw new Error('wrong');\nconsole.log(answer);\n",
    ),
    "answer-langchain": (
        "py",
        ANSWERED,
        "from langchain_mistralai import ChatMistralAI\n\nmodel = ChatMistralAI(model='mistral-small-latest')\nanswer = model.invoke('Hi')\nif 'Hello' not in answer.content:\n    raise SystemExit(1)\nprint(answer.content)\n",
    ),
    "header-json-sh": ("sh", "uses `curl --write-out", f"{ASK} --write-out '%{{header_json}}'\n"),
    "xargs-less-loop-3": (
        "sh",
        TRIES,
        f"for model in smal mistral-small-latest; do\n  if answer=$({MODEL_SH}); then\n    printf '%s\\n' \"$answer\"\n    exit 0\n  fi\ndone\nexit 1\n",
    ),
    "echo-fail-3": ("sh", TRIES, f"{WRONG} || echo 'first failed' >&2\n{ASK}\n"),
    "not-eq-200-andand-3": ("sh", TRIES, f'code=$({WRONG}{CODE_SH})\n[ "$code" != 200 ] && {ASK}\ncat answer.json\n'),
    "code-422-3": (
        "sh",
        TRIES,
        f'for model in smal mistral-small-latest; do\n  code=$({MODEL_SH}{CODE_SH})\n  [ "$code" = 422 ] || break\ndone\ncat answer.json\n',
    ),
    "until-ok-3": (
        "sh",
        TRIES,
        f'code=0\nn=9\nuntil [ "$code" = 200 ]; do\n  code=$({ASK}{CODE_SH} --form n="$n")\n  n=$((n - 1))\ndone\ncat answer.json\n',
    ),
    "while-code-3": (
        "sh",
        TRIES,
        f'n=9\ncode=500\nwhile [ "$code" -ge 400 ]; do\n  n=$((n - 1))\n  code=$({ASK}{CODE_SH} --form n="$n")\ndone\ncat answer.json\n',
    ),
    "content-type-sh-3": (
        "sh",
        "matches an error's text",
        f'type=$({ASK}{CODE_SH.replace("http_code", "content_type")})\n[ "$type" = text/html ] && exit 1\ncat answer.json\n',
    ),
    "wc-3": (
        "sh",
        "matches an error's text",
        f'answer=$({ASK})\n[ "${{#answer}}" -gt 300 ] || exit 1\nprintf \'%s\' "$answer"\n',
    ),
    "ok-none-3": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + f"answer = None\nfor model in {M}:\n    if answer is not None:\n        break\n    try:\n        answer = ask(model)\n    except MistralError as error:\n        print(error.status_code)\nprint(answer)\n",
    ),
    "zip-3": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + f"for model, name in zip({M}, 'ab'):\n    try:\n        text = ask(model)\n    except MistralError as error:\n        print(name, error.status_code)\n        continue\n    raise SystemExit(text)\n",
    ),
    "status-in-3": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + f"for model in {M}:\n    try:\n        print(ask(model))\n        break\n    except MistralError as error:\n        if error.status_code >= 500:\n            raise\n",
    ),
    "all-but-401-3": (
        "py",
        TRIES,
        ERRORS
        + ASK_PY
        + f"for model in {M}:\n    try:\n        print(ask(model))\n        break\n    except MistralError as error:\n        if error.status_code in (401, 429, 500):\n            raise\n",
    ),
    "async-3": (
        "py",
        TRIES,
        "import asyncio\n"
        + ERRORS
        + f"import os\n\nfrom mistralai.client import Mistral\n\n\nasync def main():\n    async with Mistral(api_key=os.environ['MISTRAL_API_KEY']) as client:\n        for model in {M}:\n            try:\n                response = await client.chat.complete_async(model=model, messages=[])\n            except MistralError as error:\n                print(error.status_code)\n            else:\n                return print(response.choices[0].message.content)\n\n\nasyncio.run(main())\n",
    ),
    "litellm-3": (
        "py",
        TRIES,
        f"from litellm import completion\n\nfor model in {M}:\n    try:\n        print(completion(model='mistral/' + model, messages=[]))\n        break\n    except Exception as error:\n        print(type(error))\n",
    ),
    "requests-if-3": (
        "py",
        TRIES,
        HTTPX.replace("httpx", "requests")
        + f"for model in {M}:\n    response = requests.post(url, headers=headers, json=body(model), timeout=9)\n    if response.ok:\n        print(response.text)\n    else:\n        continue\n    break\n",
    ),
    "session-3": (
        "py",
        TRIES,
        HTTPX
        + f"with httpx.Client(headers=headers) as http:\n    for model in {M}:\n        response = http.post(url, json=body(model))\n        if response.status_code == 200:\n            print(response.text)\n            raise SystemExit\n",
    ),
    "any-ok-3": (
        "py",
        TRIES,
        HTTPX
        + f"responses = [httpx.post(url, headers=headers, json=body(model)) for model in {M}]\nprint(next(one for one in responses if one.is_success).text)\n",
    ),
    "reduce-3": (
        "ts",
        TRIES,
        ASK_TS
        + "let answer: unknown = null;\nfor (const model of ['mistral-smal', 'mistral-small-latest']) answer = answer ?? (await ask(model).catch((error) => void console.error(String(error))));\nconsole.log(answer);\n",
    ),
    "find-ok-3": (
        "ts",
        TRIES,
        FETCH
        + "const all = await Promise.all(['mistral-smal', 'mistral-small-latest'].map(send));\nconst good = all.find((response) => response.ok);\nconsole.log(await good?.json());\n",
    ),
    "for-idx-3": (
        "ts",
        TRIES,
        ASK_TS
        + "const models = ['mistral-smal', 'mistral-small-latest'];\nfor (let n = 0; n < models.length; n++) {\n  try {\n    console.log(await ask(models[n]));\n    process.exit(0);\n  } catch (error) {\n    console.error(String(error));\n  }\n}\n",
    ),
    "label-3": (
        "ts",
        TRIES,
        ASK_TS
        + "async function first(models: string[]) {\n  for (const model of models) {\n    try {\n      return await ask(model);\n    } catch {\n      console.error(model);\n    }\n  }\n  throw new Error('none');\n}\nconsole.log(await first(['mistral-smal', 'mistral-small-latest']));\n",
    ),
    "catch-method-3": (
        "ts",
        TRIES,
        ASK_TS
        + "const retry = (models: string[]): Promise<unknown> => ask(models[0]).catch((error) => (models.length > 1 ? retry(models.slice(1)) : Promise.reject(error)));\nconsole.log(await retry(['mistral-smal', 'mistral-small-latest']));\n",
    ),
    "age-3": (
        "ts",
        HEADER,
        FETCH
        + "const response = await send('mistral-small-latest');\nconst { 'content-length': size } = Object.fromEntries(response.headers);\nif (Number(size) < 300) process.exit(1);\nconsole.log(await response.json());\n",
    ),
    "foreach-3": (
        "ts",
        HEADER,
        FETCH
        + "const response = await send('mistral-small-latest');\nresponse.headers.forEach((value, name) => {\n  if (name === 'connection') process.exit(1);\n});\nconsole.log(await response.json());\n",
    ),
    "match-answer-3": (
        "py",
        ANSWERED,
        ASK_PY + "match ask():\n    case 'Hello':\n        print('works')\n    case _:\n        raise SystemExit(1)\n",
    ),
    "answer-method-3": (
        "py",
        ANSWERED,
        ERRORS
        + ASK_PY
        + "def fine(text):\n    return 'Hello' in text\n\n\nif not fine(ask()):\n    raise SystemExit(1)\n",
    ),
}
"""Extension, what is said, and text, by name."""

PLANTED = {
    "trial-or-sh": "or",
    "trial-case-sh": "for-case",
    "trial-loop": "for-continue",
    "trial-any": "any",
    "trial-recursion": "recursion",
    "trial-status": "httpx-continue",
    "trial-loop-ts": "for-of",
    "trial-catch-ts": "catch-chain",
    "trial-status-ts": "fetch-ok",
    "content-length": "content-length-py",
    "mock-header-ts": "has-ts",
    "answer-words": "answer-py",
    "answer-words-ts": "answer-ts",
}
"""What is planted, by its id there: one of each kind in each language in which it can occur. These are also run."""

HONEST: dict[str, tuple[str, str]] = {
    "if-exit": ("sh", f"if ! {ASK}; then\n  echo 'No answer.' >&2\n  exit 1\nfi\n{ASK.replace('Hi', 'And then?')}\n"),
    "or-exit": ("sh", f"{ASK} || exit 1\n{ASK.replace('Hi', 'And then?')}\n"),
    "or-report": (
        "sh",
        f"answer=$({ASK}) || {{\n  printf '%s\\n' \"$answer\" >&2\n  exit 1\n}}\nprintf '%s\\n' \"$answer\"\n",
    ),
    "status-exit": (
        "sh",
        f'answer=$({ASK})\nstatus=$?\nif [ "$status" -ne 0 ]; then\n  printf \'%s\\n\' "$answer" >&2\n  exit "$status"\nfi\n{ASK.replace("Hi", "And then?")}\n',
    ),
    "until-same": (
        "sh",
        f'tries=0\nuntil {ASK}; do\n  tries=$((tries + 1))\n  [ "$tries" -lt 3 ] || exit 1\n  sleep "$tries"\ndone\n',
    ),
    "each-file": (
        "sh",
        f'failed=0\nfor model in mistral-small-latest mistral-large-latest; do\n  if ! {MODEL_SH}; then\n    failed=1\n  fi\ndone\nexit "$failed"\n',
    ),
    "each-or": ("sh", f'failed=0\n{ASK} || failed=1\n{ASK.replace("Hi", "Bye")} || failed=1\nexit "$failed"\n'),
    "fallback-sh": (
        "sh",
        f'code=$({ASK}{CODE_SH})\nif [ "$code" = 429 ] || [ "$code" = 503 ]; then\n  code=$({ASK.replace("small", "large")}{CODE_SH})\nfi\ncat answer.json\n[ "$code" = 200 ]\n',
    ),
    "limits-sh": (
        "sh",
        f"{ASK} --dump-header headers.txt || exit 1\ngrep -i '^x-ratelimit' headers.txt\ngrep -i '^content-type: ' headers.txt\n",
    ),
    "each-city": (
        "py",
        ERRORS
        + ASK_PY
        + "failed = 0\nfor model in ('mistral-small-latest', 'mistral-large-latest'):\n    try:\n        print(ask(model))\n    except MistralError as error:\n        failed += 1\n        print(model, error.status_code)\nraise SystemExit(1 if failed else 0)\n",
    ),
    "retry-same": (
        "py",
        "import time\n"
        + ERRORS
        + ASK_PY
        + "for wait in (1, 2, 4, 0):\n    try:\n        print(ask())\n        break\n    except MistralError as error:\n        if error.status_code < 500 or not wait:\n            raise\n        time.sleep(wait)\n",
    ),
    "fallback-py": (
        "py",
        ERRORS
        + ASK_PY
        + "try:\n    print(ask())\nexcept MistralError as error:\n    if error.status_code not in (429, 503):\n        raise\n    print(ask('mistral-large-latest'))\n",
    ),
    "fallback-list": (
        "py",
        "RETRY = {429, 500, 503}\n"
        + ERRORS
        + ASK_PY
        + "for model in ('mistral-small-latest', 'mistral-large-latest'):\n    try:\n        print(ask(model))\n        break\n    except MistralError as error:\n        if error.status_code not in RETRY:\n            raise\nelse:\n    raise SystemExit('No model answers.')\n",
    ),
    "json-first": (
        "py",
        "import json\n"
        + ASK_PY
        + "found = None\nfor line in ask().splitlines():\n    try:\n        found = json.loads(line)\n        break\n    except ValueError:\n        continue\nprint(found)\n",
    ),
    "first-model": (
        "py",
        PYTHON
        + "models = client.models.list().data\nfirst = next((one.id for one in models if one.id.startswith('mistral')), None)\nif first is None:\n    raise SystemExit('No model.')\nask(first)\n",
    ),
    "ask-in-words": (
        "py",
        ASK_PY
        + "answer = ask()\nif not answer.strip():\n    raise SystemExit('Empty.')\nfor word in answer.split():\n    print(word)\n",
    ),
    "pages-httpx": (
        "py",
        "import os\n\nimport httpx\n\nheaders = {'Authorization': f\"Bearer {os.environ['MISTRAL_API_KEY']}\"}\nfor page in range(9):\n    response = httpx.get(f'https://api.mistral.ai/v1/files?page={page}', headers=headers)\n    if response.status_code >= 400:\n        print(response.text)\n        raise SystemExit(1)\n    data = response.json()['data']\n    if not data:\n        break\n    print(len(data), response.headers.get('x-request-id'))\n",
    ),
    "retry-httpx": (
        "py",
        "import time\n"
        + HTTPX
        + "for wait in (1, 2, 4):\n    response = httpx.post(url, headers=headers, json=body('mistral-small-latest'))\n    if response.status_code not in (429, 503):\n        break\n    time.sleep(float(response.headers.get('retry-after') or wait))\nresponse.raise_for_status()\nprint(response.text)\n",
    ),
    "all-ts": (
        "ts",
        ASK_TS
        + "const answers = await Promise.all(['Rome', 'Oslo'].map((city) => ask(city)));\nfor (const answer of answers) console.log(answer);\n",
    ),
    "retry-ts": (
        "ts",
        ERRORS_TS
        + ASK_TS
        + "for (let left = 3; ; left--) {\n  try {\n    console.log(await ask());\n    break;\n  } catch (error) {\n    if (!(error instanceof MistralError) || error.statusCode < 500 || !left) throw error;\n    await new Promise((resolve) => setTimeout(resolve, 2000));\n  }\n}\n",
    ),
    "fence-ts": (
        "ts",
        ASK_TS
        + "const answer = String(await ask());\nconst from = answer.indexOf('{');\nif (from < 0) throw new Error('No JSON.');\nconsole.log(JSON.parse(answer.slice(from)));\n",
    ),
    "type-ts": (
        "ts",
        FETCH
        + "const response = await send('mistral-small-latest');\nif (!response.ok) {\n  const json = response.headers.get('content-type')?.startsWith('application/json');\n  console.error(response.status, json ? await response.json() : 'no JSON');\n  process.exit(1);\n}\nconsole.log(await response.json());\n",
    ),
    "tool-loop": (
        "py",
        ERRORS
        + PYTHON
        + "messages = [{'role': 'user', 'content': 'Weather?'}]\nfor _ in range(4):\n    try:\n        message = client.chat.complete(model='mistral-small-latest', messages=messages).choices[0].message\n    except MistralError as error:\n        print(error.status_code)\n        raise SystemExit(1)\n    messages.append(message)\n    if not message.tool_calls:\n        print(message.content)\n        break\n",
    ),
    "two-steps": (
        "sh",
        f'id=$({ASK} | grep -o \'"id": *"[^"]*"\' | cut -d \'"\' -f 4)\n[ -n "$id" ] || exit 1\n{LARGE} --form id="$id"\n',
    ),
    "set-e-two": ("sh", f"set -e\n{ASK}\n{LARGE}\n"),
    "status-then": (
        "sh",
        f'code=$({ASK}{CODE_SH})\ncat answer.json\nif [ "$code" -ge 400 ]; then\n  exit 1\nfi\n{LARGE}\n',
    ),
    "success-then": ("sh", f"if {ASK}; then\n  {LARGE}\nelse\n  exit 1\nfi\n"),
    "and-next": ("sh", f"{ASK} && {LARGE}\n"),
    "while-codes": (
        "sh",
        f'n=0\nwhile [ "$n" -lt 5 ]; do\n  code=$({ASK}{CODE_SH})\n  case "$code" in\n    429|503) sleep $((n * 2)) ;;\n    *) break ;;\n  esac\n  n=$((n + 1))\ndone\ncat answer.json\n[ "$code" = 200 ]\n',
    ),
    "fn-fail": (
        "sh",
        f'ask() {{\n  {MODEL_SH}\n}}\nfailed=0\nfor model in mistral-small-latest mistral-large-latest; do\n  ask || failed=1\ndone\nexit "$failed"\n',
    ),
    "page-sh": (
        "sh",
        f'page=0\nwhile [ "$page" -lt 3 ]; do\n  {ASK} --form page="$page" || exit 1\n  page=$((page + 1))\ndone\n',
    ),
    "retry-fn": (
        "py",
        "import time\n"
        + ERRORS
        + ASK_PY
        + "def patient(model, tries=4):\n    try:\n        return ask(model)\n    except MistralError as error:\n        if error.status_code < 500 or not tries:\n            raise\n        time.sleep(2)\n        return patient(model, tries - 1)\n\n\nprint(patient('mistral-small-latest'))\n",
    ),
    "batch-results": (
        "py",
        ERRORS
        + ASK_PY
        + "answers, failures = {}, {}\nfor model in ('mistral-small-latest', 'mistral-large-latest'):\n    try:\n        answers[model] = ask(model)\n    except MistralError as error:\n        failures[model] = error.status_code\nprint(answers, failures)\nif failures:\n    raise SystemExit(1)\n",
    ),
    "cleanup": (
        "py",
        ERRORS
        + PYTHON
        + "file = client.files.upload(file={'file_name': 'a.pdf', 'content': b''})\ntry:\n    print(client.files.get_signed_url(file_id=file.id))\nfinally:\n    client.files.delete(file_id=file.id)\n",
    ),
    "poll": (
        "py",
        "import time\n"
        + PYTHON
        + "job = client.batch.jobs.create(input_files=['x'], model='mistral-small-latest', endpoint='/v1/chat/completions')\nwhile job.status in ('QUEUED', 'RUNNING'):\n    time.sleep(5)\n    job = client.batch.jobs.get(job_id=job.id)\nprint(job.status)\n",
    ),
    "pages": (
        "py",
        ERRORS
        + PYTHON
        + "page = 0\nwhile True:\n    try:\n        found = client.files.list(page=page)\n    except MistralError as error:\n        raise SystemExit(error.status_code) from error\n    if not found.data:\n        break\n    page += 1\nprint(page)\n",
    ),
    "user-loop": (
        "py",
        ASK_PY
        + "answers = [ask(model) for model in ('mistral-small-latest', 'mistral-large-latest')]\nbest = max(answers, key=len)\nprint(best)\n",
    ),
    "label": (
        "py",
        ASK_PY
        + "answer = ask().strip().lower()\nif answer == 'yes':\n    print('agreed')\nelse:\n    print('not agreed')\n",
    ),
    "fence": (
        "py",
        "import json\n"
        + ASK_PY
        + "answer = ask()\nif answer.startswith('```json'):\n    answer = answer[7:-3]\nprint(json.loads(answer))\n",
    ),
    "invalid-json-retry": (
        "py",
        "import json\n"
        + ASK_PY
        + "for _ in range(3):\n    try:\n        print(json.loads(ask()))\n        break\n    except json.JSONDecodeError:\n        continue\nelse:\n    raise SystemExit('No JSON.')\n",
    ),
    "fetch-once": (
        "ts",
        FETCH
        + "const response = await send('mistral-small-latest');\nif (!response.ok) throw new Error(`${response.status} ${await response.text()}`);\nconst { choices } = await response.json();\nconsole.log(choices[0].message.content);\n",
    ),
    "fetch-retry": (
        "ts",
        FETCH
        + "let response = await send('mistral-small-latest');\nfor (let n = 0; n < 4 && [429, 503].includes(response.status); n++) {\n  const seconds = Number(response.headers.get('retry-after') ?? 2 ** n);\n  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));\n  response = await send('mistral-small-latest');\n}\nif (!response.ok) process.exit(1);\nconsole.log(await response.json());\n",
    ),
    "settled": (
        "ts",
        ASK_TS
        + "const results = await Promise.allSettled(['Rome', 'Oslo'].map((city) => ask(city)));\nfor (const result of results) {\n  if (result.status === 'fulfilled') console.log(result.value);\n  else {\n    console.error(String(result.reason));\n    process.exitCode = 1;\n  }\n}\n",
    ),
    "fallback-ts": (
        "ts",
        ERRORS_TS
        + ASK_TS
        + "try {\n  console.log(await ask());\n} catch (error) {\n  if (!(error instanceof MistralError) || error.statusCode !== 429) throw error;\n  console.log(await ask('mistral-large-latest'));\n}\n",
    ),
    "headers-all": (
        "py",
        HTTPX
        + "response = httpx.post(url, headers=headers, json=body('mistral-small-latest'))\nfor name, value in response.headers.items():\n    print(name, value)\nfor name in response.headers:\n    if name.startswith('x-ratelimit'):\n        print(name)\nresponse.raise_for_status()\n",
    ),
}
"""Extension and text, by name."""
