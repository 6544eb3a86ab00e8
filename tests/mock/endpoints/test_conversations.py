"""/v1/conversations by value: answers as recorded, named events, functions, built-in tools, handoffs."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mistralai.client import models as sdk
from pydantic import TypeAdapter

from helpers.api import BEARER, MODEL, send
from helpers.endpoints import FUNCTION, create, error, items
from mistral_playbooks.mock import Api, Response, Settings, parse_fault

NOW = 1791211548.416223
PATH = "/v1/conversations"
INTERPRETER = {"type": "code_interpreter"}
ID = "[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}"
TIME = r"2026-10-05T14:45:\d\d\.\d{6}Z"


def api(**more: Any) -> Api:
    return Api(Settings(**more), clock=lambda: NOW)


def ask(api: Api, body: Any, id: str = "", *, restart: bool = False) -> tuple[Response, Any]:
    """A start, or an append to the conversation of this id, or a restart of it."""
    path = f"{PATH}/{id}" if id else PATH
    response, parsed, _ = send(api, body, path=f"{path}/restart" if restart else path)
    return response, parsed


def start(api: Api, **fields: Any) -> dict[str, Any]:
    who = {} if "agent_id" in fields else {"model": MODEL}
    response, body = ask(api, {"inputs": "Hello", **who, **fields})
    assert response.status == 200, body
    return body


def append(api: Api, id: str, inputs: Any = "And now?", **fields: Any) -> dict[str, Any]:
    response, body = ask(api, {"inputs": inputs, **fields}, id)
    assert response.status == 200, body
    return body


def get(api: Api, path: str = "", query: str = "") -> Any:
    response, body, _ = send(api, b"", method="GET", path=f"{PATH}{path}", query=query)
    assert response.status == 200, body
    return body


def kinds(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["type"] for entry in entries]


def result(call: dict[str, Any], text: str = "21 degrees") -> dict[str, Any]:
    return {"type": "function.result", "tool_call_id": call["tool_call_id"], "result": text}


def events(response: Response) -> list[tuple[str, dict[str, Any]]]:
    """The events of a stream: their names and data."""
    assert response.chunks is not None
    found = []
    for chunk in response.chunks:
        name, data, *rest = chunk.decode().split("\n")
        assert (name[:7], data[:6], rest) == ("event: ", "data: ", ["", ""])
        found.append((name[7:], json.loads(data[6:])))
        assert found[-1][1]["type"] == found[-1][0]
    return found


def limits(response: Response) -> list[str]:
    return sorted(name for name, _ in response.headers if name.startswith(("x-ratelimit", "x-max")))


TOKENS = ["x-ratelimit-limit-tokens-minute", "x-ratelimit-remaining-tokens-minute"]


def test_an_answer_has_the_recorded_keys_in_their_order():
    response, body = ask(api(), {"model": MODEL, "inputs": "Hello"})
    assert list(body) == ["object", "conversation_id", "outputs", "usage", "guardrails"]
    assert (body["object"], body["guardrails"]) == ("conversation.response", None)
    assert re.fullmatch(f"conv_{ID}", body["conversation_id"])
    (entry,) = body["outputs"]
    assert list(entry) == ["object", "type", "created_at", "completed_at", "model", "id", "role", "content"]
    assert re.fullmatch(f"msg_{ID}", entry["id"])
    assert re.fullmatch(TIME, entry["created_at"])
    assert re.fullmatch(TIME, entry["completed_at"])
    assert list(body["usage"]) == ["prompt_tokens", "completion_tokens", "total_tokens"]
    assert limits(response) == TOKENS


def test_a_code_interpreters_answer_has_the_keys_recorded_on_2026_09_14():
    one = api()
    response, body = ask(one, {"model": MODEL, "inputs": "Hello", "tools": [INTERPRETER]})
    run, message = body["outputs"]
    assert list(run) == [
        "object", "type", "created_at", "completed_at", "model", "id", "name", "arguments", "function", "info",
    ]  # fmt: skip
    assert re.fullmatch(f"tool_exec_{ID}", run["id"])
    assert json.loads(run["arguments"])["code"] == run["info"]["code"]
    (output,) = run["info"]["result"]
    assert output == {"type": "text", "text": run["info"]["code_output"]}
    scope: dict[str, int] = {}
    exec(run["info"]["code"], scope)
    assert f"{scope['result']}\n" == output["text"]
    assert output["text"].strip() in message["content"]
    usage = body["usage"]
    assert list(usage)[3:] == ["connector_tokens", "connectors"]
    assert usage["connectors"] == {"code_interpreter": 1}
    assert limits(response) == [
        "x-ratelimit-limit-code-interpreter-day",
        "x-ratelimit-limit-code-interpreter-minute",
        "x-ratelimit-limit-tokens-minute",
        "x-ratelimit-remaining-code-interpreter-day",
        "x-ratelimit-remaining-code-interpreter-minute",
        "x-ratelimit-remaining-tokens-minute",
    ]
    assert response.header("x-ratelimit-remaining-code-interpreter-minute") == "2"
    again, _ = ask(one, {"model": MODEL, "inputs": "Hello", "tools": [INTERPRETER]})
    assert again.header("x-ratelimit-remaining-code-interpreter-day") == "8"


def test_a_stream_has_the_recorded_events_without_done_and_limits():
    response, _ = ask(api(), {"model": MODEL, "inputs": "Hello", "tools": [INTERPRETER], "stream": True})
    assert response.header("content-type") == "text/event-stream; charset=utf-8"
    assert limits(response) == []
    found = events(response)
    names = [name for name, _ in found]
    assert list(dict.fromkeys(names)) == [
        "conversation.response.started",
        "tool.execution.started",
        "tool.execution.delta",
        "tool.execution.done",
        "message.output.delta",
        "conversation.response.done",
    ]
    keys = {name: list(data) for name, data in found}
    head = ["type", "created_at"]
    own = [*head, "output_index", "id"]
    assert keys == {
        "conversation.response.started": [*head, "conversation_id"],
        "tool.execution.started": [*own, "model", "name", "arguments", "function"],
        "tool.execution.delta": [*own, "name", "arguments", "function"],
        "tool.execution.done": [*own, "name", "function", "info"],
        "message.output.delta": [*own, "content_index", "model", "role", "content"],
        "conversation.response.done": [*head, "usage"],
    }
    times = [data["created_at"] for _, data in found]
    assert times == sorted(times)


def test_a_stream_says_what_the_json_says():
    body = {"model": MODEL, "inputs": "Hello", "tools": [INTERPRETER, FUNCTION]}
    for fields in ({}, {"tools": []}, {"tools": [], "completion_args": {"reasoning_effort": "high"}}):
        whole = ask(api(), {**body, **fields})[1]
        streamed, _, exchange = send(api(), {**body, **fields, "stream": True}, path=PATH)
        made: dict[int, str] = {}
        for name, data in events(streamed):
            if name.endswith(".delta"):
                piece = data["arguments"] if "arguments" in data else data["content"]
                text = piece if isinstance(piece, str) else piece["thinking"][0]["text"]
                made[data["output_index"]] = made.get(data["output_index"], "") + text
        for index, output in enumerate(whole["outputs"]):
            content = output.get("arguments") or output["content"]
            if not isinstance(content, str):
                content = content[0]["thinking"][0]["text"] + content[1]["text"]
            assert made[index] == content
        assert events(streamed)[-1][1]["usage"] == whole["usage"]
        assert exchange.answer is None or exchange.answer in "".join(made.values())


def test_append_keeps_the_id_and_restart_makes_a_new_one():
    one = api()
    first = start(one)
    id = first["conversation_id"]
    second = append(one, id)
    assert second["conversation_id"] == id
    assert second["usage"]["prompt_tokens"] > first["usage"]["total_tokens"]
    # As recorded on 2026-10-05: from the answer of a start, which itself was never appended to.
    again = {"from_entry_id": first["outputs"][0]["id"], "inputs": "Another?"}
    response, third = ask(one, again, id, restart=True)
    assert response.status == 200
    assert third["conversation_id"] != id
    entries = get(one, f"/{third['conversation_id']}/history")["entries"]
    assert [entry["content"] for entry in entries] == [
        "Hello",
        first["outputs"][0]["content"],
        "Another?",
        third["outputs"][0]["content"],
    ]
    assert len(get(one, f"/{id}/history")["entries"]) == 4


def test_history_messages_get_list_and_delete():
    one = api()
    id = start(one, name="a talk", metadata={"user": 7}, tools=[INTERPRETER])["conversation_id"]
    history = get(one, f"/{id}/history")
    assert list(history) == ["object", "conversation_id", "entries"]
    assert kinds(history["entries"]) == ["message.input", "tool.execution", "message.output"]
    said = history["entries"][0]
    assert list(said) == ["object", "type", "created_at", "completed_at", "id", "role", "content", "prefix"]
    assert (said["role"], said["content"], said["completed_at"]) == ("user", "Hello", None)
    messages = get(one, f"/{id}/messages")
    assert list(messages) == ["object", "conversation_id", "messages"]
    assert kinds(messages["messages"]) == ["message.input", "message.output"]
    body = get(one, f"/{id}")
    assert list(body) == [
        "instructions", "tools", "completion_args", "guardrails", "name", "description", "metadata",
        "object", "id", "created_at", "updated_at", "model",
    ]  # fmt: skip
    assert (body["object"], body["name"], body["model"]) == ("conversation", "a talk", MODEL)
    other = start(one)["conversation_id"]
    assert [kept["id"] for kept in get(one)] == [other, id]
    assert [kept["id"] for kept in get(one, query="page=1&page_size=1")] == [id]
    assert [kept["id"] for kept in get(one, query='metadata={"user":7}')] == [id]
    response, _, _ = send(one, b"", method="DELETE", path=f"{PATH}/{id}")
    assert (response.status, response.body) == (204, b"")
    for path, method in [(f"/{id}", "GET"), (f"/{id}", "DELETE"), (f"/{id}/history", "GET"), (f"/{id}", "POST")]:
        response, gone, _ = send(one, {"inputs": "x"}, method=method, path=f"{PATH}{path}")
        assert (response.status, error(gone)) == (404, (f"Conversation with id {id} was not found.", 3000))


def test_what_is_not_stored_cannot_be_gone_on_with():
    one = api()
    id = start(one, store=False)["conversation_id"]
    assert send(one, b"", method="GET", path=f"{PATH}/{id}")[0].status == 404
    assert ask(one, {"inputs": "x"}, id)[0].status == 404
    id = start(one)["conversation_id"]
    append(one, id, store=False)
    assert len(get(one, f"/{id}/history")["entries"]) == 2


def test_two_keys_never_see_each_others_conversations():
    one = api()
    id = start(one)["conversation_id"]
    other = {**BEARER, "authorization": "Bearer another key"}
    assert send(one, b"", method="GET", path=f"{PATH}/{id}", headers=other)[0].status == 404
    assert send(one, b"", method="GET", path=PATH, headers=other)[1] == []


# -- functions ---------------------------------------------------------------------------------------------------


def test_each_function_is_called_once_and_its_result_is_quoted():
    one = api(every_tool=True)
    other = {"type": "function", "function": {**FUNCTION["function"], "name": "get_time"}}
    body = start(one, tools=[FUNCTION, other])
    first, second = body["outputs"]
    assert list(first) == [
        "object", "type", "created_at", "completed_at", "model", "id", "tool_call_id", "name", "arguments",
        "confirmation_status",
    ]  # fmt: skip
    assert re.fullmatch(f"fc_{ID}", first["id"])
    assert re.fullmatch("[0-9A-Za-z]{9}", first["tool_call_id"])
    assert list(json.loads(first["arguments"])) == ["city"]
    assert second["name"] == "get_time"
    answer = append(one, body["conversation_id"], [result(first, "21 degrees"), result(second, "noon")])
    (message,) = answer["outputs"]
    assert "21 degrees" in message["content"]
    assert "noon" in message["content"]
    assert one.journal[0].calls == (first["tool_call_id"], second["tool_call_id"])
    # The next message makes the model call again, by other ids.
    (call, _) = append(one, body["conversation_id"])["outputs"]
    assert call["tool_call_id"] != first["tool_call_id"]


def test_other_inputs_while_results_are_missing_are_refused_as_reported_on_2026_04_19():
    one = api()
    body = start(one, tools=[FUNCTION])
    id, call = body["conversation_id"], body["outputs"][0]
    response, refused = ask(one, {"inputs": "And?"}, id)
    text = "Cannot append other inputs while function results are still missing. Provide function results first for:"
    assert response.status == 400
    assert error(refused) == (f"{text} ['{call['tool_call_id']}']", 3001)
    assert len(get(one, f"/{id}/history")["entries"]) == 2
    append(one, id, [result(call)])
    append(one, id)


def test_fewer_results_than_calls_and_a_result_of_no_call():
    one = api(every_tool=True)
    other = {"type": "function", "function": {**FUNCTION["function"], "name": "get_time"}}
    body = start(one, tools=[FUNCTION, other])
    id, (first, second) = body["conversation_id"], body["outputs"]
    assert error(ask(one, {"inputs": [result(first)]}, id)[1]) == (
        "Not the same number of function calls and responses",
        3230,
    )
    append(one, id, [result(first), result(second)])
    response, refused = ask(one, {"inputs": [result(first)]}, id)
    text = f"Unexpected tool call id {first['tool_call_id']} in tool results"
    assert (response.status, error(refused)) == (400, (text, 3230))


def test_a_history_sent_whole_is_judged_like_a_chats_messages():
    call = {"type": "function.call", "tool_call_id": "abcdefghi", "name": "get_weather", "arguments": "{}"}
    user = {"role": "user", "content": "Hello"}
    again = {"role": "user", "content": "The weather in Rome?"}
    body = start(api(), inputs=[user, call, result(call), {"content": "21."}, again], tools=[FUNCTION])
    assert kinds(body["outputs"]) == ["function.call"]
    last = "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant"
    form = "Tool call id was x but must be a-z, A-Z, 0-9, with a length of 9."
    for inputs, wanted in [
        ([user, call, user], ("Not the same number of function calls and responses", 3230)),
        ([user, {"content": "Hi"}], (last, 3230)),
        ([user, {**call, "tool_call_id": "x"}, {**result(call), "tool_call_id": "x"}], (form, 3280)),
    ]:
        response, refused = ask(api(), {"model": "mistral-large-latest", "inputs": inputs})
        assert (response.status, error(refused)) == (400, wanted)


def test_a_prefix_is_gone_on_with_and_not_repeated():
    inputs = [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "I say", "prefix": True}]
    (message,) = start(api(), inputs=inputs)["outputs"]
    assert message["content"].startswith(" Mocked answer")


# -- built-in tools ----------------------------------------------------------------------------------------------


def test_web_search_gives_references_and_image_generation_a_file():
    one = api()
    body = start(one, tools=[{"type": "web_search"}, {"type": "image_generation"}])
    search, image, message = body["outputs"]
    assert (search["name"], image["name"]) == ("web_search", "image_generation")
    found = json.loads(search["info"]["result"][0]["text"])["0"]
    assert [chunk["type"] for chunk in message["content"]] == ["text", "tool_reference", "tool_file"]
    assert message["content"][1]["url"] == found["url"]
    assert message["content"][1]["title"] == found["title"]
    assert body["usage"]["connectors"] == {"web_search": 1, "image_generation": 1}
    path = f"/v1/files/{message['content'][2]['file_id']}/content"
    response, _, _ = send(one, b"", method="GET", path=path)
    assert (response.status, response.body[:4]) == (200, b"\x89PNG")


def test_a_function_and_a_built_in_tool_come_together():
    body = start(api(), tools=[FUNCTION, INTERPRETER])
    assert kinds(body["outputs"]) == ["tool.execution", "function.call"]
    none = start(api(), tools=[FUNCTION, INTERPRETER], completion_args={"tool_choice": "none"})
    assert kinds(none["outputs"]) == ["message.output"]


@pytest.mark.parametrize("decision", ["allow", "deny"])
def test_a_tool_that_must_be_allowed_waits_for_it(decision):
    one = api()
    asks = {"type": "code_interpreter", "tool_configuration": {"requires_confirmation": ["code_interpreter"]}}
    one.reply("Scripted words.")
    body = start(one, tools=[asks])
    id, (call,) = body["conversation_id"], body["outputs"]
    assert (call["type"], call["name"], call["confirmation_status"]) == ("function.call", "code_interpreter", "pending")
    assert error(ask(one, {"inputs": "And?"}, id)[1])[1] == 3001
    sent = {"tool_confirmations": [{"tool_call_id": call["tool_call_id"], "confirmation": decision}]}
    response, answer = ask(one, sent, id)
    assert response.status == 200
    ran = ["tool.execution"] if decision == "allow" else []
    assert kinds(answer["outputs"]) == [*ran, "message.output"]
    assert answer["outputs"][-1]["content"] == "Scripted words."
    status = "allowed" if decision == "allow" else "denied"
    assert get(one, f"/{id}/history")["entries"][1]["confirmation_status"] == status
    assert ask(one, sent, id)[0].status == 400


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (
            {"tools": [{"type": "web_search"}, {"type": "web_search_premium"}]},
            "Can't add web_search and web_search_premium together",
        ),
        (
            {"tools": [INTERPRETER], "completion_args": {"tool_choice": "required"}},
            "Can't set 'tool_choice' to 'required' when using built in connectors",
        ),
    ],
)
def test_tools_that_exclude_each_other(fields, text):
    response, body = ask(api(), {"model": MODEL, "inputs": "Hello", **fields})
    assert (response.status, error(body)) == (422, (text, 3001))


@pytest.mark.parametrize("model", ["ministral-3b-2512", "codestral-latest"])
def test_a_model_that_runs_no_built_in_tools(model):
    text = f"Model {model} currently does not support builtin connectors."
    response, body = ask(api(), {"model": model, "inputs": "Hello", "tools": [INTERPRETER]})
    assert (response.status, error(body)) == (400, (text, 3004))
    assert ask(api(), {"model": model, "inputs": "Hello", "tools": [FUNCTION]})[0].status == 200


# -- agents ------------------------------------------------------------------------------------------------------


def test_an_agents_entries_carry_its_id_before_the_model():
    one = api()
    agent = create(one, instructions="Be short.", tools=[FUNCTION])
    body = start(one, agent_id=agent["id"])
    (call,) = body["outputs"]
    assert list(call)[4:6] == ["agent_id", "model"]
    assert (call["agent_id"], call["model"]) == (agent["id"], MODEL)
    kept = get(one, f"/{body['conversation_id']}")
    assert list(kept) == [
        "name", "description", "metadata", "object", "id", "created_at", "updated_at", "agent_id", "agent_version",
    ]  # fmt: skip
    assert error(ask(one, {"inputs": "x", "agent_id": "ag_unknown"})[1])[1] == 3000
    assert ask(one, {"inputs": "x", "agent_id": agent["id"], "agent_version": 4})[0].status == 404


def test_a_handoff_lets_the_next_agent_speak():
    one = api()
    last = create(one, name="last", tools=[FUNCTION])
    middle = create(one, name="middle", handoffs=[last["id"]])
    first = create(one, name="first", handoffs=["ag_unknown", middle["id"]])
    body = start(one, agent_id=first["id"])
    assert kinds(body["outputs"]) == ["agent.handoff", "agent.handoff", "function.call"]
    handoff = body["outputs"][0]
    assert list(handoff)[5:] == ["previous_agent_id", "previous_agent_name", "next_agent_id", "next_agent_name"]
    assert (handoff["previous_agent_name"], handoff["next_agent_name"]) == ("first", "middle")
    assert body["outputs"][2]["agent_id"] == last["id"]
    answer = append(one, body["conversation_id"], [result(body["outputs"][2])])
    assert answer["outputs"][0]["agent_id"] == last["id"]
    assert get(one, f"/{body['conversation_id']}")["agent_id"] == first["id"]
    client = start(one, agent_id=first["id"], handoff_execution="client")
    assert kinds(client["outputs"]) == ["agent.handoff"]
    response, _ = ask(one, {"inputs": "x", "agent_id": middle["id"], "stream": True})
    assert [name for name, _ in events(response)][1:3] == ["agent.handoff.started", "agent.handoff.done"]


@pytest.mark.parametrize(
    ("said", "kinds_of_outputs", "name"),
    [
        ("Write a Python function to calculate the nth Fibonacci number.", ["agent.handoff"], "Code Expert"),
        ("What was announced at the latest launch? Search the web.", ["agent.handoff"], "Research Expert"),
        ("Hello!", ["message.output"], None),
    ],
)
def test_a_handoff_goes_to_the_agent_that_is_meant(said: str, kinds_of_outputs: list[str], name: str | None):
    """The routing that the cookbook's agents_api/agents_handoffs.ipynb expects."""
    one = api()
    code = create(one, name="Code Expert", description="Agent specialized in writing, reviewing, and debugging code.")
    web = create(one, name="Research Expert", description="Agent specialized in searching the web for information.")
    triage = create(one, name="Triage Agent", description="routes", handoffs=[code["id"], web["id"]])
    outputs = start(one, agent_id=triage["id"], inputs=said, handoff_execution="client")["outputs"]
    assert kinds(outputs) == kinds_of_outputs
    assert outputs[0].get("next_agent_name") == name


