"""Each planted fault is caught by the check that is meant to catch it. `mutations/mutations.json` lists them,
and the page about verification shows that list."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup

from helpers import cheats, checkouts, disguises, trials
from helpers.checkouts import Bench
from helpers.claims import excused, needless, unfounded
from helpers.code_blocks import blocks, fault
from helpers.machine import ROOT
from helpers.published import card_with
from mistral_playbooks.content import catalog, front_matter, programs
from mistral_playbooks.content.catalog import CatalogError
from mistral_playbooks.gateway.environment import KEY
from mistral_playbooks.site import index_pages
from mistral_playbooks.verify import checkout as repository
from mistral_playbooks.verify import scheduler, staleness, store
from mistral_playbooks.verify.results import Result
from mistral_playbooks.verify.runners.clients import Clients
from mistral_playbooks.verify.store import ResultsError

MUTATIONS: list[dict[str, str]] = json.loads((ROOT / index_pages.MUTATIONS).read_text(encoding="utf-8"))
FIXED = "snippets/invalid-model/fixed.py"
BROKEN_FILE = "snippets/invalid-model/broken.py"
FIXED_TS, FIXED_SH = FIXED.replace(".py", ".ts"), FIXED.replace(".py", ".sh")
TS, SH = ((ROOT / file).read_text(encoding="utf-8") for file in (FIXED_TS, FIXED_SH))
RATE = "snippets/rate-limited/fixed.py"
RATE_TS, RATE_SH = RATE.replace(".py", ".ts"), RATE.replace(".py", ".sh")
CALLS = "snippets/tool-results-mismatch/fixed-unanswered-call.py"
CALLS_TS, HISTORY = CALLS.replace(".py", ".ts"), "snippets/tool-results-mismatch/fixed.py"
ERROR = (
    'Body: {"object":"error","message":"Invalid model: mistral-smal","type":"invalid_model","param":null,"code":"1500"}'
)
HEAD = 'import os\n\nfrom mistralai.client import Mistral\n\nclient = Mistral(api_key=os.environ["MISTRAL_API_KEY"])\n'
MESSAGES = '[{"role": "user", "content": "Hi"}]'
MODEL = '"mistral-small-latest"'
CALL = f"client.chat.complete(model={MODEL}, messages={MESSAGES})"
ANSWER = f"print({CALL}.choices[0].message.content)\n"
TOOL = '{"type": "function", "function": {"name": "clock", "parameters": {"type": "object", "properties": {}}}}'


def edited(file: str, *changes: tuple[str, str]) -> tuple[str, str]:
    """The file and its published text with each of these changes, which have to be possible."""
    text = (ROOT / file).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"{file} has no {old!r}"
        text = text.replace(old, new)
    return file, text


def retrying(condition: str, answer: str = ANSWER) -> str:
    return (
        f"{HEAD}from mistralai.client.errors import SDKError\n\nfor attempt in range(5):\n    try:\n"
        f"        {answer}        break\n    except SDKError as error:\n        if not ({condition}):\n"
        "            raise\nelse:\n    raise SystemExit(1)\n"
    )


SEEDED = ANSWER.replace("messages=", "random_seed=attempt, messages=")


def stepping(*models: str) -> str:
    return (
        f"{HEAD}from mistralai.client.errors import SDKError\n\nfor model in {models}:\n    try:\n"
        f"        {ANSWER.replace(MODEL, 'model')}        break\n"
        "    except SDKError as error:\n        if error.status_code != 400:\n            raise\n"
        "else:\n    raise SystemExit(1)\n"
    )


WORDS = re.findall(r'"content": "([^"]+)"', (ROOT / FIXED).read_text(encoding="utf-8"))[0]
ASKED = CALL.replace("Hi", WORDS)
CUT = f"{ASKED[:-1]}, max_tokens=3)"
SHAPE = (
    '{"type": "object", "properties": {"answer": {"type": "string", "enum": ["Lyon"]}}, "required": ["answer"], '
    '"additionalProperties": False}'
)
FORMAT = f'{{"type": "json_schema", "json_schema": {{"name": "a", "schema": {SHAPE}, "strict": True}}}}'
GREETING_TS = """const hello = await client.chat.complete({
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "Hello" }],
});
console.log(hello.choices[0].message?.content);
"""
WORKERS = f"""import asyncio
{HEAD}

