"""The table of OpenAI's fields in the playbook `extra-forbidden`: each row is sent to the mock, and answered so."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest

from helpers.api import HELLO, MODEL, send
from helpers.machine import ROOT
from mistral_playbooks.mock import Api

PAGE = ROOT / "docs/playbooks/extra-forbidden.md"
FUNCTION = {"name": "weather", "parameters": {"type": "object", "properties": {}}}
TOOLS = [{"type": "function", "function": FUNCTION}]
CALLS = [{"id": "D681PevKs", "type": "function", "function": {"name": "weather", "arguments": "{}"}}]
VALUES: dict[str, Any] = {
    "completion_args": {"temperature": 0.5, "max_tokens": 5},
    "frequency_penalty": 0.5,
    "index": 0,
    "logprobs": True,
    "max_tokens": 5,
    "metadata": {"user": "customer-42"},
    "n": 1,
    "name": "weather",
    "output_dimension": 512,
    "parallel_tool_calls": False,
    "presence_penalty": 0.5,
    "prompt_cache_key": "conversation-42",
    "random_seed": 7,
    "reasoning_effort": "none",
    "safe_prompt": True,
    "stop": ["."],
    "stream_options": {"include_usage": True},
    "tool_choice": "auto",
    "tools": TOOLS,
    "top_k": 5,
    "top_logprobs": 2,
}
"""Sound values of the fields that the API knows. The others are refused whatever their value is."""
NAMES = re.compile(r"`([^`]+)`")


def rows() -> list[tuple[str, str, str, list[str]]]:
    """Each field of the table, with the endpoint, the answer, and the fields to send instead."""
    table = PAGE.read_text(encoding="utf-8").partition("| Field | Send instead |")[2].partition("\n\n")[0]
    found = []
    for line in table.splitlines()[2:]:
        fields, instead, answer, _ = (cell.strip() for cell in line.strip("|").split(" | "))
        endpoint = re.search(r"\(([^)]+)\)", fields)
        for name in NAMES.findall(fields):
            found.append((name, endpoint[1] if endpoint else "chat", answer, NAMES.findall(instead)))
    return found


def sound(api: Api, endpoint: str, field: str) -> tuple[str, dict[str, Any]]:
    """A path and a body without the field, which has all that its path goes through."""
    if endpoint == "embeddings":
        return "/v1/embeddings", {"model": "codestral-embed", "input": ["Hello"]}
    if endpoint == "conversations":
        return "/v1/conversations", {"model": MODEL, "inputs": "Hello"}
    if endpoint == "append to a conversation":
        made = send(api, {"model": MODEL, "inputs": "Hello", "tools": []}, path="/v1/conversations")[1]
        return f"/v1/conversations/{made['conversation_id']}", {"inputs": "Hello again"}
    body: dict[str, Any] = {"model": MODEL, "messages": HELLO}
    if field.startswith("messages[].content"):
        body["messages"] = [{"role": "user", "content": [{"type": "text", "text": "Hello"}]}]
    elif field.startswith("messages"):
        result = {"role": "tool", "tool_call_id": CALLS[0]["id"], "content": "Sunny"}
        body["messages"] = [*HELLO, {"role": "assistant", "content": "", "tool_calls": CALLS}, result]
    if field.startswith("tools"):
        body["tools"] = TOOLS
    return "/v1/chat/completions", copy.deepcopy(body)


def put(body: dict[str, Any], field: str) -> None:
    """Adds the field, such as `messages[].tool_calls[].name`: to an assistant's message if there is one."""
    *path, name = field.replace("[]", "").split(".")
    at: Any = body
    for key in path:
        at = at[key]
        if isinstance(at, list):
            at = next((one for one in at if one.get("role") == "assistant"), at[0])
    at[name] = VALUES.get(name, "x")


def answered(endpoint: str, *fields: str) -> tuple[int, list[Any]]:
    """The status, and the path of each unknown field that the answer names."""
    api = Api()
    path, body = sound(api, endpoint, fields[0])
    for field in fields:
        put(body, field)
    response, said, _ = send(api, body, path=path)
    if response.status != 422:
        return response.status, []
    items = said["detail"] if "detail" in said else said["message"]["detail"]
    return 422, [item["loc"][-1] for item in items if item["type"] == "extra_forbidden"]


@pytest.mark.parametrize(("field", "endpoint", "answer", "instead"), rows())
def test_the_answer_is_that_of_the_table(field: str, endpoint: str, answer: str, instead: list[str]) -> None:
    name = field.rpartition(".")[2]
    expected = {"Refused": (422, [name]), "Accepted": (200, []), "400": (400, [])}
    assert answered(endpoint, field) == expected[answer]
    replacements = [one for one in instead if "." not in one]
    if replacements:
        assert answered(endpoint, *replacements) == (200, [])


def test_the_table_has_rows_of_each_kind() -> None:
    assert {answer for _, _, answer, _ in rows()} == {"Refused", "Accepted", "400"}
    assert {endpoint for _, endpoint, _, _ in rows()} == {
        "chat",
        "embeddings",
        "conversations",
        "append to a conversation",
    }
    assert len(rows()) > 40
