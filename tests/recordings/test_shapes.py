"""How two answers are compared."""

from __future__ import annotations

import json
from typing import Any

import pytest

from recordings.shapes import differences, errors, headers, shape, streams, words


def test_shapes():
    one, other = {"a": [{"b": 1}], "c": None}, {"a": [{"b": "x", "d": {"e": 1}}], "c": None}
    assert differences(shape([one]), shape([other])) == [
        "body: a[].b is string, recorded as number",
        "body: a[].d is not recorded",
    ]
    assert differences(shape([{"a": []}]), shape([{"a": [1]}])) == []
    assert differences(shape([{"a": 1.5}]), shape([{"a": 1}])) == []
    there, here = (dict.fromkeys(names, "") for names in (["date", "cf-ray", "x-a"], ["date", "x-b"]))
    assert headers(there, here, filtered=True) == ["header: x-a is missing"]
    assert errors('{"request_id": "1"}', '{"request_id": "2"}') == []
    named = 'event: a\ndata: {"type": "a"}\n\n'
    assert streams(named, named) == []
    assert streams(named, named + "data: [DONE]\n\n") == [
        "stream: a [DONE] frame is not recorded",
        "stream: the frames are a, [DONE]; recorded as a",
    ]


def test_fixed_values_of_headers_and_words_are_compared():
    wire = {"server": "cloudflare", "strict-transport-security": "max-age=1"}
    assert headers(wire, {**wire, "strict-transport-security": "max-age=2"}, filtered=True) == [
        "header: strict-transport-security is max-age=2, recorded as max-age=1"
    ]
    assert words({"text": "a", "thinking": None}, {"text": "b", "thinking": None}) == [
        "said: text is 'b', recorded as 'a'"
    ]
    assert words({"text": "a"}, None) == ["said: text is None, recorded as 'a'"]


@pytest.mark.parametrize(
    ("recorded", "mine", "differs"),
    [
        ({"content-encoding": "gzip"}, {"content-length": "9"}, True),
        ({"content-encoding": "gzip", "transfer-encoding": "chunked"}, {"content-encoding": "gzip"}, False),
        ({"content-length": "9"}, {"content-encoding": "gzip"}, True),
        ({"transfer-encoding": "chunked", "content-length": "9"}, {"content-encoding": "gzip"}, False),  # decoded
        ({"date": "x"}, {"content-encoding": "gzip"}, False),
    ],
)
def test_a_coding_is_compared_where_the_cassette_shows_it(recorded, mine, differs):
    assert any("content-encoding" in one for one in headers(recorded, mine, filtered=True)) is differs


def frame(delta: Any, reason: str | None = None, **more: Any) -> str:
    return f"data: {json.dumps({'choices': [{'index': 0, 'delta': delta, 'finish_reason': reason}], **more})}\n\n"


def test_the_order_of_frames_is_compared():
    role = frame({"role": "assistant", "content": ""})
    one = role + frame({"content": "a"}) + frame({"content": "b"}) + frame({"content": "c"}, "stop", usage={"x": 1})
    other = role + frame({"content": "abc"}, "stop", usage={"x": 1})
    assert streams(one, other) == []
    other = role + frame({"content": "abc"}) + frame({"content": ""}, "stop", usage={"x": 1})
    assert streams(one, other) == [
        "stream: the frames are role, text, empty text + stop + usage; recorded as role, text + stop + usage"
    ]
    calls = role + frame({"tool_calls": [{}, {}]}, "tool_calls", usage={"x": 1})
    assert "2 calls + tool_calls + usage; recorded as role, text" in streams(one, calls)[0]