def test_an_agent_with_handoffs_calls_its_own_function():
    """As docs.mistral.ai/agents/handoffs shows it."""
    one = api()
    web = create(one, name="websearch-agent", description="Agent that can search online for any information")
    rate = {"name": "get_interest_rate", "description": "Retrieve the real interest rate of European central bank.",
            "parameters": {"type": "object", "properties": {"date": {"type": "string"}}}}  # fmt: skip
    ecb = create(one, name="ecb", tools=[{"type": "function", "function": rate}], handoffs=[web["id"]])
    for said, kind in (
        ("What is the interest rate of the European central bank on 2025-01-01?", "function.call"),
        ("Search online for the weather.", "agent.handoff"),
        ("Hello!", "function.call"),
    ):
        outputs = start(one, agent_id=ecb["id"], inputs=[{"role": "user", "content": said}])["outputs"]
        assert outputs[0]["type"] == kind, said


def test_agents_that_hand_over_to_each_other_come_to_an_end():
    one = api()
    a = create(one, name="a")
    b = create(one, name="b", handoffs=[a["id"]])
    send(one, {"handoffs": [b["id"]]}, method="PATCH", path=f"/v1/agents/{a['id']}")
    assert kinds(start(one, agent_id=a["id"])["outputs"]) == ["agent.handoff", "message.output"]


