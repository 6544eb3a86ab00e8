"""The rules on messages and tools: each text once, and random conversations against an oracle of its own."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import api as mock
from helpers.api import HELLO
from mistral_playbooks.mock import Api, Profile, Settings
from mistral_playbooks.mock.validation.messages import PROFILES

chat = partial(mock.chat, model="mistral-large-latest")
SELF_HOSTED = partial(Api, Settings(profile="self-hosted"))
SYSTEM: dict[str, Any] = {"role": "system", "content": "s"}
USER: dict[str, Any] = {"role": "user", "content": "u"}
SAID: dict[str, Any] = {"role": "assistant", "content": "a"}
ONE, TWO = "abcDEF123", "zzzzzzzzz"


def calls(*ids: str | None, name: str = "f", **more: Any) -> dict[str, Any]:
    function = {"name": name, "arguments": "{}"}
    made = [{"function": function} | ({} if id is None else {"id": id}) for id in ids]
    return {"role": "assistant", "tool_calls": made, **more}


def result(id: str | None = ONE, **more: Any) -> dict[str, Any]:
    return {"role": "tool", "content": "r", "tool_call_id": id, **more}


ORDER = ("invalid_request_message_order", "3230")
CALL = ("invalid_function_call", "3280")
ASSISTANT = ("invalid_request_assistant_message", "3240")
OLD = ("invalid_request_error", None)
LAST = "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant"
UNEQUAL = "Not the same number of function calls and responses"
NEITHER = "Assistant message must have either content or tool_calls, but not none."
EMPTY = "At least one content or tool_calls should be non-empty. Got content={} and tool_calls=[]"
BAD_NAME = (
    "Function name was f g but must be a-z, A-Z, 0-9, or contain underscores and dashes, with a maximum length of 64."
)


def bad_id(id: str) -> str:
    return f"Tool call id was {id} but must be a-z, A-Z, 0-9, with a length of 9."


@pytest.mark.parametrize(
    ("messages", "kind", "text"),
    [
        ([], ORDER, "Conversation must have at least one message"),
        ([SAID], ORDER, "Conversation must start with a user message or system message"),
        ([result()], ORDER, "Conversation must start with a user message or system message"),
        ([USER, SAID], ORDER, LAST),
        ([USER, SAID, SYSTEM, USER], ORDER, "Unexpected role 'system' after role 'assistant'"),
        ([USER, calls(ONE), result(), SYSTEM, USER], ORDER, "Unexpected role 'system' after role 'tool'"),
        ([USER, result()], ORDER, "Unexpected role 'tool' after role 'user'"),
        ([SYSTEM, result()], ORDER, "Unexpected role 'tool' after role 'system'"),
        ([USER, calls(ONE, TWO), result()], ORDER, UNEQUAL),
        ([USER, calls(ONE), SAID, USER], ORDER, UNEQUAL),
        ([USER, calls(ONE), USER], ORDER, UNEQUAL),
        ([USER, calls(ONE), result(TWO)], ORDER, f"Unexpected tool call id {TWO} in tool results"),
        ([USER, SAID, result()], ORDER, f"Unexpected tool call id {ONE} in tool results"),
        ([USER, calls(ONE), result(), result()], ORDER, f"Duplicate tool call id {ONE} in tool results"),
        ([USER, calls(ONE, ONE), result()], ORDER, "Duplicate tool call id in assistant message"),
        ([USER, calls(ONE), result(None)], ORDER, "Unexpected tool call id None in tool results"),
        ([USER, calls(None), USER], ORDER, UNEQUAL),
        ([USER, calls(None), result("null")], CALL, "Tool call id has to be defined in serving mode."),
        ([USER, calls("call_1"), result("call_1")], CALL, bad_id("call_1")),
        ([USER, calls(""), result("")], CALL, bad_id("")),
        ([USER, calls("abc-EF123"), result("abc-EF123")], CALL, bad_id("abc-EF123")),
        ([USER, calls(ONE, name=""), result()], CALL, BAD_NAME.replace("f g", "")),
        ([calls(ONE), USER], ORDER, UNEQUAL),
        ([calls(ONE), result(TWO), USER], ORDER, f"Unexpected tool call id {TWO} in tool results"),
        ([calls(ONE, TWO), result(), USER], ORDER, UNEQUAL),
        ([USER, calls(ONE), result(name="f g")], OLD, BAD_NAME),
        ([USER, {"role": "assistant"}, USER], ASSISTANT, NEITHER),
        ([USER, {"role": "assistant", "content": ""}, USER], ASSISTANT, NEITHER),
        ([USER, {"role": "assistant", "content": None, "tool_calls": None}, USER], ASSISTANT, NEITHER),
        ([USER, {"role": "assistant", "content": "", "tool_calls": []}, USER], ASSISTANT, EMPTY.format("''")),
        ([USER, {"role": "assistant", "content": [], "tool_calls": []}, USER], ASSISTANT, EMPTY.format("[]")),
        ([USER, {"role": "assistant", "tool_calls": []}, USER], ASSISTANT, EMPTY.format("None")),
        ([USER, {"role": "assistant", "content": "", "prefix": True}], ASSISTANT, NEITHER),
        ([USER, {**SAID, "prefix": True}, USER], ASSISTANT,
         "Assistant message with prefix True must be last message"),
    ],
)  # fmt: skip
def test_each_rule_with_its_own_words(messages, kind, text):
    response, body, exchange = chat(messages=messages)
    assert response.status == 400, body
    assert (body["message"], (body["type"], body["code"])) == (text, kind)
    assert exchange.code == kind[1]


@pytest.mark.parametrize(
    "messages",
    [
        [USER],
        [SYSTEM],
        [USER, SYSTEM],
        [SYSTEM, SYSTEM, USER, USER],
        [SAID, USER],
        [SYSTEM, SAID, SAID, USER],
        [USER, {**SAID, "prefix": True}],
        [USER, calls(ONE), result()],
        [USER, calls(ONE, content="also text"), result(), SAID, USER],
        [USER, calls(ONE, TWO), result(TWO), result(ONE), SAID, USER, calls(ONE), result()],
        [{"role": "user", "content": None}],
        [USER, calls(ONE), result(), USER],
        [USER, calls(ONE, TWO), result(), result(TWO), USER, calls(ONE), result(), USER, USER],
        [calls(ONE), result(), USER],
        [calls(ONE, TWO), result(), result(TWO), USER],
        [SYSTEM, calls(ONE), result(), USER],
        [USER, calls(ONE, name='f Paris{"city": "Paris"}'), result()],
        [USER, calls(ONE, name="Ville: " + "é" * 80), result()],
    ],
)
def test_sound_conversations_are_answered(messages):
    assert chat(messages=messages)[0].status == 200


def test_rules_come_in_the_order_of_the_validator():
    """Last role before transitions, transitions before counts, counts before contents, messages before tools."""
    tool = {"type": "function", "function": {"name": "f g", "parameters": {"type": "x"}}}
    bad = [USER, SAID, SYSTEM, calls("x", name="f g")]
    assert chat(messages=bad)[1]["message"] == LAST
    assert "Unexpected role" in chat(messages=[*bad, USER])[1]["message"]
    assert chat(messages=[USER, {"role": "assistant"}, calls("x"), USER])[1]["message"] == UNEQUAL
    assert chat(messages=[USER, {"role": "assistant"}, USER], tools=[tool])[1]["message"] == NEITHER
    assert "Invalid tool schema" in chat(tools=[tool])[1]["message"]
    tool["function"]["parameters"] = {}
    body = chat(tools=[tool])[1]
    assert (body["message"], body["type"], body["code"]) == (BAD_NAME, *OLD)


def test_the_last_role_has_the_words_before_mistral_common_1_12():
    assert "prefix True)" in chat(messages=[USER, SAID])[1]["message"]


@pytest.mark.parametrize(
    ("messages", "accept"),
    [
        (
            [USER, calls("call_1"), result("call_1")],
            {"mistral-small-latest", "ministral-3b-latest", "zai-glm-latest", "deepseek-v4-1-flash-1017"},
        ),
        ([USER, calls(ONE), result(), SYSTEM], {"mistral-small-latest"}),
        ([USER, calls(ONE), result(), SYSTEM, USER], {"mistral-small-latest"}),
        ([USER, SAID, SYSTEM, USER], set()),
    ],
)
def test_what_only_some_models_accept(messages, accept):
    models = ["mistral-small-latest", "ministral-3b-latest", "mistral-large-latest", "codestral-latest"]
    models += ["mistral-medium-latest", "zai-glm-latest", "deepseek-v4-1-flash-1017"]
    assert {one for one in models if chat(messages=messages, model=one)[0].status == 200} == accept
    assert chat(SELF_HOSTED(), messages=messages, model="mistral-small-latest")[0].status == 400


def test_codestral_asks_for_the_id_of_a_result():
    body = chat(messages=[USER, calls(ONE), result(None)], model="codestral-latest")[1]
    assert (body["message"], body["type"]) == ("Tool call id has to be defined.", "invalid_request_invalid_args")
    assert body["code"] == "3051"


@pytest.mark.parametrize(("name", "status"), [("a" * 64, 200), ("a" * 65, 400), ("a-b_C9", 200), ("", 400), ("é", 400)])
def test_names_of_functions(name, status):
    tool = {"type": "function", "function": {"name": name, "parameters": {}}}
    assert chat(tools=[tool])[0].status == status
    history = [USER, calls(ONE, name=name), result()]
    assert chat(SELF_HOSTED(), messages=history)[0].status == status
    assert chat(messages=history)[0].status == (200 if name else 400)


@pytest.mark.parametrize(
    ("messages", "text"),
    [
        ([USER, calls(ONE), result(), USER], "Unexpected role 'user' after role 'tool'"),
        ([calls(ONE), result(), SAID, USER], f"Unexpected tool call id {ONE} in tool results"),
        ([USER, calls(ONE, name="f g"), result()], BAD_NAME),
    ],
)
def test_what_the_hosted_api_relaxed_is_refused_by_servers_of_ones_own(messages, text):
    response, body, _ = chat(SELF_HOSTED(), messages=messages)
    assert (response.status, body["message"]) == (400, text)
    assert chat(messages=messages)[0].status == 200


def test_what_the_profiles_share():
    sound = [USER, calls(ONE), result(), SAID, USER]
    assert chat(SELF_HOSTED(), messages=sound)[0].status == 200
    assert chat(SELF_HOSTED(), messages=[USER, calls("call_1"), result("call_1")])[1]["message"] == bad_id("call_1")
    assert list(PROFILES) == list(get_args(Profile))


@pytest.mark.parametrize("kind", ["web_search", "web_search_premium", "code_interpreter", "image_generation"])
def test_connectors_are_not_for_chat(kind):
    body = chat(tools=[{"type": kind}])[1]
    name = "".join(part.title() for part in kind.split("_")) + "Tool"
    assert (body["message"], body["type"]) == (f"{name} connector is not supported", "invalid_tools")


# An oracle that shares nothing with the rules: conversations as words over an alphabet, transitions as a regular
# expression, results by sets.
SPOKEN = {"system": "s", "user": "u", "assistant": "a", "tool": "t"}
FORBIDDEN = re.compile("as|ts|st|ut")


def verdict(messages: list[dict[str, Any]]) -> str | None:
    """Which rule is broken first, by name; None for a sound conversation."""
    word = "".join(SPOKEN[one["role"]] for one in messages)
    if not word or (len(word) == 1 and word in "at"):
        return "start"
    if word.endswith("a") and not messages[-1].get("prefix"):
        return "last"
    if FORBIDDEN.search(word):
        return "order"
    position = 0
    for block in re.split("(?=a)", word):
        part = messages[position : position + len(block)]
        position += len(block)
        made: list[str] = []
        if part and part[0]["role"] == "assistant":
            made = [one["id"] for one in part[0].get("tool_calls") or []]
        if len(set(made)) < len(made):
            return "results"
        got = [one["tool_call_id"] for one in part if one["role"] == "tool"]
        if sorted(got) != sorted(made):
            return "results"
    for number, one in enumerate(messages):
        if one["role"] == "assistant" and not one.get("content") and not one.get("tool_calls"):
            return "empty"
        if one.get("prefix") and number < len(messages) - 1:
            return "prefix"
    return None


NAMES = {
    "start": r"Conversation must",
    "last": r"Expected last role",
    "order": r"Unexpected role",
    "results": r"Not the same number|(Unexpected|Duplicate) tool call id",
    "empty": r"Assistant message must have either",
    "prefix": r"Assistant message with prefix",
}
IDS = st.sampled_from([ONE, TWO, "ninechars"])
ASSISTANTS = st.builds(
    lambda text, ids, prefix: {
        "role": "assistant", "content": text, "prefix": prefix,
        "tool_calls": [{"id": id, "function": {"name": "f", "arguments": {}}} for id in ids] or None,
    },
    st.sampled_from(["text", "", None]), st.lists(IDS, max_size=2), st.booleans(),
)  # fmt: skip
MESSAGES = st.one_of(st.just(USER), st.just(USER), st.just(SYSTEM), ASSISTANTS, ASSISTANTS, st.builds(result, IDS))


@st.composite
def conversations(draw) -> list[dict[str, Any]]:
    """Sound rounds of calls and results mixed with whatever comes."""
    messages: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(0, 4))):
        if draw(st.booleans()):
            ids = draw(st.lists(IDS, min_size=1, max_size=2, unique=True))
            messages += [USER, calls(*ids), *map(result, draw(st.permutations(ids))), SAID]
        else:
            messages += draw(st.lists(MESSAGES, max_size=2))
    return messages + draw(st.sampled_from([[], HELLO]))


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(conversations())
def test_random_conversations_against_the_oracle(messages):
    response, body, _ = chat(messages=messages)
    broken = verdict(messages)
    if broken is None:
        assert response.status == 200, body
    else:
        assert response.status == 400
        assert re.match(NAMES[broken], body["message"]), (broken, body["message"])
