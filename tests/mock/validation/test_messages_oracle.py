"""Our rules on messages and tools against mistral-common, the library whose exceptions the hosted API sends.

The library at 1.11 (its validator of the v13 tokenizers, mode `serving`) judges the same random conversations. Where
the two differ, `KNOWN` says so, with the evidence for what the hosted API does; each entry shows that it still
differs, so that an entry that no longer does fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import mistral_common
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from helpers.conversations import (
    DOCUMENT,
    IMAGE,
    NAMES,
    NO_MODEL,
    ONE,
    SAID,
    SYSTEM,
    USER,
    Message,
    calls,
    conversations,
    result,
    theirs,
)
from mistral_playbooks.mock import Profile
from mistral_playbooks.mock.schemas.chat import CHAT
from mistral_playbooks.mock.validation import messages as rules
from mistral_playbooks.mock.wire.refusal import Refusal

PROFILES: tuple[Profile, ...] = ("hosted", "self-hosted")


def ours(messages: list[Message], tools: list[Any], profile: Profile = "hosted") -> str | None:
    """What we say: the text, NO_MODEL for a 422, None where it is accepted."""
    try:
        request = CHAT.validate_python({"model": "m", "messages": messages, "tools": tools})
    except ValidationError:
        return NO_MODEL
    try:
        rules.check(request.messages, request.tools, rules.PROFILES[profile])
    except Refusal as refusal:
        return refusal.message
    return None


def library(messages: list[Message], tools: list[Any], profile: Profile) -> str | None:
    """What the library says. It skips the first message when it compares calls and results, so a user's message goes
    before an assistant's for the hosted API, which skips none."""
    first = profile == "hosted" and len(messages) > 1 and messages[0]["role"] == "assistant"
    return theirs([USER, *messages] if first else messages, tools)


@dataclass(frozen=True)
class Difference:
    """Two verdicts that differ under these profiles: `ours` and `theirs` match the whole text, "" stands for
    acceptance."""

    name: str
    ours: str
    theirs: str
    example: tuple[Message, ...]
    evidence: str
    profiles: tuple[Profile, ...] = PROFILES

    def covers(self, mine: str | None, their: str | None, profile: Profile) -> bool:
        return profile in self.profiles and bool(
            re.fullmatch(self.ours, mine or "", re.S) and re.fullmatch(self.theirs, their or "", re.S)
        )


KNOWN = (
    Difference(
        "user after tool",
        r"Unexpected role 'user' after role 'tool'",
        r".*",
        (USER, calls(ONE), result(), USER),
        "The library allows it since 2026-04-27 (cdd334b, #218, in 1.11.1), the hosted API since 2026-07-03 at the "
        "latest. Servers with an older library refuse it.",
        ("self-hosted",),
    ),
    Difference(
        "a result before any call",
        r"Unexpected tool call id .* in tool results",
        r".*",
        (result(), SAID, USER),
        "The library skips the first message when it compares calls and results; the hosted API does not, because it "
        "accepted eight histories that begin with an assistant's calls (0xPlaygrounds/rig, 2026-08-16).",
        ("hosted",),
    ),
    Difference(
        "a name in the history",
        r"(?!Function name).*",
        r"Function name was .+ but must be a-z.*",
        (USER, calls(ONE, name='f Paris{"city": "Paris"}'), result()),
        "The hosted API accepted such a name twice (pydantic-ai, 2026-01-05, mistral-large-latest).",
        ("hosted",),
    ),
    Difference(
        "the last role's words",
        r"Expected last role User or Tool \(or Assistant with prefix True\) for serving but got assistant",
        r"Expected last role User or Tool \(or Assistant with prefix or continue_final_message set to True\) for "
        r"serving but got assistant",
        (USER, SAID),
        "NEKOparapa/AiNiee#641 and three clients quote the hosted API with `prefix True`; chat bodies know no "
        "`continue_final_message`.",
    ),
    Difference(
        "an empty assistant message",
        r"Assistant message must have either content or tool_calls, but not none\.|"
        r"At least one content or tool_calls should be non-empty\. Got content=.* and tool_calls=\[\]",
        r".*",
        (USER, {"role": "assistant", "content": ""}, USER),
        "The library's v5 and later look no more. The hosted API refused it with code 3240 (2025 and 2026, about "
        "eight clients; solbrowse/extension#16).",
    ),
    Difference(
        "equal ids in one message",
        r"Duplicate tool call id in assistant message",
        r"Duplicate tool call id .* in assistant message",
        (USER, calls(ONE, ONE), result()),
        "A captured body of Mistral's provider (2026-06-09) and anomalyco/opencode#50145 (2026-09-20) show no id.",
        ("hosted",),
    ),
    Difference(
        "kinds of chunks",
        r"(?!Unexpected content chunk types).*",
        r"Unexpected content chunk types in \w+ message: .*",
        (USER, calls(ONE), result(content=[IMAGE])),
        "New in the library's 1.11; never seen from the hosted API, whose own 422 items list every chunk for user, "
        "assistant and tool (langchain-ai/langchain-mcp-adapters#411, 2026-01-29).",
    ),
    Difference(
        "bodies that the library's own classes cannot hold",
        r".*",
        re.escape(NO_MODEL),
        (USER, {"role": "assistant", "content": [DOCUMENT]}, USER),
        "Our classes are those of the public OpenAPI file and of recorded 422 items: content may be null, and "
        "documents and references are chunks.",
    ),
)