async def ask(seed):
    response = await client.chat.complete_async(model={MODEL}, random_seed=seed, messages={MESSAGES})
    return response.choices[0].message.content


async def main():
    for turn in range(3):
        done = await asyncio.gather(*(ask(4 * turn + n) for n in range(4)), return_exceptions=True)
        if answers := [one for one in done if isinstance(one, str)]:
            return answers
    raise done[0]


print(*asyncio.run(main()))
"""
RETRIEVED = (
    f"{HEAD}from mistralai.client.errors import SDKError\n\nfor name in ('mistral-smal', 'mistral-tall', {MODEL}):\n"
    "    try:\n"
    "        client.models.retrieve(model_id=name)\n        break\n"
    f"    except SDKError as error:\n        if error.status_code != 404:\n            raise\n{ANSWER}"
)
RETRIEVED_SH = """for name in mistral-smal mistral-tall mistral-small-latest; do
  if curl --fail-with-body --silent --output model "https://api.mistral.ai/v1/models/$name" \\
    --header "Authorization: Bearer $MISTRAL_API_KEY"; then
    break
  fi
done
"""


def elsewhere(wait: str) -> str:
    """A retry within seconds, and a minute before a list of models, which no limit concerns."""
    return (
        f"import time\n{HEAD}from mistralai.client.errors import SDKError\n\nclient.models.list()\n"
        f"for wait in (1, 2, 4, None):\n    try:\n        response = {RATED}\n        break\n"
        "    except SDKError as error:\n        if error.status_code not in (429, 500, 502, 503, 504):\n"
        f"            raise\n{wait}\nprint(response.choices[0].message.content)\n"
    )


RATED = CALL.replace("Hi", re.findall(r'"content": "([^"]+)"', (ROOT / RATE).read_text(encoding="utf-8"))[0])
LAST = (
    "        if wait is None:\n            time.sleep(61)\n            client.models.list()\n            raise\n"
    "        time.sleep(wait)\n"
)
POLLS = (
    "        if wait is None:\n            raise\n        end = time.monotonic() + 8 * wait\n"
    "        while time.monotonic() < end:\n            client.models.list()\n            time.sleep(0.5)\n"
)
ANSWERED = "results = [answer(call) for call in message.tool_calls or []]"
EMPTY = (
    "calls = message.tool_calls or []\n    results = [answer(call) for call in calls[:1]]\n"
    '    results += [{"role": "tool", "tool_call_id": one.id, "content": ""} for one in calls[1:]]'
)
SAME = (
    "calls = message.tool_calls or []\n    results = "
    '[{**answer(calls[0]), "tool_call_id": one.id, "name": one.function.name} for one in calls]'
)
ANSWERED_TS = "const results = await Promise.all((message.toolCalls ?? []).map(answer));"
EMPTY_TS = """const calls = message.toolCalls ?? [];
  const results = await Promise.all(calls.slice(0, 1).map(answer));
  for (const { id, function: { name } } of calls.slice(1)) {
    results.push({ role: "tool", toolCallId: id, name, content: "" });
  }"""


TEXTS: dict[str, tuple[str, str]] = {
    "wrong-import": (FIXED, "from mistralai import Mistral\n"),
    "retired-model": (FIXED, HEAD + ANSWER.replace("mistral-small-latest", "open-mistral-7b")),
    "typed-output": (FIXED, HEAD + f"{CALL}\nprint('Paris')\n"),
    "no-request": (FIXED, "print('Paris')\n"),
    "noise": (FIXED, HEAD + "import sys\nprint('hm', file=sys.stderr)\n" + ANSWER),
    "endless": (FIXED, "import time\ntime.sleep(600)\n"),
    "flood": (FIXED, "while True:\n    print('x' * 10_000)\n"),
    "swallowed-exception": (FIXED, HEAD + f"try:\n    {ANSWER}except Exception:\n    pass\n"),
    "retried-refusal": (
        FIXED,
        HEAD + f"for attempt in range(3):\n    try:\n        {ANSWER}        break\n"
        "    except Exception:\n        continue\nelse:\n    raise SystemExit(1)\n",
    ),
    "too-early": (RATE, retrying("error.status_code == 429")),
    "gives-up": (RATE, HEAD + ANSWER),
    "one-error-only": (RATE, f"import time\n{retrying('error.status_code == 429 and not time.sleep(1.1)')}"),
    "refusal-after-retry": (RATE, f"import time\n{retrying('not time.sleep(1.1)')}"),
    "unanswered-tool-call": (
        FIXED,
        HEAD
        + f"response = client.chat.complete(model='mistral-small-latest', messages={MESSAGES}, tools=[{TOOL}])\n"
        + "print(response.choices[0].message.tool_calls[0].function.name)\n",
    ),
    "half-read-stream": (
        FIXED,
        HEAD
        + f"with client.chat.stream(model='mistral-small-latest', messages={MESSAGES}) as s:\n"
        + "    for event in s:\n        print(event.data.choices[0].delta.content)\n        break\n",
    ),
    "status-in-text": (RATE, retrying('"429" in str(error)')),
    "timeout-in-seconds": (FIXED, HEAD.replace('"])', '"], timeout_ms=60)') + ANSWER),
    "same-request": (FIXED, f"{HEAD}{CALL}\n{ANSWER}"),
    "another-host": (
        FIXED,
        f"import urllib.request\n{HEAD}try:\n    urllib.request.urlopen('https://example.com/')\n"
        f"except OSError:\n    print('no news')\n{ANSWER}",
    ),
    "told-key": (FIXED, f"{HEAD}print(os.environ['MISTRAL_API_KEY'])\n{ANSWER}"),
    "readers-files": (FIXED, f"{HEAD}open('mkdocs.yml').close()\n{ANSWER}"),
    "words-in-text": (RATE, retrying('"Rate limit" in str(error)')),
    "needless-wait": (FIXED, f"import time\n{HEAD}time.sleep(1)\n{ANSWER}"),
    "written-key": (FIXED, HEAD.replace('os.environ["MISTRAL_API_KEY"]', f'"{KEY}"') + ANSWER),
    "other-variable": (FIXED, HEAD.replace('os.environ["MISTRAL_API_KEY"]', 'os.environ.get("MISTRAL_KEY")') + ANSWER),
    "no-tls": (FIXED, f"import ssl\nprint(ssl.CERT_NONE)\n{HEAD}{ANSWER}"),
    "hidden-warnings": (FIXED, f"import sys\n{HEAD}sys.stderr = open(os.devnull, 'w')\n{ANSWER}"),
    "as-any": (FIXED_TS, TS.replace("client.chat", "(client as any).chat")),
    "ts-ignore": (FIXED_TS, f"// @ts-ignore\n{TS}"),
    "short-fail": (FIXED_SH, SH.replace("--fail-with-body", "--fail")),
    "impatient": (RATE, f"import time\n{retrying('error.status_code > 428 and not time.sleep(1.1 + attempt)')}"),
    "impatient-ts": edited(RATE_TS, ("waits = [2, 4, 8, 16, 32]", "waits = [2, 4]")),
    "impatient-sh": edited(RATE_SH, ("--retry 6", "--retry 2")),
    "seed-storm": (RATE, retrying("error.status_code > 428", SEEDED)),
    "refusal-storm": (RATE, f"import time\n{retrying('not time.sleep(1.1)', SEEDED)}"),
    "stepping": (FIXED, stepping("mistral-smal", "mistral-tall", "mistral-small-latest")),
    "truncated": edited(FIXED, ("    messages", "    max_tokens=3,\n    messages")),
    "truncated-ts": edited(FIXED_TS, ("  messages", "  maxTokens: 3,\n  messages")),
    "truncated-sh": edited(FIXED_SH, ('    "messages"', '    "max_tokens": 3,\n    "messages"')),
    "one-call-left": edited(
        HISTORY,
        ("""            {"id": "N7pWcR2uE", "function": {"name": "pay", "arguments": '{"invoice": 18}'}},\n""", ""),
    ),
    "one-call-answered": edited(
        CALLS, ("for call in message.tool_calls or []]", "for call in message.tool_calls[:1]]")
    ),
    "greeting": (CALLS, HEAD + ANSWER),
    "greeting-ts": (CALLS_TS, TS),
    "greeting-sh": edited(HISTORY.replace(".py", ".sh"), ("Pay the invoices 17 and 18", "Hello")),
    "typed-error": (BROKEN_FILE, "raise SystemExit('API error occurred: Status 400. " + ERROR + "')\n"),
    "works-anyway": (BROKEN_FILE, HEAD + ANSWER),
    "another-error": (BROKEN_FILE, "raise RuntimeError('the printer is on fire')\n"),
    "aim-then-hello": (FIXED, f"{HEAD}kept = {ASKED}\n{ANSWER}"),
    "aim-then-hello-ts": (FIXED_TS, TS.replace("console.log(response", "void (response") + GREETING_TS),
    "aim-then-hello-sh": (FIXED_SH, f"{SH.rstrip()} --output kept || exit 1\n{SH.replace(WORDS, 'Hello')}"),
    "no-tool-choice": edited(CALLS, ("tools=tools)", 'tools=tools, tool_choice="none")')),
    "one-prompt": edited(
        "snippets/rate-limited/fixed-burst.py", ("list(CITIES)", "list(CITIES)[:1]"), ("sleep(60 + ", "sleep(1 + ")
    ),
    "patience-elsewhere": (RATE, elsewhere(LAST)),
    "patience-elsewhere-ts": edited(
        RATE_TS,
        ("waits = [2, 4, 8, 16, 32]", "waits = [1, 2]"),
        ("async function ask", "await client.models.list();\nasync function ask"),
        (
            "if (wait === undefined || !temporary(error)) throw error;",
            "if (!temporary(error)) throw error;\n      if (wait === undefined) {\n        await sleep(60_500);\n"
            "        await client.models.list();\n        throw error;\n      }",
        ),
    ),
    "polls-meanwhile": (RATE, elsewhere(POLLS)),
    "empty-result": edited(CALLS, (ANSWERED, EMPTY)),
    "empty-result-ts": edited(CALLS_TS, (ANSWERED_TS, EMPTY_TS)),
    "empty-result-sh": edited(HISTORY.replace(".py", ".sh"), ("interrupted: outcome unknown", "")),
    "same-result": edited(CALLS, (ANSWERED, SAME)),
    "denied-cut": edited(
        FIXED, ("    messages", "    max_tokens=4,\n    messages"), ("print(", 'print("Not cut off:", ')
    ),
    "denied-cut-ts": edited(
        FIXED_TS,
        ("  messages", "  maxTokens: 4,\n  messages"),
        ("console.log(", 'console.log("It is not truncated:", '),
    ),
    "denied-cut-sh": (
        FIXED_SH,
        SH.replace('    "messages"', '    "max_tokens": 4,\n    "messages"').rstrip()
        + " || exit 1\necho 'never cut off'\n",
    ),
    "truncated-first": (FIXED, f"{HEAD}print({CUT}.choices[0].message.content)\n{ANSWER}"),
    "length-word": (FIXED, f"{HEAD}print('length', {CUT}.choices[0].message.content)\n"),
    "typed-answer": (FIXED, f'{HEAD}{ASKED[:-1]}, response_format={FORMAT})\nprint(\'{{"answer": "Lyon"}}\')\n'),
    "one-letter": (
        FIXED,
        f"{HEAD}{ASKED[:-1]}, stop=list('bcdefghijklmnopqrstuvwxyz '))\nprint('It is A, B, L, M or N.')\n",
    ),
    "workers-storm": (RATE, WORKERS),
    "retrieved-values": (FIXED, RETRIEVED),
    "retrieved-values-sh": (FIXED_SH, RETRIEVED_SH + SH),
    **{id: (FIXED.replace(".py", f".{extension}"), text) for id, (extension, text) in cheats.IDS.items()},
    **{
        id: (FIXED.replace(".py", f".{disguises.REFUSED[id][0]}"), disguises.REFUSED[id][2]) for id in disguises.PLANTED
    },
    **{
        id: (FIXED.replace(".py", f".{trials.REFUSED[name][0]}"), trials.REFUSED[name][2])
        for id, name in trials.PLANTED.items()
    },
}
"""What a program's text is replaced by."""


