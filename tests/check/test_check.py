"""The command `check`, as it is called."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mistral_playbooks.cli import main
from mistral_playbooks.mock import Api, Request, Settings

USER = {"role": "user", "content": "Which river flows through Lyon?"}
CALLS = {"role": "assistant", "tool_calls": [{"id": "call_1", "function": {"name": "f", "arguments": "{}"}}]}
ANSWERED = {"role": "tool", "content": "22", "tool_call_id": "call_1"}
GOOD = {"model": "mistral-small-latest", "messages": [USER]}
FOREIGN_IDS = [USER, CALLS, ANSWERED]


def check(value: Any = None, *options: str, text: str | None = None) -> Result:
    """Runs `check` with this JSON (or text) on standard input."""
    return CliRunner().invoke(main, ["check", *options], input=json.dumps(value) if text is None else text)


def test_a_request_that_would_be_answered():
    ran = check(GOOD)
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "Request is valid.\n", "")


def test_a_list_of_messages_is_judged_too():
    assert check([USER]).exit_code == 0


def test_a_refusal_shows_the_error_and_its_playbook():
    ran = check(FOREIGN_IDS)
    assert ran.exit_code == 1
    lines = ran.stdout.splitlines()
    assert lines[0] == "Request would be refused: 400 3280 invalid_function_call"
    assert lines[1] == "  Tool call id was call_1 but must be a-z, A-Z, 0-9, with a length of 9."
    assert lines[2].startswith("  Playbook: ")
    assert "[tool-call-id-format]" in lines[2]
    assert lines[3].startswith("  First:    ")
    assert "/playbooks/tool-call-id-format/" in lines[4]


def test_every_item_of_a_422_has_its_place():
    ran = check({**GOOD, "user": "u", "messages": [{**USER, "name": "n"}]})
    assert ran.exit_code == 1
    assert "Request would be refused: 422 invalid_request_error" in ran.stdout
    assert "messages[0].user.name: Extra inputs are not permitted" in ran.stdout
    assert "\n  user: Extra inputs are not permitted" in ran.stdout


KEY = "Q7f3kP9sL2mN8vB4xZ1cR6tY5wH0jD3g"


@pytest.mark.parametrize(
    "request_with_key",
    [
        {**GOOD, "model": KEY},
        {**GOOD, KEY: 1},
        {**GOOD, "messages": [{**USER, KEY: 1}]},
        {**GOOD, "messages": [{**USER, "role": KEY}]},
        [USER, json.loads(json.dumps(CALLS).replace("call_1", KEY)), {**ANSWERED, "tool_call_id": KEY}],
    ],
    ids=["model", "field", "nested field", "role", "tool call id"],
)
def test_a_key_is_never_printed_whatever_it_stands_for(request_with_key):
    for options in ((), ("--json",)):
        ran = check(request_with_key, *options)
        assert ran.exit_code == 1
        assert KEY not in ran.stdout + ran.stderr
        assert "[secret]" in ran.stdout
    assert KEY not in check(request_with_key, "--fix").stderr


def test_a_file(tmp_path):
    file = tmp_path / "request.json"
    file.write_text("\ufeff" + json.dumps(GOOD), encoding="utf-8")
    assert CliRunner().invoke(main, ["check", str(file)]).exit_code == 0


def test_json_for_a_program():
    answer = json.loads(check(FOREIGN_IDS, "--json").stdout)
    assert answer["accepted"] is False
    assert answer["error"] == {
        "status": 400,
        "type": "invalid_function_call",
        "code": "3280",
        "message": "Tool call id was call_1 but must be a-z, A-Z, 0-9, with a length of 9.",
    }
    assert answer["playbook"]["slug"] == "tool-call-id-format"
    assert {"title", "first_step", "url"} <= set(answer["playbook"])
    assert json.loads(check(GOOD, "--json").stdout) == {"accepted": True, "error": None, "playbook": None}


def test_fix_prints_the_same_shape_and_says_what_it_did():
    ran = check(FOREIGN_IDS, "--fix")
    assert ran.exit_code == 0
    fixed = json.loads(ran.stdout)
    assert isinstance(fixed, list)
    assert check(fixed).exit_code == 0
    assert ran.stderr == f"replaced the id `call_1` with `{fixed[2]['tool_call_id']}` everywhere\n"
    body = json.loads(check({**GOOD, "messages": FOREIGN_IDS, "user": "u"}, "--fix").stdout)
    assert body == {**GOOD, "messages": fixed}


def test_fix_leaves_what_is_fine():
    ran = check(GOOD, "--fix")
    assert (ran.exit_code, json.loads(ran.stdout), ran.stderr) == (0, GOOD, "Nothing to repair.\n")


def test_fix_of_what_a_person_must_decide():
    ran = check([USER, {"role": "assistant", "content": "The Rhône.", "id": "msg_1"}], "--fix")
    assert ran.exit_code == 1
    assert json.loads(ran.stdout) == [USER, {"role": "assistant", "content": "The Rhône."}]
    assert "Rhône" in ran.stdout
    assert "messages[1]: removed `id`, which the API refuses here" in ran.stderr
    assert "Not repaired:" in ran.stderr
    assert "Expected last role User or Tool" in ran.stderr
    assert "Decide: The last message is the assistant's." in ran.stderr


def test_fix_as_json():
    answer = json.loads(check(FOREIGN_IDS, "--fix", "--json").stdout)
    assert answer["accepted"] is True
    assert len(answer["changes"]) == 1
    assert check(answer["fixed"]).exit_code == 0
    stuck = json.loads(check([USER, {"role": "assistant", "content": "a"}], "--fix", "--json").stdout)
    assert (stuck["accepted"], stuck["changes"]) == (False, [])
    assert stuck["decide"].startswith("The last message")


def test_a_batch_file_is_judged_line_by_line():
    rows = [{"custom_id": "1", "body": GOOD}, {"custom_id": "2", "body": {**GOOD, "seed": 1}}]
    text = "\n".join(map(json.dumps, rows)) + "\n\n"
    ran = check(text=text)
    assert ran.exit_code == 1
    assert ran.stdout.startswith("line 1: Request is valid.\nline 2: Request would be refused: 422")
    fixed = check(None, "--fix", text=text)
    assert fixed.exit_code == 0
    assert [json.loads(line) for line in fixed.stdout.splitlines()] == [
        rows[0],
        {"custom_id": "2", "body": {**GOOD, "random_seed": 1}},
    ]
    assert "line 2: renamed `seed` to `random_seed`" in fixed.stderr
    assert [json.loads(line)["line"] for line in check(None, "--json", text=text).stdout.splitlines()] == [1, 2]


def test_rows_of_a_batch_have_the_jobs_model():
    """As the API's own examples have them: `model` is given once, with the job."""
    user = [{"role": "user", "content": "Hello"}]
    rows = [
        {"custom_id": "0", "body": {"max_tokens": 100, "messages": user}},
        {"custom_id": "1", "body": {"messages": user, "seed": 1}},
        {"custom_id": "2", "body": {"input": ["a"]}},
        {"custom_id": "3", "body": {"prompt": "def f("}},
    ]
    text = "\n".join(map(json.dumps, rows))
    ran = check(text=text)
    assert [line.split(":")[1] for line in ran.stdout.splitlines() if line.startswith("line")] == [
        " Request is valid.",
        " Request would be refused",
        " Request is valid.",
        " Request is valid.",
    ]
    assert ran.stderr.count("the job sets theirs") == 1
    assert "mistral-medium-latest" in ran.stderr
    fixed = check(None, "--fix", text=text)
    assert fixed.exit_code == 0
    assert [json.loads(line) for line in fixed.stdout.splitlines()] == [
        rows[0],
        {"custom_id": "1", "body": {"messages": user, "random_seed": 1}},
        *rows[2:],
    ]
    assert "the job" not in check(text=json.dumps({"custom_id": "0", "body": GOOD})).stderr
    alone = check(text=json.dumps({"messages": user}))
    assert (alone.exit_code, "model: Field required" in alone.stdout) == (1, True)