# -- what is refused ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "loc", "kind"),
    [
        ({"completion_args": {"temperature": 1.1}}, ["body", "completion_args", "temperature"], "less_than_equal"),
        ({"completion_args": {"tool_choice": "any"}}, ["body", "completion_args", "tool_choice"], "enum"),
        ({"messages": []}, ["body", "messages"], "extra_forbidden"),
        ({"max_tokens": 5}, ["body", "max_tokens"], "extra_forbidden"),
        ({"handoff_execution": "server"}, ["body", "handoff_execution"], "extra_forbidden"),
        ({"inputs": []}, ["body"], "value_error"),
        ({"agent_id": "ag_x"}, ["body"], "value_error"),
        ({"model": None}, ["body"], "value_error"),
    ],
)
def test_a_wrong_start_is_422(fields, loc, kind):
    response, body = ask(api(), {"model": MODEL, "inputs": "Hello", **fields})
    assert response.status == 422
    assert [(item["loc"], item["type"]) for item in items(body)] == [(loc, kind)]


def test_the_words_of_422():
    body = {"model": MODEL, "inputs": "Hello", "completion_args": {"tool_choice": "any"}}
    assert items(ask(api(), body)[1])[0]["msg"] == "Input should be 'auto', 'none' or 'required'"
    one = api()
    id = start(one)["conversation_id"]
    # Word for word the report partITech/php-mistral#76.
    assert ask(one, {"inputs": "x", "tools": []}, id)[0].body == (
        b'{"object":"Error","detail":[{"type":"extra_forbidden","loc":["body","tools"],"msg":"Extra inputs are not '
        b'permitted","input":[]}],"message":[{"type":"extra_forbidden","loc":["body","tools"],"msg":"Extra inputs are '
        b'not permitted","input":[]}],"type":"invalid_request_error","code":3001}'
    )
    empty = items(ask(one, {}, id)[1])[0]["msg"]
    assert empty == "Value error, Either inputs or tool_confirmations must be provided."