def explained(mine: str | None, their: str | None, profile: Profile) -> list[str]:
    return [one.name for one in KNOWN if one.covers(mine, their, profile)]


def test_the_library_is_the_one_that_the_list_was_written_for():
    assert mistral_common.__version__.startswith("1.11.")


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.name)
def test_every_known_difference_still_is_one(known):
    for profile in PROFILES:
        mine, their = ours(list(known.example), [], profile), theirs(list(known.example), [])
        assert known.covers(mine, their, profile) == (profile in known.profiles), (mine, their)
        assert (mine != their) == (profile in known.profiles)
    assert len(known.evidence) > 40


def test_calls_in_the_first_message_count_for_the_hosted_api_alone():
    history = [calls(ONE), result(), USER]
    unexpected = f"Unexpected tool call id {ONE} in tool results"
    assert ours(history, [], "hosted") is None
    assert theirs(history, []) == unexpected
    assert ours([calls(ONE), result(), SAID, USER], [], "self-hosted") == unexpected


PARAMETERS = st.sampled_from(
    [{}, {"type": "object", "properties": {}}, {"type": "object", "properties": None}, {"type": "nothing"},
     {"properties": {"a": {"type": "string", "minLength": -1}}}, {"required": "a"}, {"anyOf": []},
     {"$ref": 1}, {"type": ["string", "string"]}, {"exclusiveMinimum": True}, {"enum": {}}]
)  # fmt: skip
TOOLS = st.lists(
    st.builds(lambda name, parameters: {"type": "function", "function": {"name": name, "parameters": parameters}},
              NAMES, PARAMETERS),
    max_size=2,
)  # fmt: skip


@settings(deadline=None, max_examples=600, suppress_health_check=[HealthCheck.too_slow])
@given(conversations(), TOOLS, st.sampled_from(PROFILES))
def test_we_and_the_library_agree_in_verdict_and_words(messages, tools, profile):
    mine, their = ours(messages, tools, profile), library(messages, tools, profile)
    if mine == NO_MODEL:
        return  # a 422 comes before any of these rules
    assert mine == their or explained(mine, their, profile), (mine, their)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(conversations())
def test_what_differs_only_in_the_known_ways_differs_for_one_reason_alone(messages):
    """Without lists and nulls as contents, empty assistants and users after tools, there is only one verdict."""
    plain = [{**one, "content": one["content"] if isinstance(one["content"], str) else "text"} for one in messages]
    for one in plain:
        if one["role"] == "assistant" and not one["content"]:
            one["content"] = "text"
    turned = any(a["role"] == "tool" and b["role"] == "user" for a, b in pairwise(plain))
    mine, their = ours(plain, [], "self-hosted"), theirs(plain, [])
    if not turned and mine != their:
        names = explained(mine, their, "self-hosted")
        assert set(names) <= {"the last role's words"}, (mine, their)
        assert mine
        assert their


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("alone", [SYSTEM, USER, SAID, calls(ONE), result(), {**SAID, "prefix": True}])
def test_one_message(alone, profile):
    mine, their = ours([alone], [], profile), library([alone], [], profile)
    assert mine == their or explained(mine, their, profile), (mine, their)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("first", [SYSTEM, USER, SAID, calls(ONE), result()])
@pytest.mark.parametrize("second", [SYSTEM, USER, SAID, calls(ONE), result()])
@pytest.mark.parametrize("end", [[], [USER], [result()], [{**SAID, "prefix": True}]])
def test_every_transition(first, second, end, profile):
    messages = [first, second, *end]
    mine, their = ours(messages, [], profile), library(messages, [], profile)
    assert mine == their or explained(mine, their, profile), (mine, their)