def test_moderations_are_not_taken_for_embeddings():
    model = "mistral-moderation-latest"
    user = [{"role": "user", "content": "Hello"}]
    for good in ("a text", ["a text"], user, [user]):
        assert check({"model": model, "input": good}).exit_code == 0, good
    refused = check({"model": model, "input": [{"role": "nobody", "content": "Hello"}]})
    assert (refused.exit_code, "EmbeddingRequest" in refused.stdout) == (1, False)


def test_other_bodies_that_the_mock_knows():
    assert check({"model": "codestral-latest", "prompt": "def f("}).exit_code == 0
    assert check({"model": "mistral-embed", "input": ["a"]}).exit_code == 0
    assert "1500" in check({"model": "nope", "input": ["a"]}).stdout
    document = {"type": "document_url", "document_url": "https://arxiv.org/pdf/2201.04234"}
    assert check({"model": "mistral-ocr-latest", "document": document}).exit_code == 0
    assert check({"model": "mistral-medium-latest", "inputs": "Hello"}).exit_code == 0
    assert check({"model": "voxtral-mini-tts-2603", "input": "Hello", "voice_id": "gb_jane_neutral"}).exit_code == 0


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            {"model": "mistral-ocr-latest", "document": {"type": "document_path", "document_path": "a.pdf"}},
            "document.DocumentURLChunk.document_url: Field required",
        ),
        ({"model": "mistral-medium-latest", "inputs": "Hello", "temperature": 0.7}, "temperature: Extra inputs"),
        ({"inputs": "Hello", "tools": []}, "Exactly one of agent_id or model"),
        ({"inputs": "Hello", "model": None}, "Exactly one of agent_id or model"),
        ({"inputs": ""}, "Either inputs or tool_confirmations must be provided"),
        ({"inputs": "Hello", "from_entry_id": "e", "model": "mistral-medium-latest"}, "model: Extra inputs"),
        ({"model": "voxtral-mini-tts-2603", "input": []}, "input: Input should be a valid string"),
        # The names of the Python SDK's arguments are not those of the body.
        ({"model": "mistral-embed", "inputs": ["a"]}, "input: Field required"),
        ({"model": "mistral-moderation-latest", "inputs": ["a"]}, "input: Field required"),
    ],
)
def test_a_body_is_judged_by_the_rules_of_its_own_endpoint(body, said):
    ran = check(body)
    assert (ran.exit_code, said in ran.stdout) == (1, True), ran.stdout