def test_what_a_model_cannot_do_has_the_familys_shape():
    image = [{"role": "user", "content": [{"type": "image_url", "image_url": "https://example.com/a.png"}]}]
    response, body = ask(api(), {"model": "codestral-latest", "inputs": image})
    assert (response.status, error(body)) == (400, ("Image input is not enabled for this model", 3051))


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("model", ["foo", "mistral-large-2411", "mistral-embed"])
def test_a_model_that_does_not_answer_is_not_in_use(model, stream):
    response, body = ask(api(), {"model": model, "inputs": "x", "stream": stream})
    assert (response.status, error(body)) == (400, (f"Model {model} is currently not in use.", 3003))
    assert body["object"] == "Error"


def test_a_redirected_model_is_named_by_its_successor():
    _, body = ask(api(), {"model": "pixtral-12b", "inputs": "x"})
    assert body["outputs"][0]["model"] == "ministral-14b-latest"


def test_a_restart_needs_an_entry_of_the_conversation():
    one = api()
    id = start(one)["conversation_id"]
    response, body = ask(one, {"inputs": "x", "from_entry_id": "msg_x"}, id, restart=True)
    assert (response.status, error(body)[1]) == (404, 3000)
    assert items(ask(one, {"inputs": "x"}, id, restart=True)[1])[0]["loc"] == ["body", "from_entry_id"]


