"""Random conversations, and what mistral-common says of them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from mistral_common.exceptions import MistralCommonException
from mistral_common.protocol.instruct.request import ChatCompletionRequest
from mistral_common.protocol.instruct.validator import MistralRequestValidatorV13, ValidationMode
from pydantic import ValidationError

ORACLE = MistralRequestValidatorV13(ValidationMode.serving)
ONE, TWO = "abcDEF123", "zzzzzzzzz"
Message = dict[str, Any]
SYSTEM: Message = {"role": "system", "content": "s"}
USER: Message = {"role": "user", "content": "u"}
SAID: Message = {"role": "assistant", "content": "a"}
NO_MODEL = "(the body is refused)"


def calls(*ids: str | None, name: str = "f", **more: Any) -> Message:
    function = {"name": name, "arguments": "{}"}
    made = [{"function": function} | ({} if id is None else {"id": id}) for id in ids]
    return {"role": "assistant", "content": "", "tool_calls": made, **more}


def result(id: str | None = ONE, **more: Any) -> Message:
    return {"role": "tool", "content": "r", "tool_call_id": id, **more}


def theirs(messages: list[Message], tools: list[Any]) -> str | None:
    try:
        request = ChatCompletionRequest.model_validate({"model": "m", "messages": messages, "tools": tools})
    except ValidationError:
        return NO_MODEL
    try:
        ORACLE.validate_request(request)
    except MistralCommonException as error:
        return str(error)
    return None


TEXT = {"type": "text", "text": "t"}
THOUGHT = {"type": "thinking", "thinking": [{"type": "text", "text": "t"}]}
IMAGE = {"type": "image_url", "image_url": "https://example.com/a.png"}
DOCUMENT = {"type": "document_url", "document_url": "https://example.com/a.pdf"}
IDS = st.sampled_from([ONE, TWO, "ninechars", "call_abc123", "", "abcDEF12", "abcDEF123\n", None])
GOOD = st.sampled_from([ONE, TWO, "ninechars"])
NAMES = st.sampled_from(["f", "f", "f", "a-b_C9", "f g", "a" * 64, "a" * 65, "", "é"])
CONTENTS = st.sampled_from(["text", "text", "", " ", None, [TEXT], [], [TEXT, THOUGHT], [IMAGE], [DOCUMENT]])
ANY = st.one_of(
    st.just(USER),
    st.just(SYSTEM),
    st.builds(lambda content: {"role": "user", "content": content}, CONTENTS),
    st.builds(lambda content: {"role": "system", "content": content}, CONTENTS),
    st.builds(lambda content, prefix: {"role": "assistant", "content": content, "prefix": prefix}, CONTENTS,
              st.booleans()),
    st.builds(lambda ids, name, content, prefix: calls(*ids, name=name, content=content, prefix=prefix),
              st.lists(IDS, max_size=3), NAMES, CONTENTS, st.booleans()),
    st.builds(lambda id, content: result(id, content=content), IDS, CONTENTS),
    st.builds(lambda id, name: result(id, name=name), GOOD, NAMES),
)  # fmt: skip


@st.composite
def conversations(draw: st.DrawFn) -> list[Message]:
    """Sound rounds, rounds with one flaw, and whatever comes."""
    found: list[Message] = draw(st.sampled_from([[], [], [SYSTEM]]))[:]
    for _ in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from(["sound", "sound", "mixed", "any"]))
        if kind == "any":
            found += draw(st.lists(ANY, max_size=3))
            continue
        ids = draw(st.lists(GOOD if kind == "sound" else IDS, min_size=1, max_size=3, unique=kind == "sound"))
        answered = draw(st.permutations(ids)) if kind == "sound" else draw(st.lists(IDS, max_size=3))
        found += [USER, calls(*ids, name=draw(NAMES) if kind == "mixed" else "f"), *map(result, answered)]
        found += draw(st.sampled_from([[SAID], [SAID], []]))
    return found + draw(st.sampled_from([[], [USER], [USER], [{**SAID, "prefix": True}]]))