def signed_path() -> str:
    """The path and query of a URL that a mock signed for a file."""
    api = Api(Settings())
    headers = {"authorization": "Bearer check", "content-type": "multipart/form-data; boundary=b"}
    parts = [('name="purpose"', "ocr"), ('name="file"; filename="a.pdf"', "%PDF-1.4")]
    form = "".join(f"--b\r\nContent-Disposition: form-data; {name}\r\n\r\n{text}\r\n" for name, text in parts)
    made, _ = api.handle(Request("POST", "/v1/files", "", headers, f"{form}--b--\r\n".encode()))
    url, _ = api.handle(Request("GET", f"/v1/files/{json.loads(made.content)['id']}/url", "", headers))
    return json.loads(url.content)["url"].removeprefix("https://api.mistral.ai")


@pytest.mark.parametrize(
    "body",
    [
        {"model": "mistral-ocr-latest", "document": {"file_id": "00edaf84-95b0-45db-8f83-f71138491f23"}},
        {"model": "voxtral-mini-tts-2603", "input": "Hello", "voice_id": "a1b2c3d4-95b0-45db-8f83-f71138491f23"},
        *(
            {"model": "mistral-ocr-latest", "document": {"document_url": f"{host}{signed_path()}"}}
            for host in ("https://api.mistral.ai", "http://127.0.0.1:8765")
        ),
    ],
)
def test_what_only_the_workspace_has_cannot_be_judged(body):
    ran = check(body)
    assert (ran.exit_code, "known only to your workspace" in ran.stderr) == (2, True)
    assert "Give a request body" not in ran.stderr


