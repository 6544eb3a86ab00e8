"""Texts that are not about an error of the API: what this package said itself, packages, output without an error."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from mistral_playbooks.explain import render
from mistral_playbooks.gateway.connections import REFUSED
from mistral_playbooks.mock import Api, Request, Settings


def explained(text: str) -> str:
    out = io.StringIO()
    render.run(text, io.StringIO(), out=out)
    return out.getvalue()


def matches(text: str) -> list[str]:
    out = io.StringIO()
    render.run(text, io.StringIO(), json=True, out=out)
    return [match["slug"] for match in json.loads(out.getvalue())["matches"]]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("ModuleNotFoundError: No module named 'logfire'", "logfire"),
        ("ModuleNotFoundError: No module named 'langchain_community'", "langchain_community"),
        ("ModuleNotFoundError: No module named 'discord.ext'", "discord"),
        ("Error: Cannot find module 'express'", "express"),
        ("Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'endent' imported from /home/me/x.mjs", "endent"),
    ],
)
def test_a_missing_package_of_others_is_named(line: str, name: str) -> None:
    """No playbook has it: the program ended before it called the API."""
    text = f'Traceback (most recent call last):\n  File "a.py", line 5, in <module>\n    import x\n{line}'
    assert explained(text).startswith(f"The package that contains `{name}` is not installed")


@pytest.mark.parametrize(
    "text",
    [
        "ModuleNotFoundError: No module named 'mistralai'",
        "ModuleNotFoundError: No module named 'mistralai.models.chat_completion'",
        "Error: Cannot find module './settings'",
        "Error: Cannot find module '@mistralai/mistralai'",
        # Met first, and handled: the last error is another one.
        "ModuleNotFoundError: No module named 'ujson'\nInvalid model: open-mistral-7b",
    ],
)
def test_a_missing_package_is_named_only_if_it_is_the_error(text: str) -> None:
    assert not explained(text).startswith("The package that contains")


@pytest.mark.parametrize(
    ("text", "package"),
    [
        ("ModuleNotFoundError: No module named 'mistral'", "mistralai"),
        ("ModuleNotFoundError: No module named 'mistral_sdk.client'", "mistralai"),
        ("Error: Cannot find module 'mistralai'\nRequire stack:\n- /app/index.js", "@mistralai/mistralai"),
    ],
)
def test_a_guessed_name_of_the_sdk_is_not_to_be_installed(text: str, package: str) -> None:
    assert explained(text).startswith(f"Mistral's package is `{package}`. Do not install `")


def test_a_package_of_mistrals_that_is_not_the_sdk_is_not_taken_for_it() -> None:
    assert "Do not install" not in explained("ModuleNotFoundError: No module named 'mistral_common'")


def test_a_key_in_the_place_of_a_name_is_told() -> None:
    key = "aBcD1234efGH5678ijKL9012mnOP3456"
    text = f"Traceback (most recent call last):\n    key = os.environ[\"{key}\"]\nKeyError: '{key}'"
    assert explained(text).startswith("Your program has a key in the place of a variable's name.")
    assert key not in explained(text)
    assert "in the place of" not in explained(text.replace(key, "MISTRAL_API_KEY"))


def test_what_the_mock_does_not_serve_is_not_put_down_to_the_program() -> None:
    response, _ = Api(Settings()).handle(Request("POST", "/v1/responses", "", {"authorization": "Bearer x"}, b"{}"))
    said = f"openai.NotFoundError: Error code: 404 - {json.loads(response.content)}"
    assert "does not answer POST /v1/responses" in explained(said)
    assert matches(said) == []


def test_a_host_that_run_refused_is_named() -> None:
    assert "refused example.com:443" in explained(REFUSED.format("example.com:443", "not the API"))
    assert "use `--allow`" in explained("httpx.ProxyError: 403 Refused by mistral-playbooks")


def test_an_error_beside_a_refused_host_is_still_found() -> None:
    text = f"{REFUSED.format('example.com:443', 'x')}\nTool call id was call_1 but must be a-z, A-Z, 0-9"
    assert matches(text)[:1] == ["tool-call-id-format"]


@pytest.mark.parametrize(
    "text",
    [
        "Available models: mistral-small-latest, mistral-large-latest, codestral-latest",
        "id='abc' object='chat.completion' model='mistral-small-latest' usage=UsageInfo(prompt_tokens=16)",
    ],
)
def test_the_output_of_a_program_that_works_is_no_error(text: str) -> None:
    assert explained(text).startswith("This text shows no error.")
    assert matches(text) == []


def test_lines_are_answered_as_one_text_is() -> None:
    out, text = io.StringIO(), "Available models: mistral-small-latest, mistral-large-latest, codestral-latest"
    render.run(None, io.BytesIO(json.dumps({"id": 1, "text": text}).encode()), jsonl=True, out=out)
    assert json.loads(out.getvalue()) == {"id": 1, "matches": []}


def test_places_in_a_program_are_no_words_about_its_error() -> None:
    frames = "    at ModuleJob.run (node:internal/modules/esm/module_job:262:25)\n    at async asyncRunEntryPoint"
    assert matches(f"file:///app/mistral.mjs:3\n\nError: boom\n    at file:///app/mistral.mjs:3:7\n{frames}") == []


def test_a_program_is_no_error(tmp_path: Path) -> None:
    program = tmp_path / "ask.py"
    program.write_text("raise SystemExit('Tool call id was call_1 but must be a-z, A-Z, 0-9')\n", encoding="utf-8")
    err = io.StringIO()
    assert render.run(str(program), io.StringIO(), err=err) == 2
    assert "ask.py is a program, not an error." in err.getvalue()
    assert f"`mistral-playbooks run -- python {program}`" in err.getvalue()


def test_a_method_that_a_path_does_not_take_is_told() -> None:
    text = "405 Client Error: Method Not Allowed for url: https://api.mistral.ai/v1/chat/completions"
    assert explained(text) == "`/v1/chat/completions` takes POST. Your program used another method.\n"
    assert matches(text) == []
    assert "takes" not in explained(text.replace("api.mistral.ai", "llm.example.com"))


def test_an_address_that_the_api_has_is_not_corrected() -> None:
    text = "Status 404 https://api.mistral.ai/v1/chat/completions no Route matched with those values"
    assert "Make it" not in explained(text)
