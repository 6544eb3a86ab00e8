"""What a program may not contain although it works against the mock."""

import pytest

from mistral_playbooks.content import catalog, programs
from mistral_playbooks.content.programs import Program
from mistral_playbooks.verify import lint
from mistral_playbooks.verify.lint.tree import typescript


def wrong(language: str, text: str, role: str = "fixed", variables: tuple[str, ...] = ()) -> str:
    return "; ".join(lint.mistakes(Program("x", "x", role, language, "snippets/x/fixed.py", text), variables))


KEY = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF"
"""Of the form that keys have, and nobody's."""
CATCH = "try:\n    ask()\nexcept Exception as e:\n    "


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            'try:\n    ask()\nexcept Exception as e:\n    if "429" in str(e):\n        wait()\n',
            "line 4: matches an error's text",
        ),
        ("if '503' not in f'{e}':\n    raise\n", "line 1: matches an error's text"),
        ('retry = "429" in error.message', "line 1: matches an error's text"),
        ("try:\n    ask()\nexcept Exception:\n    pass\n", "line 3: swallows an error"),
        ("Mistral(timeout_ms=30)", "`timeout_ms` is in milliseconds"),
        ("RetryConfig('backoff', BackoffStrategy(1, 60, 1.5, 300), True)", "`BackoffStrategy` takes milliseconds"),
        ("BackoffStrategy(\n    initial_interval=2,\n)", "line 2: `initial_interval` is in milliseconds"),
        ("WAIT = 30\nMistral(timeout_ms=WAIT)", "line 2: `timeout_ms` is in milliseconds"),
        (f"{CATCH}if 'rate limit' in str(e).lower():\n        wait()\n", "line 4: matches an error's text"),
        (f"{CATCH}if str(e).startswith('API error'):\n        wait()\n", "line 4: matches an error's text"),
        (f"{CATCH}if re.search('limit', f'{{e}}'):\n        wait()\n", "line 4: matches an error's text"),
        (f"{CATCH}if 'limit' in e.args[0]:\n        wait()\n", "line 4: matches an error's text"),
        (f"{CATCH}...\n", "line 3: swallows an error"),
        (f"{CATCH}e\n", "line 3: swallows an error"),
        (
            "for _ in range(3):\n    try:\n        ask()\n    except:\n        continue\n",
            "line 4: swallows an error",
        ),
        ("with contextlib.suppress(Exception):\n    ask()\n", "line 1: swallows an error"),
        ("with suppress(OSError, BaseException):\n    ask()\n", "line 1: swallows an error"),
        ("Mistral(api_key='mine')", "line 1: hard-coded API key. Read it from MISTRAL_API_KEY"),
        (f"key = '{KEY}'", "hard-coded API key"),
        ("headers = {'Authorization': 'Bearer mine'}", "hard-coded API key"),
        ("import time\ntime.sleep(5)\nask()", "line 2: waits, but retries nothing"),
        ("for _ in range(3):\n    time.sleep(90)", "line 2: waits longer than 65 s"),
    ],
)
def test_python(text: str, says: str):
    assert says in wrong("python", text)


@pytest.mark.parametrize(
    "text",
    [
        "if e.status_code == 429:\n    wait()\n",
        "if e.status_code in (429, 503):\n    wait()\n",
        'if "429" in seen:\n    wait()\n',
        "Mistral(timeout_ms=30_000)",
        "BackoffStrategy(500, 60_000, 1.5, 300_000)",
        "try:\n    ask()\nexcept ValueError:\n    print('no')\n",
        "not Python at all",
        "import os\nkey = os.environ['MISTRAL_API_KEY']\nMistral(api_key=key)",
        "import os\nkey = os.environ['MISTRAL_API_KEY']\nheaders = {'Authorization': f'Bearer {key}'}",
        "id = 'conv_0199b2c4d5e6f70819a2b3c4d5e6f708'",
        "id = '0199b2c4d5e6f70819a2b3c4d5e6f708'",
        f"{CATCH}print(f'It failed: {{e}}')\n        raise\n",
        f"{CATCH}if json.loads(e.body)['code'] == '1300':\n        wait()\n",
        "with suppress(FileNotFoundError):\n    path.unlink()",
        "for wait in (1, 2, 4):\n    time.sleep(wait)",
        "while job.status == 'QUEUED':\n    time.sleep(5)",
        "for _ in range(3):\n    try:\n        ask()\n    except ConnectionError:\n        continue\n",
        "# verify=False, and api_key taken from the machine",
        f"raise ValueError('{'-' * 100_000}1')",
    ],
)
def test_what_is_right_stays(text: str):
    assert wrong("python", text) == ""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('if (String(error).includes("429")) {}', "line 1: matches an error's text"),
        ("try { ask() } catch {}", "line 1: swallows an error"),
        ("new Mistral({ timeoutMs: 30 })", "`timeoutMs` is in milliseconds"),
        ("try {\n  ask()\n} catch (error) {\n  if (error.message.includes('limit')) {}\n}", "matches an error's text"),
        ("try {\n  ask()\n} catch (e) {\n}", "line 3: swallows an error"),
        ("await ask().catch(() => {});", "swallows an error"),
        ("await ask().catch(() => undefined);", "swallows an error"),
        ("await (client as any).chat", "bypasses the type checker"),
        ("let x: any = 1", "bypasses the type checker"),
        ("x as unknown as string", "bypasses the type checker"),
        ("ask()\n// @ts-ignore\nask()", "line 2: silences the type checker"),
        ("// @ts-expect-error\nask()", "silences the type checker"),
        ("// @ts-nocheck", "silences the type checker"),
        ("new Mistral({ apiKey: 'mine' })", "hard-coded API key"),
        ("headers: { Authorization: `Bearer mine` }", "hard-coded API key"),
        ("await sleep(5000);", "waits, but retries nothing"),
        ("for (;;) {\n  await sleep(90_000);\n}", "line 2: waits longer than 65 s"),
    ],
)
def test_typescript(text: str, says: str):
    assert says in wrong("typescript", text)


