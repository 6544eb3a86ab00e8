"""/v1/agents and /v1/agents/completions by value: bodies as recorded, versions, refusals in the family's own shape."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from helpers.api import BEARER, HELLO, MODEL, frames, send
from helpers.endpoints import FUNCTION, create, error, items
from mistral_playbooks.mock import Api, Settings

NOW = 1782742410.872070


def api() -> Api:
    return Api(clock=lambda: NOW)


def get(api: Api, path: str, query: str = "") -> Any:
    response, body, _ = send(api, b"", method="GET", path=path, query=query)
    assert response.status == 200, body
    return body


def test_a_created_agent_is_as_recorded_on_2026_06_29():
    body = create(api(), instructions="Be short.")
    id = body.pop("id")
    assert re.fullmatch("ag_[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}", id)
    assert json.dumps(body) == json.dumps(
        {
            "instructions": "Be short.",
            "tools": [],
            "completion_args": {
                "stop": None,
                "presence_penalty": None,
                "frequency_penalty": None,
                "temperature": None,
                "top_p": None,
                "max_tokens": None,
                "random_seed": None,
                "prediction": None,
                "response_format": None,
                "tool_choice": "auto",
                "reasoning_effort": None,
            },
            "guardrails": [],
            "model": MODEL,
            "name": "an agent",
            "description": None,
            "handoffs": None,
            "metadata": None,
            "object": "agent",
            "version": 0,
            "versions": [],
            "created_at": "2026-06-29T14:13:30.872070Z",
            "updated_at": "2026-06-29T14:13:30.872072Z",
            "deployment_chat": False,
            "source": "api",
            "version_message": None,
        }
    )


def test_agents_carry_no_rate_limits():
    response, _, _ = send(api(), {"model": MODEL, "name": "x"}, path="/v1/agents")
    assert not [name for name, _ in response.headers if name.startswith("x-ratelimit")]


def test_a_deletion_is_204_without_type_length_and_body_and_then_the_agent_is_gone():
    one = api()
    path = f"/v1/agents/{create(one)['id']}"
    response, _, _ = send(one, b"", method="DELETE", path=path)
    assert (response.status, response.body) == (204, b"")
    assert response.header("content-type") is None
    assert response.header("content-length") is None
    for method in ("GET", "DELETE"):
        response, body, _ = send(one, b"", method=method, path=path)
        assert (response.status, error(body)[1]) == (404, 3000)


def test_an_update_makes_a_version_and_changes_what_was_sent_alone():
    one = api()
    made = create(one, instructions="Be short.", tools=[FUNCTION])
    path = f"/v1/agents/{made['id']}"
    response, new, _ = send(one, {"description": "new", "instructions": None}, method="PATCH", path=path)
    assert response.status == 200
    changed = {name for name in made if made[name] != new[name]}
    assert changed == {"description", "instructions", "version", "versions", "updated_at"}
    assert (new["version"], new["versions"], new["instructions"]) == (1, [0], None)
    assert get(one, path) == new
    assert get(one, path, "agent_version=0") == made
    response, body, _ = send(one, {"model": None, "name": None}, method="PATCH", path=path)
    assert (response.status, body["version"], body["model"], body["name"]) == (200, 2, MODEL, "an agent")


def test_lists_are_filtered_and_paged():
    one = api()
    ids = [create(one, name=f"agent {i}", metadata={"team": i % 2})["id"] for i in range(5)]
    assert [body["id"] for body in get(one, "/v1/agents")] == ids[::-1]
    assert [body["id"] for body in get(one, "/v1/agents", "page=1&page_size=2")] == [ids[2], ids[1]]
    assert [body["id"] for body in get(one, "/v1/agents", "name=agent+3")] == [ids[3]]
    assert [body["id"] for body in get(one, "/v1/agents", 'metadata={"team":1}')] == [ids[3], ids[1]]
    assert get(one, "/v1/agents", "deployment_chat=true&sources=api") == []
    seen, token = [], ""
    while token is not None:
        page = get(one, "/v1/agents/pages", f"page_size=2&page_token={token}")
        assert list(page) == ["object", "data", "next_page_token"]
        seen += [body["id"] for body in page["data"]]
        token = page["next_page_token"]
    assert seen == ids[::-1]
    other = {**BEARER, "authorization": "Bearer another key"}
    assert send(one, b"", method="GET", path="/v1/agents", headers=other)[1] == []


@pytest.mark.parametrize(
    ("query", "loc", "kind"),
    [
        ("page=x", ["query", "page"], "int_parsing"),
        ("page_size=0", ["query", "page_size"], "greater_than_equal"),
        ("metadata=x", ["query", "metadata"], "json_invalid"),
    ],
)
def test_a_wrong_query_is_422(query, loc, kind):
    response, body, _ = send(api(), b"", method="GET", path="/v1/agents", query=query)
    assert response.status == 422
    assert [(item["loc"], item["type"]) for item in items(body)] == [(loc, kind)]


@pytest.mark.parametrize(
    ("fields", "loc", "kind"),
    [
        ({"name": None}, ["body", "name"], "string_type"),
        ({"temperature": 0.5}, ["body", "temperature"], "extra_forbidden"),
        ({"handoffs": []}, ["body", "handoffs"], "too_short"),
        ({"version_message": "x" * 501}, ["body", "version_message"], "string_too_long"),
        ({"completion_args": {"temperature": 1.2}}, ["body", "completion_args", "temperature"], "less_than_equal"),
        ({"completion_args": {"tool_choice": "any"}}, ["body", "completion_args", "tool_choice"], "enum"),
        ({"completion_args": {"top_k": 5}}, ["body", "completion_args", "top_k"], "extra_forbidden"),
    ],
)
def test_a_wrong_body_is_422_with_the_items_twice(fields, loc, kind):
    response, body, exchange = send(api(), {"model": MODEL, "name": "x", **fields}, path="/v1/agents")
    assert (response.status, exchange.code) == (422, "3001")
    assert [(item["loc"], item["type"]) for item in items(body)] == [(loc, kind)]


def test_no_json_no_body_and_an_unknown_model():
    assert send(api(), b"{", path="/v1/agents")[0].status == 422
    assert items(send(api(), b"", path="/v1/agents")[1])[0]["type"] == "missing"
    response, body, _ = send(api(), {"model": "nope", "name": "x"}, path="/v1/agents")
    assert (response.status, error(body)) == (400, ("Invalid model: nope", 1500))


def test_two_kinds_of_web_search_exclude_each_other():
    tools = [{"type": "web_search"}, {"type": "web_search_premium"}]
    response, body, _ = send(api(), {"model": MODEL, "name": "x", "tools": tools}, path="/v1/agents")
    assert (response.status, error(body)[0]) == (422, "Can't add web_search and web_search_premium together")


def test_a_model_that_runs_no_built_in_tools_gets_none():
    agent = {"model": "ministral-8b-latest", "name": "x", "tools": [{"type": "document_library", "library_ids": ["a"]}]}
    response, body, _ = send(api(), agent, path="/v1/agents")
    text = "Model ministral-8b-latest currently does not support builtin connectors."
    assert (response.status, error(body)) == (400, (text, 3004))


def test_at_most_a_hundred_versions_are_kept():
    one = api()
    path = f"/v1/agents/{create(one)['id']}"
    body = [send(one, {"description": "again"}, method="PATCH", path=path)[1] for _ in range(120)][-1]
    assert (body["version"], len(body["versions"])) == (120, 100)
    assert send(one, b"", method="GET", path=path, query="agent_version=0")[0].status == 404


def complete(api: Api, agent: str, **fields: Any) -> Any:
    return send(api, {"agent_id": agent, "messages": HELLO, **fields}, path="/v1/agents/completions")


def test_a_completion_is_a_chat_completion_of_the_agents_model():
    one = api()
    response, body, exchange = complete(one, create(one)["id"])
    assert list(body) == ["id", "created", "model", "usage", "object", "choices"]
    assert (body["object"], body["model"], exchange.model) == ("chat.completion", MODEL, MODEL)
    assert exchange.answer == body["choices"][0]["message"]["content"]
    names = [name for name, _ in response.headers if name.startswith("x-")]
    assert {"x-max-retry-attempts-reached", "x-ratelimit-limit-tokens-minute"} <= set(names)


def test_a_completion_uses_the_agents_instructions_tools_and_arguments():
    one = api()
    plain = complete(one, create(one)["id"])[1]
    wordy = create(one, instructions="Long instructions. " * 40, tools=[FUNCTION], completion_args={"max_tokens": 500})
    body = complete(one, wordy["id"])[1]
    assert body["usage"]["prompt_tokens"] > plain["usage"]["prompt_tokens"] + 100
    (call,) = body["choices"][0]["message"]["tool_calls"]
    assert call["function"]["name"] == "get_weather"
    short = create(one, completion_args={"max_tokens": 3})
    assert complete(one, short["id"])[1]["choices"][0]["finish_reason"] == "length"
    assert complete(one, short["id"], max_tokens=500)[1]["choices"][0]["finish_reason"] == "stop"
    assert complete(one, wordy["id"], tool_choice="none")[1]["choices"][0]["message"]["tool_calls"] is None


def test_a_completion_that_streams_is_a_chats_stream():
    one = api()
    response, _, exchange = complete(one, create(one)["id"], stream=True, tools=[FUNCTION], tool_choice="any")
    data = frames(response)
    assert data[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    (call,) = data[-1]["choices"][0]["delta"]["tool_calls"]
    assert exchange.calls == (call["id"],)
    assert response.chunks
    assert response.chunks[-1] == b"data: [DONE]\n\n"


def test_refusals_of_completions():
    one = api()
    id = create(one)["id"]
    assert error(complete(one, "ag_unknown")[1])[1] == 3000
    assert complete(one, id, model=MODEL)[1]["message"]["detail"][0]["type"] == "extra_forbidden"
    assert complete(one, id, temperature=0.1)[0].status == 422
    response, body, _ = complete(one, id, messages=[*HELLO, {"role": "assistant", "content": "x"}])
    assert (response.status, body["object"], body["code"]) == (400, "error", "3230")


def test_the_same_requests_give_the_same_agents():
    first, second = api(), api()
    assert [create(first) for _ in range(3)] == [create(second) for _ in range(3)]
    assert create(first)["id"] != create(first)["id"]


def test_an_agent_that_was_made_in_the_console_is_there_from_the_beginning() -> None:
    """Programs have its id in their source. The mock cannot know its settings."""
    id = "ag:21be9d5a:20250128:nutrify-ai:984c158b"
    one = Api(Settings(agents=(id,)))
    assert send(one, {"agent_id": id, "messages": HELLO}, path="/v1/agents/completions")[0].status == 200
    response, body, _ = send(one, {"agent_id": id, "inputs": "Hello"}, path="/v1/conversations")
    assert (response.status, body["outputs"][0]["agent_id"]) == (200, id)
    assert get(one, f"/v1/agents/{id}")["tools"] == []
    assert send(one, {"agent_id": "ag_1", "messages": HELLO}, path="/v1/agents/completions")[0].status == 404
    assert send(one, b"", method="DELETE", path=f"/v1/agents/{id}")[0].status == 204
