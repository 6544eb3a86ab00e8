"""What `check --fix` repairs, what it leaves to the user, and that a repaired request is valid."""

from __future__ import annotations

import copy
import json
import re
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.conversations import ANY, ONE, SAID, SYSTEM, TWO, USER, calls, conversations, result, theirs
from mistral_playbooks.check.repair import advice, repair
from mistral_playbooks.check.verdict import CheckError, refusal
from mistral_playbooks.mock import Profile

MODEL = "mistral-small-latest"


def repaired(value: Any) -> Any:
    """The repaired value of what can be repaired entirely."""
    done = repair(value)
    assert done.error is None, done
    assert done.changes
    assert refusal(done.value) is None
    return done.value


def left(value: Any, profile: Profile = "hosted") -> str:
    """The words of the error that stays; nothing else was touched."""
    done = repair(value, profile)
    assert done.error
    assert done.value == value
    assert not done.changes
    return done.error.message


def test_what_is_accepted_is_handed_back_as_it_is():
    for value in ([USER], {"model": MODEL, "messages": [SYSTEM, USER]}, [USER, calls(ONE), result(), SAID, USER]):
        done = repair(value)
        assert done.value is value
        assert (done.changes, done.error) == ((), None)


def test_ids_of_other_makers_are_mapped_alike_in_call_and_result():
    long = "call_Ua8kLmNoPqRsTuVwXyZ01234"
    history = [USER, calls(long, "toolu_01"), result("toolu_01"), result(long), SAID, USER, calls(long), result(long)]
    found = repaired(history)
    first, other = (call["id"] for call in found[1]["tool_calls"])
    assert re.fullmatch("[A-Za-z0-9]{9}", first)
    assert first != other
    assert [found[2]["tool_call_id"], found[3]["tool_call_id"]] == [other, first]
    assert found[6]["tool_calls"][0]["id"] == found[7]["tool_call_id"] == first
    assert repaired(copy.deepcopy(history)) == found
    assert history[1]["tool_calls"][0]["id"] == long, "the input itself is not touched"


def test_ids_that_are_fine_stay():
    found = repaired([USER, calls(ONE), result(), SAID, USER, calls("call_2"), result("call_2")])
    assert found[1]["tool_calls"][0]["id"] == ONE


@pytest.mark.parametrize("model", ["zai-glm-latest", "deepseek-v4-1-flash-1017"])
def test_models_of_others_keep_their_ids(model):
    id = "chatcmpl-tool-9f149c74c42f265b"
    body = {"model": model, "user": "u1", "messages": [USER, calls(id), result(id)]}
    assert repaired(body)["messages"] == body["messages"]


def test_a_call_without_a_result_stays_and_says_so():
    """A model that cannot see the call may repeat what it did."""
    unknown = result(content="interrupted: outcome unknown")
    assert repaired([USER, calls(ONE), USER]) == [USER, calls(ONE), unknown, USER]
    spoken = calls(ONE, content="Let me look.")
    assert repaired([USER, spoken, USER]) == [USER, spoken, unknown, USER]
    partly = [USER, calls(ONE, TWO), result(TWO), SAID, USER]
    assert repaired(partly) == [*partly[:3], unknown, *partly[3:]]
    assert "Not the same number" in left([USER, calls(ONE), USER], "self-hosted"), "no user after tool there"


def test_changes_name_messages_by_their_place_in_the_input():
    done = repair([USER, {"role": "assistant", "content": ""}, USER, calls(ONE), {**USER, "id": "m"}])
    assert [one["role"] for one in done.value] == ["user", "user", "assistant", "tool", "user"]
    assert [change.split(":")[0] for change in done.changes] == ["messages[4]", "messages[3]", "messages[1]"]
    assert f"`{ONE}`" in done.changes[1]


@pytest.mark.parametrize("id", [0, None, {}, [], True, 1.5, "", "null"])
def test_a_call_without_a_usable_id_gets_one_with_its_result(id):
    odd = {"id": id, "type": "function", "function": {"name": "f", "arguments": "{}"}}
    found = repaired([USER, {"role": "assistant", "content": "x", "tool_calls": [odd]}, USER])
    assert found[1]["tool_calls"][0]["id"] == found[2]["tool_call_id"]


def test_objects_of_a_strict_schema_are_closed_if_they_say_nothing():
    inner: dict[str, Any] = {"type": "object", "properties": {}}
    schema = {"type": "object", "properties": {"a": inner, "b": {"type": "array", "items": inner}}}
    format = {"type": "json_schema", "json_schema": {"name": "x", "strict": True, "schema": schema}}
    body = {"model": "mistral-small-latest", "messages": [USER], "response_format": format}
    done = repair(body)
    assert done.error is None
    assert done.changes == (
        "response_format.json_schema.schema: added `additionalProperties: false`, which `strict` needs",
    )
    inner["additionalProperties"] = {"type": "string"}
    done = repair(body)
    assert done.error
    assert "strict" in str(advice(done.error.message))


