"""What varies in the chunks of a stream: thinking, references and calls as `delta` objects, and the text of each.

The JSON is built from strings, as in `completion`.
"""

from __future__ import annotations

from itertools import cycle
from json.encoder import encode_basestring
from typing import Any

from ..wire.envelope import dumps
from . import answers

REFERENCE = {"type": "reference", "reference_ids": [0]}
_NO_THOUGHT = '{"type":"thinking","thinking":[]}'

Calls = tuple[tuple[str, str, str], ...]
"""Tool calls as (id, name, arguments)."""


def to_json(value: Any) -> str:
    """Returns the JSON of a value, as a string that can be encoded (a lone surrogate is escaped)."""
    if isinstance(value, str) and value.isascii():
        return encode_basestring(value)
    return dumps(value).decode()


def listed(calls: Calls) -> list[dict[str, Any]]:
    """Returns calls as they stand in a message or a chunk."""
    return [
        {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}, "index": index}
        for index, (id, name, arguments) in enumerate(calls)
    ]


def thoughts(thinking: str, pieces: list[str], form: int) -> list[tuple[str, str]]:
    """Returns the chunks of thinking, and takes from `pieces`, the text that follows, what the last of them includes.

    Text follows in one of four forms: in the last chunk of thinking (crmne/ruby_llm, 2026-08-19: `1`, then `44`), in
    the next one, after an empty chunk of thinking (0xPlaygrounds/rig, 2026-08-16), or in one list with an empty chunk
    (simonw/llm-mistral@bf77f9bd, 2026-10-06: `3`, then `23`). Before calls, or if thinking was cut, its last chunk is
    like the others (2026-08-16).
    """
    chunks = _thinking_chunks(thinking)
    first = ""
    if pieces and form % 4 in (0, 3):
        if len(pieces) == 1:
            pieces[:] = [pieces[0][:1], pieces[0][1:]]
        first = pieces.pop(0)
        before = _NO_THOUGHT if form % 4 else chunks.pop()
        chunks.append(f'{before},{{"type":"text","text":{to_json(first)}}}')
    elif pieces and form % 4 == 1:
        chunks.append(_NO_THOUGHT)
    *others, last = [f'{{"content":[{chunk}]}}' for chunk in chunks]
    return [('{"content":""}', ""), *((other, "") for other in others), (last, first)]


def with_reference(texts: list[tuple[str, str]], form: int) -> list[tuple[str, str]]:
    """Returns the chunks of a text with a reference in the middle: in a list of its own (reported 2025-02-10,
    vercel/ai#4820), or with the text that follows, and then without an id (reported 2026-02-20, meilisearch#6170)."""
    middle = len(texts) // 2
    if form % 2 or not texts[middle:]:
        return [*texts[:middle], (f'{{"content":[{to_json(REFERENCE)}]}}', ""), *texts[middle:]]
    piece = texts[middle][1]
    chunks = [{"type": "reference", "reference_ids": []}, {"type": "text", "text": piece}]
    return [*texts[:middle], (f'{{"content":{to_json(chunks)}}}', piece), *texts[middle + 1 :]]


def _thinking_chunks(thinking: str) -> list[str]:
    """Returns thinking chunks of one to three tokens. `closed` is true in those of several tokens and absent from those
    of one, wherever they stand (1,500 chunks: 0xPlaygrounds/rig and crmne/ruby_llm, 2026-08; simonw/llm-mistral,
    2026-10-06)."""
    pieces, sizes, chunks = answers.pieces(thinking), cycle((1, 3, 2)), list[str]()
    while pieces:
        size = next(sizes)
        closed = ',"closed":true' if len(pieces[:size]) > 1 else ""
        text = to_json("".join(pieces[:size]))
        chunks.append(f'{{"type":"thinking","thinking":[{{"type":"text","text":{text}}}]{closed}}}')
        pieces = pieces[size:]
    return chunks


def fragments(calls: Calls, thinking: str | None, text: str) -> list[tuple[str, str]]:
    """Returns the chunks of `zai-glm-*` (recorded 2026-08-20, vercel/ai@702aba71): a call's name first, then its
    arguments without an id and with an empty name, and a final, empty chunk for the finish reason and usage. Before
    them a second chunk with the role, and padding in none (earendil-works/pi#8387, 2026-08-20;
    mistralai/client-python#628, 2026-09)."""
    rest = '"index":0,"content":""}'
    deltas = [(f'{{"role":"assistant",{rest}', "")]
    for index, (id, name, arguments) in enumerate(calls):
        first = {"id": id, "type": "function", "function": {"name": name, "arguments": ""}, "index": index}
        deltas.append((f'{{"tool_calls":[{to_json(first)}],{rest}', ""))
        for piece in answers.pieces(arguments):
            part = {"type": "function", "function": {"name": "", "arguments": piece}, "index": index}
            deltas.append((f'{{"tool_calls":[{to_json(part)}],{rest}', ""))
    if thinking is not None:
        deltas += [(f'{{"content":[{thought}],"index":0}}', "") for thought in _thinking_chunks(thinking)]
    if text:
        deltas += [(f'{{"index":0,"content":{to_json(piece)}}}', piece) for piece in answers.pieces(text)]
    return [*deltas, (f"{{{rest}", "")]