def verified(checkout: Path, file: str, timeout: float = 60) -> Result:
    """The row of one program of a checkout."""
    read = catalog.read(checkout / "docs/playbooks")
    program = next(p for p in programs.find(checkout, read) if p.file == file)
    with Clients(checkout) as clients:
        rows, unrunnable = scheduler.verify([program], root=checkout, catalog=read, clients=clients, timeout=timeout)
    assert not unrunnable
    return rows[0]


def plant_file(change: Callable[[bytes], bytes]) -> Callable[[Path, pytest.MonkeyPatch], str]:
    def plant(checkout: Path, _patch: pytest.MonkeyPatch) -> str:
        (checkout / FIXED).write_bytes(change((ROOT / FIXED).read_bytes()))
        with pytest.raises(CatalogError) as caught:
            repository.read(checkout)
        assert FIXED in str(caught.value)
        return str(caught.value)

    return plant


def plant_lax_mock(checkout: Path, patch: pytest.MonkeyPatch) -> str:
    from mistral_playbooks.mock.validation import messages

    patch.setattr(messages, "check", lambda *args, **more: None)
    row = verified(checkout, "snippets/tool-results-mismatch/broken.py")
    assert row.outcome == "failed"
    return "; ".join(row.reasons)


def plant_edited_output(checkout: Path, _patch: pytest.MonkeyPatch) -> str:
    path = checkout / "docs/results"
    row = verified(checkout, FIXED)
    store.write(path, [replace(row, output="Paris\n")])
    read = repository.read(checkout, ["invalid-model"])
    todo = [program for program in read.programs if program.file == FIXED]
    seen = repository.verify(read, todo, update=False, resume=False)
    assert store.read(path)[0].output == "Paris\n"
    return "; ".join(f"{new.file} differs" for _, new in seen.differing)