def test_limits_count_conversations_and_their_429_is_the_usual_one(tmp_path):
    file = tmp_path / "limits.json"
    file.write_text('{"*": {"requests": 2, "tokens": 100000}}')
    one = api(limits=file)
    response, body = ask(one, {"model": MODEL, "inputs": "Hello"})
    left = 100_000 - body["usage"]["total_tokens"]
    assert response.header("x-ratelimit-remaining-tokens-minute") == str(left)
    id = body["conversation_id"]
    assert events(ask(one, {"inputs": "x", "stream": True}, id)[0])
    response, body = ask(one, {"inputs": "x"}, id)
    assert (response.status, body["code"]) == (429, "1300")
    assert len(get(one, f"/{id}/history")["entries"]) == 4


def test_a_429_for_tokens_has_fastapis_body(tmp_path):
    """fredbuildsai/parlwatch, 2026-10-09."""
    file = tmp_path / "limits.json"
    file.write_text('{"*": {"tokens": 30}}')
    one = api(limits=file)
    response, body = ask(one, {"model": MODEL, "inputs": "word " * 100})
    assert (response.status, body) == (429, {"detail": "Token rate limit reached."})
    assert limits(response) == TOKENS


def test_web_searches_have_limits_of_their_own(tmp_path):
    """2026-08-28 and 2026-10-09 (fredbuildsai/parlwatch): 3 in a minute and 20 in a day."""
    file = tmp_path / "limits.json"
    file.write_text('{"*": {"requests": 100}}')
    now = [NOW]
    one = Api(Settings(limits=file), clock=lambda: now[0])
    asked = {"model": MODEL, "inputs": "Hello", "tools": [{"type": "web_search"}]}

    def left(response: Response) -> tuple[str | None, str | None]:
        name = "x-ratelimit-remaining-web-search"
        return response.header(f"{name}-minute"), response.header(f"{name}-day")

    response, body = ask(one, asked)
    assert response.header("x-ratelimit-limit-web-search-minute") == "3"
    assert response.header("x-ratelimit-limit-web-search-day") == "20"
    assert left(response) == ("2", "19")
    assert ask(one, {**asked, "stream": True})[0].status == 200  # without headers, but counted
    assert left(ask(one, asked)[0]) == ("0", "17")
    one.reply("Still here.")
    refused, refusal = ask(one, {"inputs": "Hello"}, body["conversation_id"])
    assert (refused.status, refusal) == (429, {"detail": "web_search rate limit reached."})
    assert left(refused) == ("0", "17")
    assert len(get(one, f"/{body['conversation_id']}/history")["entries"]) == 3
    now[0] += 60
    response, body = ask(one, asked)
    assert left(response) == ("2", "16")
    assert "Still here." in str(body["outputs"])