TUNED = "ft:open-mistral-7b:daf5e488:20240612:43d5b4b1"


@pytest.mark.parametrize("more", [{"messages": [USER]}, {"inputs": "Hi"}, {"input": ["Hi"]}, {"prompt": "def f("}])
def test_a_fine_tuned_model_is_known_only_to_the_workspace(more):
    ran = check({"model": TUNED, **more})
    assert (ran.exit_code, "known only to your workspace" in ran.stderr) == (2, True), ran.output
    assert "Give a request body" not in ran.stderr
    assert check({"model": TUNED, "temperature": 9, **more}).exit_code == 1


def test_a_refusal_says_for_which_endpoint_a_body_was_taken():
    ran = check({"model": "mistral-small-latest", "prompt": "list files"})
    assert "FIM is not enabled" in ran.stdout
    assert "\n  Checked as a request to /v1/fim/completions, because the body has `prompt`.\n" in ran.stdout
    assert "/v1/conversations/{id}, because the body has `inputs`" in check({"inputs": ""}).stdout
    assert "Checked as" not in check(FOREIGN_IDS).stdout


RESULT = {"type": "function.result", "tool_call_id": "Ab3dEfGh1", "result": "1"}


@pytest.mark.parametrize(
    "body",
    [
        {"inputs": "And green?", "stream": False, "store": True, "handoff_execution": "server"},
        {"inputs": "And green?"},
        {"inputs": [RESULT], "completion_args": {"temperature": 0}},
        {"inputs": [RESULT], "tool_confirmations": None},
        {"tool_confirmations": [{"tool_call_id": "Ab3dEfGh1", "confirmation": "allow"}]},
        {"inputs": "Again.", "from_entry_id": "msg_1", "metadata": {"a": 1}},
        {"from_entry_id": "msg_1"},
    ],
)
def test_a_request_that_continues_a_conversation_is_judged_by_its_fields(body):
    ran = check(body)
    assert (ran.exit_code, "conversation is known only to your workspace" in ran.stderr) == (2, True), ran.output
    assert "Give a request body" not in ran.stderr
    wrong = check({**body, "temperature": 0.7, "stream": "maybe"})
    assert (wrong.exit_code, "temperature: Extra inputs" in wrong.stdout) == (1, True), wrong.stdout


def test_a_line_of_a_batch_can_start_a_conversation():
    assert check({"custom_id": "0", "body": {"inputs": "Hello"}}).exit_code == 0


@pytest.mark.parametrize("field", ["voice_id", "voice"])
def test_a_name_that_is_no_preset_is_not_the_workspaces(field):
    ran = check({"model": "voxtral-mini-tts-2603", "input": "Hello", field: "alloy"})
    assert (ran.exit_code, "is not one of Mistral's presets" in ran.stderr) == (2, True)
    assert "workspace" not in ran.stderr
    assert "Voice 'alloy' not found." in ran.stderr


def test_a_newer_voice_on_an_older_model_is_refused():
    body = {"model": "voxtral-mini-tts-2603", "input": "Hello", "voice_id": "voice_478"}
    ran = check(body)
    assert (ran.exit_code, "voice-not-found" in ran.stdout) == (1, True), ran.stdout
    assert check({**body, "model": "voxtral-mini-tts-3"}).exit_code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the input is empty"),
        ("{", "not valid JSON"),
        ('{"messages": []} x', "not valid JSON"),
        ('{"messages": []}\n{', "line 2 is not valid JSON"),
        ('{"messages": []}\n{"a": 1}', "line 2: the body is not a request to a model"),
        ("5", "the input is a number, not a request body or a list of messages"),
        ('"hi"', "the input is a string"),
        ('{"inputs": "a", "agent_id": "ag_1"}', "an agent is known only to your workspace"),
        ('{"agent_id": "ag_1", "messages": []}', "an agent is known only to your workspace"),
        ("[" * 100_000, "nested too deeply"),
        ('{"messages": ' + "[" * 900 + "]" * 900 + "}", ""),
    ],
)
def test_what_cannot_be_judged_is_said_in_one_line(text, said):
    ran = check(text=text)
    assert ran.exit_code == 2 or not said
    assert ran.exception is None or isinstance(ran.exception, SystemExit)
    assert said in ran.stderr
    assert "Traceback" not in ran.output