def plant_stale_proof(checkout: Path, _patch: pytest.MonkeyPatch) -> str:
    store.write(checkout / "docs/results", [verified(checkout, FIXED)])
    with (checkout / FIXED).open("a", encoding="utf-8") as file:
        file.write("print('more')\n")
    read = repository.read(checkout, ["invalid-model"])
    program = next(program for program in read.programs if program.file == FIXED)
    assert not read.rows[0].proves(program)
    with Clients(checkout) as clients:
        return "; ".join(one.why for one in staleness.find([program], read.rows, read.catalog, clients))


def plant_doubled_row(checkout: Path, _patch: pytest.MonkeyPatch) -> str:
    row = verified(checkout, FIXED)
    store.write(checkout / "docs/results", [row, replace(row, date="2026-01-01")])
    with pytest.raises(ResultsError) as caught:
        repository.read(checkout)
    return str(caught.value)


def plant_other_pin(checkout: Path, _patch: pytest.MonkeyPatch) -> str:
    pins = checkout / "snippets/python-1.txt"
    pins.write_text(
        pins.read_text(encoding="utf-8").replace("mistralai==1.12.4", "mistralai==1.12.3"), encoding="utf-8"
    )
    read = repository.read(checkout, ["invalid-model"])
    seen = repository.verify(read, repository.wanted(read, majors=[1]))
    assert seen.rows == []
    return "; ".join(item.reason for item in seen.unrunnable)