def test_without_limits_web_searches_are_only_counted():
    one = api()
    asked = {"model": MODEL, "inputs": "Hello", "tools": [{"type": "web_search"}]}
    assert [ask(one, asked)[0].status for _ in range(5)] == [200] * 5
    assert ask(one, asked)[0].header("x-ratelimit-remaining-web-search-minute") == "0"


def test_an_agents_settings_cannot_be_sent_with_a_conversation():
    """fredbuildsai/parlwatch, 2026-10-09: error 3001."""
    one = api()
    agent = create(one)
    body = {"agent_id": agent["id"], "inputs": "Hello", "completion_args": {"temperature": 0.2}}
    response, refused = ask(one, body)
    assert (response.status, refused["code"], items(refused)[0]["type"]) == (422, 3001, "value_error")
    assert ask(one, {**body, "completion_args": None})[0].status == 200


def test_a_plans_403_and_a_wrong_key_keep_their_usual_bodies(tmp_path):
    file = tmp_path / "limits.json"
    file.write_text('{"*": {"refused": "tier_not_allowed"}}')
    response, body = ask(api(limits=file), {"model": MODEL, "inputs": "x"})
    assert (response.status, body["object"], body["code"]) == (403, "error", "1910")
    response, _ = ask(api(api_key="another"), {"model": MODEL, "inputs": "x"})
    assert (response.status, response.body) == (401, b'{"detail":"Invalid API Key"}\n')