def test_a_file_that_is_not_there(tmp_path):
    ran = CliRunner().invoke(main, ["check", str(tmp_path / "none.json")])
    assert ran.exit_code == 2
    assert "cannot be read: No such file" in ran.stderr
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    ran = CliRunner().invoke(main, ["check", str(tmp_path / "bytes")])
    assert (ran.exit_code, "not valid UTF-8" in ran.stderr) == (2, True)


NODE = " (Node 24, or with `tsx` in place of `node`)"


def told_of(file, text):
    """What `check` says of a file that is no request."""
    file.write_text(text)
    ran = CliRunner().invoke(main, ["check", str(file)])
    assert ran.exit_code == 2
    return ran.stderr


@pytest.mark.parametrize(
    ("name", "first", "start"),
    [
        ("ask.py", "import os", "python {}"),
        ("ask.mjs", "import os", "node {}"),
        ("ask.ts", "import os", f"node {{}}{NODE}"),
        ("ask.mts", "import os", f"node {{}}{NODE}"),
        ("ask.php", "<?php", "php {}"),
        ("ask.rb", "require 'json'", "ruby {}"),
        ("ask.go", "package main", "go run {}"),
        ("Ask.java", "class Ask {}", "java {}"),
        ("main.rs", "fn main() {}", "cargo run"),
        ("ask.sh", "curl", "sh {}"),
        ("ask.sh", "#!/bin/bash", "bash {}"),
        ("ask", "#!/usr/bin/env -S python3 -u", "python3 {}"),
        ("ask.txt", "#! /usr/bin/zsh", "zsh {}"),
    ],
)
def test_a_program_is_led_to_run(tmp_path, name, first, start):
    file = tmp_path / name
    said = told_of(file, f"{first}\n")
    assert said == (
        f"mistral-playbooks: {file} is a program, and `check` reads a request. To check what the program sends: "
        f"mistral-playbooks run -- {start.format(file)}\n"
    )


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("lab.ipynb", '{"cells": []}', "mock = start_mock()"),
        ("page.html", "<script>", "start `mistral-playbooks mock`"),
        ("ask.http", "POST https://api.mistral.ai", "its body alone"),
        ("ask.yml", "model: a", "convert the request first"),
    ],
)
def test_a_file_that_is_neither_is_told_what_to_do(tmp_path, name, text, said):
    told = told_of(tmp_path / name, text)
    assert said in told
    assert "not valid JSON" not in told


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "a", "tool", "assistant", "user", "null"]),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(
        st.sampled_from(["role", "content", "tool_calls", "id", "function", "tool_call_id", "name", "arguments",
                         "type", "parameters", "properties", "text", "tools", "messages", "model"]), one, max_size=4),
    max_leaves=12,
)  # fmt: skip
MESSAGE = st.fixed_dictionaries(
    {"role": st.sampled_from(["assistant", "tool", "user", "system"])},
    optional={"content": JUNK, "tool_calls": JUNK | st.lists(st.fixed_dictionaries({"id": JUNK, "function": JUNK})),
              "tool_call_id": JUNK, "name": JUNK, "prefix": JUNK, "refusal": JUNK},
)  # fmt: skip


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(MESSAGE | JUNK, max_size=4), st.fixed_dictionaries({}, optional={"tools": JUNK, "seed": JUNK}))
def test_no_json_breaks_it(messages, more):
    ran = check({"model": "mistral-small-latest", "messages": messages, **more}, "--fix", "--json")
    assert ran.exit_code in (0, 1), ran.output
    answer = json.loads(ran.stdout)
    assert answer["accepted"] == (ran.exit_code == 0)
    again = check(answer["fixed"], "--fix", "--json")
    assert json.loads(again.stdout)["changes"] == []
