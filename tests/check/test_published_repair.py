"""The published program that repairs a whole history: the API accepts what it makes, and `check --fix` agrees with it.

The program's function is taken from the file as published, in both languages, and gets histories that are broken in
every way that the pages name, several at once.
"""

from __future__ import annotations

import ast
import json
import random
import re
import runpy
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from helpers.conversations import Message
from mistral_playbooks.check.repair import repair
from mistral_playbooks.check.repair.history import UNKNOWN
from mistral_playbooks.check.verdict import refusal
from mistral_playbooks.content import catalog
from mistral_playbooks.verify.runners import node

SHARED = "fixed-several"
IDS = ("abcDEF123", "q8LmZ3vYb", "call_PTLP8xhu3uwZk4l3nlnrrJha", "toolu_01A09q90", "call_1", "", None)
THINKING = {"type": "thinking", "thinking": "Look it up.", "signature": "EqQB"}
OUR_THINKING = {"type": "thinking", "thinking": [{"type": "text", "text": "Look it up."}]}
TEXT = {"type": "text", "text": "It is warm."}


def histories(count: int) -> list[list[Message]]:
    """Histories that a program may have stored: sound rounds in which something was cut, moved, lost or added."""
    found = []
    for seed in range(count):
        draw = random.Random(seed)
        messages: list[Message] = [{"role": "user", "content": f"Question {seed}"}]
        for turn in range(draw.randint(1, 4)):
            messages += _round(draw, turn)
        for _ in range(draw.randint(0, 3)):
            _break(draw, messages)
        found.append(messages)
    return found


def _round(draw: random.Random, turn: int) -> list[Message]:
    said = draw.choice(["It is warm.", "", None, [TEXT], [THINKING, TEXT], [OUR_THINKING, TEXT], [THINKING]])
    ids = [draw.choice(IDS) for _ in range(draw.randint(0, 3))]
    calls = [
        {"id": id, "function": {"name": "weather", "arguments": json.dumps({"turn": turn, "number": number})}}
        for number, id in enumerate(ids)
    ]
    made: Message = {"role": "assistant", "content": said} | ({"tool_calls": calls} if calls else {})
    results = [
        {"role": "tool", "tool_call_id": id, "content": f"result {turn}.{number}"} for number, id in enumerate(ids)
    ]
    if draw.random() < 0.3:
        results = results[: draw.randint(0, len(results))]
    after = draw.choice([[{"role": "assistant", "content": "Warm."}], [{"role": "user", "content": "And now?"}], []])
    return [made, *results, *after]


def _break(draw: random.Random, messages: list[Message]) -> None:
    at = draw.randrange(len(messages) + 1)
    match draw.randrange(5):
        case 0:
            messages.insert(at, {"role": "system", "content": "Be brief."})
        case 1:
            messages.insert(at, {"role": "assistant", "content": ""})
        case 2:
            messages.insert(at, {"role": "user", "content": "Wait."})
        case 3 if any(one["role"] == "user" for one in messages[at:]):
            del messages[:at]  # trimmed
        case 4:
            messages.append({"role": "assistant", "content": "It is w", "prefix": draw.random() < 0.5})