def test_what_is_no_unicode_and_what_a_tool_never_gave_survive():
    one = api()
    odd = "\ud800"
    run = {"type": "tool.execution", "name": "web_search", "arguments": "x", "info": {"result": 3, "x": odd}}
    user = {"role": "user", "content": "Hello"}
    id = start(one, inputs=[user, run, {"content": "So."}, user], metadata={"x": odd})["conversation_id"]
    assert get(one, f"/{id}")["metadata"] == {"x": odd}
    assert get(one, f"/{id}/history")["entries"][1]["info"] == run["info"]


def test_max_tokens_cuts_without_a_mark():
    (message,) = start(api(), completion_args={"max_tokens": 2})["outputs"]
    assert len(message["content"]) <= 8
    one = api()
    empty = start(one, completion_args={"max_tokens": 0})
    assert empty["outputs"][0]["content"] == ""
    append(one, empty["conversation_id"])


def test_old_turns_are_left_out_before_an_input_is_too_large():
    one = api()
    model = "voxtral-small-latest"  # 32,768 tokens
    long = "word " * 22_000
    body = start(one, model=model, inputs=long)
    assert append(one, body["conversation_id"], long)["usage"]["prompt_tokens"] < 32_768
    assert len(get(one, f"/{body['conversation_id']}/history")["entries"]) == 4
    for text in (long * 2, long * 500):
        response, refused = ask(one, {"inputs": text}, body["conversation_id"])
        assert (response.status, error(refused)) == (400, ("Input too large: couldn't fit with truncation", 3051))


def test_a_conversation_keeps_its_latest_thousand_entries_by_whole_turns():
    one = api()
    id = start(one, tools=[INTERPRETER])["conversation_id"]
    for number in range(400):
        append(one, id, f"Turn {number}", completion_args={"max_tokens": 1})
    entries = get(one, f"/{id}/history")["entries"]
    assert 990 < len(entries) <= 1_000
    assert entries[0]["type"] == "message.input"
    assert entries[-3]["content"] == "Turn 399"


def test_scripted_answers_and_faults_meet_conversations_too():
    one = api()
    one.reply("Scripted words.", {"tool_calls": [{"name": "get_weather", "arguments": {"city": "Paris"}}]}, "The end.")
    body = start(one)
    assert body["outputs"][0]["content"] == "Scripted words."
    response, _ = ask(one, {"inputs": "x", "stream": True}, body["conversation_id"])
    deltas = [data for name, data in events(response) if name == "function.call.delta"]
    data = deltas[0]
    assert data["name"] == "get_weather"
    assert json.loads("".join(delta["arguments"] for delta in deltas))["city"] == "Paris"
    (message,) = append(one, body["conversation_id"], [result(data)])["outputs"]
    assert message["content"] == "The end."
    limited = Api(faults=[parse_fault("rate-limited:1")], clock=lambda: NOW)
    assert ask(limited, {"model": MODEL, "inputs": "x"})[0].status == 429
    assert ask(limited, {"model": MODEL, "inputs": "x"})[0].status == 200


def test_a_conversations_arguments_hold_until_a_request_says_otherwise():
    one = api()
    schema = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    form = {"type": "json_schema", "json_schema": {"name": "place", "schema": schema}}
    body = start(one, completion_args={"response_format": form})
    assert list(json.loads(body["outputs"][0]["content"])) == ["city"]
    body = append(one, body["conversation_id"])
    assert list(json.loads(body["outputs"][0]["content"])) == ["city"]
    body = append(one, body["conversation_id"], completion_args={"response_format": {"type": "text"}})
    assert body["outputs"][0]["content"].startswith("Mocked answer")


def test_the_same_requests_in_the_same_order_give_the_same_answers():
    def talk(one: Api) -> list[Any]:
        body = start(one, tools=[FUNCTION])
        answer = append(one, body["conversation_id"], [result(body["outputs"][0])])
        return [body, answer, get(one, f"/{body['conversation_id']}/history")]

    assert talk(api()) == talk(api())
    assert talk(api()) != talk(api(seed="another"))


# -- the official SDK reads every answer ---------------------------------------------------------------------------

_RESPONSE = TypeAdapter(sdk.ConversationResponse)
_HISTORY = TypeAdapter(sdk.ConversationHistory)
_EVENT = TypeAdapter(sdk.ConversationEventsData)