def test_what_never_settles_is_left_alone(monkeypatch):
    from mistral_playbooks.check.repair import fields

    def endless(body: dict[str, Any], changes: list[str]) -> None:
        body["messages"][0]["content"] = "changed"
        changes.append("again")

    monkeypatch.setattr(fields, "repair_fields", endless)
    value = [{"role": "assistant", "content": "a"}, {"role": "tool", "content": "b"}]
    done = repair(value)
    assert done.value is value
    assert not done.changes
    assert done.error


def test_calls_that_wait_for_their_results_are_not_forgotten():
    assert "Expected last role" in left([USER, calls(ONE)])
    assert "Not the same number" in left([USER, calls(ONE, TWO), result()])


def test_results_that_nobody_asked_for_go():
    assert repaired([USER, SAID, result(), USER]) == [USER, SAID, USER]
    assert repaired([USER, calls(ONE), result(), result(TWO), SAID, USER]) == [USER, calls(ONE), result(), SAID, USER]
    assert repaired([SYSTEM, result(), SAID, USER]) == [SYSTEM, SAID, USER], "the call was cut off with the history"
    assert repaired([USER, calls(ONE), result(), result()]) == [USER, calls(ONE), result()]


def test_the_last_results_stay_although_the_message_with_their_call_is_missing():
    """The loop of a program that does not store it: without the result, the model would call the tool for ever."""
    assert "Unexpected role 'tool'" in left([SYSTEM, USER, result()])
    assert "Unexpected role 'tool'" in left([USER, calls(ONE), result(), SAID, USER, result(TWO), result("Zz3456789")])
    done = repair([USER, result()])
    assert done.error
    assert "If that message is missing, append it" in str(advice(done.error.message))
    left([USER, SAID, result()])  # it was stored without its calls


def test_a_result_that_may_belong_to_an_unanswered_call_is_for_a_person():
    assert "Unexpected tool call id" in left([USER, calls(ONE), result(TWO)])
    assert "Duplicate tool call id" in left([USER, calls(ONE), result(), result(content="another")])
    assert "Unexpected role 'tool'" in left([USER, calls(ONE), USER, result()])


def test_one_call_and_one_result_without_ids_belong_together():
    assert repaired([USER, calls(ONE), result(None)]) == [USER, calls(ONE), result()]
    found = repaired([USER, calls(None), result(None)])
    assert found[1]["tool_calls"][0]["id"] == found[2]["tool_call_id"]


def test_empty_assistant_messages_go_where_they_may():
    empty = {"role": "assistant", "content": ""}
    assert repaired([USER, empty, USER]) == [USER, USER]
    assert repaired([USER, empty]) == [USER]
    assert repaired([empty, SAID, USER]) == [SAID, USER]
    assert repaired([USER, calls(ONE), result(), empty, USER]) == [USER, calls(ONE), result(), USER]
    assert "must have either" in left([USER, calls(ONE), result(), empty, USER], "self-hosted")
    assert "Unexpected role 'system'" in left([USER, empty, result(), SYSTEM, USER])
    assert "Conversation must start" in left([empty])


def test_a_prefix_that_is_not_last():
    assert repaired([USER, {**SAID, "prefix": True}, USER]) == [USER, SAID, USER]


@pytest.mark.parametrize(
    ("messages", "words"),
    [
        ([USER, SAID], "Expected last role"),
        ([USER, SAID, SYSTEM, USER], "Unexpected role 'system'"),
        ([USER, calls(ONE, name=""), result()], "Function name was "),
        ([USER, {"role": "assistant", "content": "a", "function_call": {"name": "f", "arguments": "{}"}}, USER],
         "function_call: Extra inputs"),
        ([], "Conversation must have at least one message"),
        ([{"role": "user"}], "Field required"),
        (["text"], "Input should be a valid dictionary"),
    ],
)  # fmt: skip
def test_what_a_person_must_decide_stays(messages, words):
    assert words in left(messages)


def test_what_servers_of_ones_own_refuse_stays_too():
    for messages, words in (
        ([USER, calls(ONE), result(), USER], "Unexpected role 'user' after role 'tool'"),
        ([USER, calls(ONE, name="f g"), result()], "Function name was f g"),
    ):
        assert words in left(messages, "self-hosted")
        assert repair(messages).error is None


@pytest.mark.parametrize(
    "words",
    ["Expected last role User or Tool …", "Unexpected role 'user' after role 'tool'", "Invalid model: x",
     "Not the same number of function calls and responses", "Prompt contains 5 tokens …",
     "At least one content or tool_calls should be non-empty. Got content='' and tool_calls=[]"],
)  # fmt: skip
def test_a_decision_is_named(words):
    assert advice(words)