def functions(path: Path) -> dict[str, Any]:
    """The functions of a published Python program, without what it sends."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tree.body = [one for one in tree.body if isinstance(one, ast.FunctionDef) or ast.unparse(one) == "import re"]
    names: dict[str, Any] = {}
    exec(compile(tree, str(path), "exec"), names)
    return names


@pytest.fixture(scope="module")
def in_python(root: Path) -> Any:
    """`repaired` of the published Python program, for histories whose last answer may be cut off: its messages."""
    repaired = functions(root / f"snippets/shared/{SHARED}.py")["repaired"]
    return lambda history: repaired(history, cut_off=True)[0]


def in_typescript(root: Path, folder: Path, found: list[list[Message]]) -> list[list[Message]]:
    """What `repaired` of the published TypeScript program makes of histories."""
    text = (root / f"snippets/shared/{SHARED}.ts").read_text(encoding="utf-8")
    function = re.search(r"^function repaired\(.*?^}$", text, re.MULTILINE | re.DOTALL)
    assert function
    program = folder / "repair.ts"
    program.write_text(
        'import { readFileSync } from "node:fs";\ntype Message = any;\n'
        f"{function[0]}\n"
        'const histories = JSON.parse(readFileSync(0, "utf8"));\n'
        "console.log(JSON.stringify(histories.map((one: Message[]) => repaired(one, true).messages)));\n",
        encoding="utf-8",
    )
    sent = json.dumps(found).replace('"tool_call_id"', '"toolCallId"').replace('"tool_calls"', '"toolCalls"')
    done = subprocess.run(
        [str(node.executable()), str(program)], input=sent, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    made = done.stdout.replace('"toolCallId"', '"tool_call_id"').replace('"toolCalls"', '"tool_calls"')
    return json.loads(made)


def work(messages: list[Message]) -> list[tuple[str, Any]]:
    """The arguments of each call, with its result, whatever their ids are."""
    found, results = [], {}
    for message in reversed(messages):
        if message["role"] == "tool":
            results[message["tool_call_id"]] = message["content"]
        for call in reversed(message.get("tool_calls") or []):
            found.append((call["function"]["arguments"], results.pop(call["id"], None)))
    return found[::-1]


def users(messages: list[Message]) -> list[Any]:
    return [one["content"] for one in messages if one["role"] == "user"]


def test_the_api_accepts_every_repaired_history_and_no_call_is_lost(root: Path, tmp_path: Path, in_python: Any) -> None:
    found = histories(600)
    broken = [one for one in found if refusal(one)]
    assert len(broken) > 400
    for name, made in (
        ("Python", [in_python(one) for one in found]),
        ("TypeScript", in_typescript(root, tmp_path, found)),
    ):
        for before, after in zip(found, made, strict=True):
            assert refusal(after) is None, (name, before, after)
            assert users(after) == users(before)
            calls = [call["function"]["arguments"] for one in before for call in one.get("tool_calls") or []]
            assert [call for call, _ in work(after)] == calls
            assert None not in [result for _, result in work(after)]
            assert in_python(after) == in_python(in_python(after)), "twice is once"


def test_check_fix_and_the_program_give_each_call_the_same_result(in_python: Any) -> None:
    compared = 0
    for history in histories(600):
        fixed = repair(history)
        if not fixed.changes or fixed.error:
            continue  # what needs a decision, check leaves
        compared += 1
        assert refusal(fixed.value) is None
        assert work(fixed.value) == work(in_python(history)), history
        assert users(fixed.value) == users(in_python(history))
    assert compared > 50


def test_older_servers_accept_it_with_a_message_between_results_and_users(root: Path, in_python: Any) -> None:
    bridged = functions(root / "snippets/message-order/fixed.py")["bridged"]
    for history in histories(300):
        made = bridged(in_python(history))
        if made[0]["role"] != "assistant":  # such servers do not count the calls of the first message
            assert refusal(made, "self-hosted") is None, history


def test_it_takes_the_objects_of_the_sdk_and_changes_nothing_in_place(in_python: Any) -> None:
    from mistralai.client.models import AssistantMessage, FunctionCall, ToolCall

    call = ToolCall(id="call_1", function=FunctionCall(name="weather", arguments="{}"))
    history: list[Any] = [
        {"role": "user", "content": "Weather?"},
        AssistantMessage(content="", tool_calls=[call]),
        {"role": "assistant", "tool_calls": [call]},
    ]
    made = in_python(history)
    assert refusal(made) is None
    assert [one["role"] for one in made] == ["user", "assistant", "tool", "assistant", "tool"]
    assert (call.id, len(history)) == ("call_1", 3)


def test_both_say_the_same_of_a_call_without_a_result(root: Path) -> None:
    for suffix in ("py", "ts"):
        assert UNKNOWN in (root / f"snippets/shared/{SHARED}.{suffix}").read_text(encoding="utf-8")


def test_it_repairs_what_the_broken_programs_of_its_pages_send(root: Path, in_python: Any, mistral_mock: Any) -> None:
    read = catalog.read(root / "docs/playbooks")
    slugs = [one.slug for one in read if f"{SHARED}.py" in one.shared]
    assert len(slugs) == 5
    for slug in slugs:
        refused = 0
        for path in sorted((root / "snippets" / slug).glob("broken*.py")):
            if len(path.suffixes) > 1:
                continue  # for a client that is not installed here
            before = len(mistral_mock.requests)
            with suppress(Exception):  # most of them fail, and some only on an older server
                runpy.run_path(str(path), run_name="__main__")
            for one in mistral_mock.requests[before:]:
                refused += one.status >= 400
                made = in_python(one.body["messages"])
                assert not made or refusal(made) is None, path
                assert made or {message["role"] for message in one.body["messages"]} == {"tool"}, path
        assert refused, slug