def test_the_sdks_models_know_every_entry_and_event():
    one = api()
    last = create(one, name="last", tools=[FUNCTION, INTERPRETER, {"type": "web_search"}, {"type": "image_generation"}])
    first = create(one, name="first", handoffs=[last["id"]])
    for fields in ({"agent_id": first["id"]}, {"agent_id": last["id"]}):
        body = start(one, **fields)
        assert "is_unknown=True" not in repr(_RESPONSE.validate_python(body))
        history = get(one, f"/{body['conversation_id']}/history")
        assert "is_unknown=True" not in repr(_HISTORY.validate_python(history))
        for _, data in events(ask(one, {"inputs": "Hello", **fields, "stream": True})[0]):
            assert "is_unknown=True" not in repr(_EVENT.validate_python(data))


# -- any sequence ------------------------------------------------------------------------------------------------

_tools = st.lists(
    st.sampled_from([FUNCTION, INTERPRETER, {"type": "web_search"}, {"type": "image_generation"}]), max_size=3
)
_args = st.fixed_dictionaries(
    {},
    optional={
        "max_tokens": st.integers(0, 60),
        "temperature": st.floats(0, 1),
        "top_p": st.floats(0, 1),
        "stop": st.one_of(st.text(max_size=3), st.lists(st.text(max_size=3), max_size=2)),
        "tool_choice": st.sampled_from(["auto", "none", "required"]),
        "reasoning_effort": st.sampled_from(["none", "high", "low"]),
    },
)
_text = st.text(max_size=20)
_chunk = st.one_of(
    st.builds(lambda text: {"type": "text", "text": text}, _text),
    st.builds(lambda text: {"type": "thinking", "thinking": [{"type": "text", "text": text}]}, _text),
    st.just({"type": "tool_file", "tool": "image_generation", "file_id": "x"}),
)
_entry = st.one_of(
    st.builds(
        lambda role, content, prefix: {"role": role, "content": content, "prefix": prefix},
        st.sampled_from(["user", "assistant"]),
        st.one_of(_text, st.lists(_chunk, max_size=2)),
        st.booleans(),
    ),
    st.builds(lambda text: {"type": "message.output", "content": text}, _text),
    st.builds(
        lambda id, result: {"tool_call_id": id, "result": result}, st.sampled_from(["abcdefghi", "x", ""]), _text
    ),
    st.builds(
        lambda id, args: {"tool_call_id": id, "name": "get_weather", "arguments": args},
        st.sampled_from(["abcdefghi", "x"]),
        st.one_of(_text, st.just({"city": "x"})),
    ),
    st.builds(lambda args: {"type": "tool.execution", "name": "web_search", "arguments": args}, _text),
    st.just(
        {
            "previous_agent_id": "a",
            "previous_agent_name": "a",
            "next_agent_id": "b",
            "next_agent_name": "b",
        }
    ),
)
_inputs = st.one_of(_text, st.lists(_entry, max_size=3), st.just("results"))
_step = st.tuples(
    st.sampled_from(["start", "append", "restart", "get", "history"]), _inputs, _tools, _args, st.booleans()
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_step, min_size=1, max_size=8))
def test_no_sequence_of_valid_requests_breaks_it_and_every_usage_adds_up(steps):
    one = api()
    id, waiting = "", []
    for kind, inputs, tools, args, stream in steps:
        body: dict[str, Any] = {"inputs": inputs, "completion_args": args, "stream": stream}
        if inputs == "results":
            body["inputs"] = [result({"tool_call_id": call}) for call in waiting] or "none"
        if kind == "start" or not id:
            response, answer = ask(one, {**body, "model": MODEL, "tools": tools})
        elif kind == "append":
            response, answer = ask(one, body, id)
        elif kind == "restart":
            entries = get(one, f"/{id}/history")["entries"]
            chosen = entries[len(entries) // 2]["id"]
            response, answer = ask(one, {**body, "from_entry_id": chosen}, id, restart=True)
        else:
            path = f"/{id}" if kind == "get" else f"/{id}/history"
            assert get(one, path)
            continue
        assert response.status in (200, 400, 422), answer
        if response.status != 200:
            assert answer["object"] == "Error"
            continue
        if stream:
            found = events(response)
            id = found[0][1]["conversation_id"]
            usage = found[-1][1]["usage"]
            waiting = [data["tool_call_id"] for name, data in found if name == "function.call.delta"]
        else:
            _RESPONSE.validate_python(answer)
            id, usage = answer["conversation_id"], answer["usage"]
            waiting = [entry["tool_call_id"] for entry in answer["outputs"] if entry["type"] == "function.call"]
        waiting = list(dict.fromkeys(waiting))
        parts = usage["prompt_tokens"] + usage["completion_tokens"] + usage.get("connector_tokens", 0)
        assert usage["total_tokens"] == parts
        _HISTORY.validate_python(get(one, f"/{id}/history"))