@pytest.mark.parametrize(
    "text",
    [
        "if (error.statusCode === 429) {} new Mistral({ timeoutMs: 30_000 })",
        "new Mistral({ apiKey: process.env.MISTRAL_API_KEY })",
        "const a = { Authorization: `Bearer ${process.env.MISTRAL_API_KEY}` };",
        "try { ask() } catch (error) {\n  console.error(error.message);\n  process.exitCode = 1;\n}",
        "await ask().catch((error) => { console.error(error); process.exitCode = 1; });",
        "for (;;) {\n  await sleep(5_000);\n}",
        "const anyone = 1; // any: of them",
        'import { setTimeout as sleep } from "node:timers/promises";',
        'if ("limit" in error) throw error;',
    ],
)
def test_typescript_that_is_right_stays(text: str):
    assert wrong("typescript", text) == ""


ASK = 'curl --fail-with-body https://api.mistral.ai/v1/models --header "Authorization: Bearer $MISTRAL_API_KEY"'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"# asks\n{ASK.replace('-with-body', '')}", "line 2: calls curl so that an HTTP error has no exit status or"),
        (ASK.replace("--fail-with-body", "-sf"), "Write `--fail-with-body`, not `--fail`"),
        (ASK.replace("--fail-with-body ", ""), "Write `--fail-with-body`"),
        (f"{ASK} || true", "swallows an error"),
        (f"{ASK} || :", "swallows an error"),
        (f"{ASK}\nexit 0", "line 2: swallows an error"),
        (ASK.replace("$MISTRAL_API_KEY", "mine"), "hard-coded API key"),
        (f'{ASK} | grep -q "429" && sleep 1', "matches an error's text"),
        (f"sleep 5\n{ASK}", "line 1: waits, but retries nothing"),
        (f"for i in 1 2; do\n  {ASK}\n  sleep 90\ndone", "line 3: waits longer than 65 s"),
    ],
)
def test_shell(text: str, says: str):
    assert says in wrong("curl", text)


@pytest.mark.parametrize(
    "text",
    [
        ASK,
        ASK.replace(" https", " \\\n  --silent --show-error https"),
        f"for i in 1 2 4; do\n  {ASK} && exit 0\n  sleep $i\ndone\nexit 1",
        f'answer=$(mktemp)\n{ASK} --output "$answer"\nstatus=$?\ncat "$answer"\nrm "$answer"\nexit "$status"',
        f"# curl -k, and || true\n{ASK}",
        f'{ASK} --data \'{{"messages": [{{"content": "what does curl -f do?"}}]}}\'',
        f'grep -q "curl: (22)" answer && exit 1\n{ASK}',
        "command -v jq >/dev/null 2>&1 || exit 1",
        f"if {ASK}; then\n  exit 0\nfi",
    ],
)
def test_shell_that_is_right_stays(text: str):
    assert wrong("curl", text) == ""


def test_a_broken_program_may_be_wrong_but_holds_no_key():
    assert wrong("python", "try:\n    ask()\nexcept Exception:\n    pass\n", "broken") == ""
    assert wrong("python", "Mistral(api_key='')", "broken") == ""
    assert "hard-coded API key" in wrong("python", f"Mistral(api_key='{KEY}')", "broken")
    assert "swallows" in wrong("python", "try:\n    ask()\nexcept Exception:\n    pass\n", "tell")


def test_a_variable_that_the_front_matter_sets_is_known():
    text = "import os\nkey = os.environ['OTHER_API_KEY']"
    assert "uses `$OTHER_API_KEY`" in wrong("python", text)
    assert wrong("python", text, variables=("OTHER_API_KEY",)) == ""


def test_no_published_program_is_fragile(root):
    read = catalog.read(root / "docs/playbooks")
    found = programs.find(root, read)
    lint.read_ahead(found)

    def said(program: Program) -> list[str]:
        run = read.playbooks[program.slug].run_of(program.name)
        return lint.mistakes(program, [*(run.env if run else {})])

    assert [f"{p.file}: {one}" for p in found for one in said(p)] == []


def test_programs_parsed_together_say_what_each_says_alone(monkeypatch):
    """Also beside one at which Node's own parser runs out of memory, and those after it."""
    monkeypatch.setattr(typescript, "_parsed", {})
    texts = ["ask(", "enum A { B }", f"const x = {'[' * 1500}1{']' * 1500}", "ask('a')", "process.exit(1)"]
    made = [Program("x", "x", "fixed", "typescript", "snippets/x/fixed.ts", text) for text in texts]
    lint.read_ahead(made)
    together = [lint.mistakes(one) for one in made]
    typescript._parsed.clear()
    assert together == [lint.mistakes(one) for one in made]
    assert [bool(found) for found in together][:4] == [True, True, True, False]