def test_fields_of_openai():
    body = {
        "model": MODEL, "messages": [USER], "user": "u1", "store": True, "verbosity": "low",
        "max_completion_tokens": 9, "seed": 7, "safe_mode": True, "tool_choice": None, "stream": None, "top_p": None,
    }  # fmt: skip
    assert repaired(body) == {
        "model": MODEL, "messages": [USER], "max_tokens": 9, "random_seed": 7, "safe_prompt": True, "top_p": None,
    }  # fmt: skip
    both = repaired({**body, "max_tokens": 5})
    assert both["max_tokens"] == 5


def test_fields_with_a_meaning_stay():
    body = {"model": MODEL, "messages": [USER], "logit_bias": {"1": 5}}
    assert "logit_bias: Extra inputs" in left(body)


def test_fields_of_stored_messages():
    stored = [
        {"role": "developer", "content": "s"},
        {"role": "user", "content": [{"type": "text", "text": "u", "cache_control": {"ttl": 5}}], "name": "n"},
        {"role": "assistant", "content": "", "reasoning_content": "r", "refusal": None, "annotations": [],
         "tool_calls": [{"id": ONE, "type": "function", "function": {"name": "f", "arguments": "{}"}, "extra": 1}]},
        {"role": "tool", "tool_call_id": ONE, "content": {"sky": "clear"}, "name": "f g"},
        {"role": "assistant", "content": None, "refusal": "No."},
        {"role": "user", "content": "u", "id": "msg_1"},
    ]  # fmt: skip
    assert repaired(stored) == [
        {"role": "system", "content": "s"},
        {"role": "user", "content": [{"type": "text", "text": "u"}]},
        {"role": "assistant", "content": "",
         "tool_calls": [{"id": ONE, "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
        {"role": "tool", "tool_call_id": ONE, "content": '{"sky": "clear"}'},
        {"role": "assistant", "content": "No."},
        {"role": "user", "content": "u"},
    ]  # fmt: skip


def test_tools_without_parameters_and_with_nulls():
    def tool(**function: Any) -> dict[str, Any]:
        return {"type": "function", "function": {"name": "f", **function}}

    nothing = {"type": "object", "properties": {}}
    optional = {"type": "object", "properties": {"a": {"type": "string", "description": None, "default": None}}}
    body = {
        "model": MODEL,
        "messages": [USER],
        "tools": [tool(), tool(parameters=None, description=None), tool(parameters={**optional, "required": None}),
                  tool(parameters={"type": "object", "properties": None})],
    }  # fmt: skip
    parameters = [one["function"]["parameters"] for one in repaired(body)["tools"]]
    kept = {"type": "object", "properties": {"a": {"type": "string", "default": None}}}
    assert parameters == [nothing, nothing, kept, nothing]


def test_an_old_function_call_is_no_empty_message():
    """What it holds is the model's turn: a person writes it as a tool call."""
    call = {"name": "f", "arguments": "{}"}
    answered = {"role": "assistant", "content": None, "function_call": call}
    done = repair([USER, answered, {"role": "function", "name": "f", "content": "21"}])
    assert done.value[1] == answered
    assert done.changes == ()
    assert done.error is not None
    assert "tool_calls" in (advice(done.error.message) or "")


@pytest.mark.parametrize("value", ["text", 5, None, {}, {"agent_id": "a", "messages": [USER]}])
def test_what_is_no_request(value):
    with pytest.raises(CheckError, match=r"the (input|body) is|known only"):
        repair(value)


FIELDS = st.dictionaries(
    st.sampled_from(["user", "seed", "max_completion_tokens", "verbosity", "temperature", "logit_bias", "n"]),
    st.sampled_from([None, 1, {"a": 1}]),
    max_size=3,
)  # fmt: skip
EXTRAS = st.dictionaries(
    st.sampled_from(["name", "id", "reasoning_content", "refusal", "prefix", "tool_calls", "role", "content"]),
    st.sampled_from([None, "x", True, [], "developer"]),
    max_size=2,
)  # fmt: skip


@st.composite
def stored(draw: st.DrawFn) -> Any:
    """Conversations as they are kept: sound, broken, cut at either end, with fields too many."""
    messages = draw(conversations()) + draw(st.lists(ANY, max_size=2))
    messages = messages[draw(st.integers(0, 3)) :]
    messages = [{**one, **draw(EXTRAS)} if draw(st.integers(0, 5)) == 0 else one for one in messages]
    if draw(st.booleans()):
        return messages
    return {"model": MODEL, "messages": messages, **draw(FIELDS)}


@settings(deadline=None, max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(stored(), st.sampled_from(get_args(Profile)))
def test_what_is_called_repaired_is_accepted_and_twice_is_once(value, profile):
    before = json.dumps(value)
    done = repair(value, profile)
    assert json.dumps(value) == before
    assert isinstance(done.value, type(value))
    assert done.error == refusal(done.value, profile)
    assert bool(done.changes) == (done.value != value)
    again = repair(done.value, profile)
    assert (again.value, again.changes) == (done.value, ())
    if done.error is None and profile == "self-hosted":
        messages = done.value if isinstance(value, list) else done.value["messages"]
        if all(isinstance(one["content"], str) for one in messages):
            assert theirs(messages, []) is None