def plant_needless_exemption(checkout: Path, _patch: pytest.MonkeyPatch) -> str:
    (checkout / ".cache").mkdir()
    (checkout / ".cache/sdks").symlink_to(ROOT / ".cache/sdks")
    header = '# /// script\n# dependencies = [\n#   "mistralai>=2",  # SDK 1 is said to lack it\n# ]\n# ///\n'
    path = checkout / FIXED
    path.write_text(header + path.read_text(encoding="utf-8"), encoding="utf-8")
    read = catalog.read(checkout / "docs/playbooks")
    return "; ".join(needless([p for p in programs.find(checkout, read) if p.file == FIXED], checkout, read))


def plant_groundless_answer(checkout: Path, _patch: pytest.MonkeyPatch) -> str:
    page = checkout / "docs/playbooks/invalid-model.md"
    head, body = front_matter.split(page.read_text(encoding="utf-8"), page.name)
    data = yaml.safe_load(head)
    data["evidence"] = [one for one in data["evidence"] if one["kind"] != "recorded"]
    page.write_text(f"---\n{yaml.safe_dump(data)}---\n{body}", encoding="utf-8")
    return "; ".join(unfounded(catalog.read(page.parent), datetime.date(2999, 1, 1)))


def plant_block(block: str) -> Callable[[Path, pytest.MonkeyPatch], str]:
    def plant(checkout: Path, _patch: pytest.MonkeyPatch) -> str:
        found = {p.file: p for p in programs.find(checkout, catalog.read(checkout / "docs/playbooks"))}
        return "; ".join(
            fault(one, [], found, set())
            for one in blocks("page", BeautifulSoup(f"<article>{block}</article>", "html.parser"))
        )

    return plant


PLANTS: dict[str, Callable[[Path, pytest.MonkeyPatch], str]] = {
    "windows-line-ends": plant_file(lambda text: text.replace(b"\n", b"\r\n")),
    "byte-order-mark": plant_file(lambda text: b"\xef\xbb\xbf" + text),
    "turned-text": plant_file(lambda text: text + "# \u202e back\n".encode()),
    "lax-mock": plant_lax_mock,
    "edited-output": plant_edited_output,
    "stale-proof": plant_stale_proof,
    "doubled-row": plant_doubled_row,
    "other-pin": plant_other_pin,
    "needless-exemption": plant_needless_exemption,
    "groundless-answer": plant_groundless_answer,
    "excused-test": lambda *_: "; ".join(excused("@pytest.mark.skip\ndef test_a(): ...")),
    "skipped-block": plant_block('<div class="language-python highlight"><pre><code>print(1)</code></pre></div>'),
    "edited-block": plant_block(card_with(FIXED, "print(1)")),
}


SAYS = {mutation["id"]: mutation["says"] for mutation in MUTATIONS}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory, environments: Path) -> Iterator[Bench]:
    with checkouts.bench(tmp_path_factory.mktemp("bench") / "checkout") as made:
        yield made


@pytest.mark.parametrize("id", [id for id in SAYS if id in TEXTS])
def test_a_planted_program_is_caught(bench: Bench, id: str) -> None:
    row = bench.verified(*TEXTS[id], timeout=5 if id == "endless" else 300)
    assert row.outcome == "failed"
    assert SAYS[id] in "; ".join(row.reasons)


@pytest.mark.parametrize("id", [id for id in SAYS if id not in TEXTS])
def test_it_is_caught(checkout: Path, monkeypatch: pytest.MonkeyPatch, id: str) -> None:
    assert SAYS[id] in PLANTS[id](checkout, monkeypatch)


@pytest.mark.parametrize("file", [FIXED, BROKEN_FILE, "snippets/stream-interrupted/fixed.py"])
def test_what_is_published_is_caught_by_nothing(bench: Bench, file: str) -> None:
    row = bench.verified(file, (ROOT / file).read_text(encoding="utf-8"), timeout=scheduler.TIMEOUT)
    assert (row.outcome, row.reasons) == ("passed", ())


def test_the_list_names_what_is_planted_and_nothing_else() -> None:
    ids = [mutation["id"] for mutation in MUTATIONS]
    assert len(ids) == len(set(ids))
    assert set(ids) == {*TEXTS, *PLANTS}
    assert all(mutation.keys() == {"id", "what", "check", "says"} for mutation in MUTATIONS)
    assert min(len(mutation["says"]) for mutation in MUTATIONS) > 3  # a shorter text would be in anything
