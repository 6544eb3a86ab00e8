"""The `response` of a record: what may be said about how the API answers."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from mistral_playbooks.content.response import Reply


@pytest.mark.parametrize(
    "given",
    [
        {"status": 429, "body": {"message": "x"}},
        {"status": 504},
        {"status": 200, "headers": {"x-model-deprecation-timestamp": "2026-12-31"}},
        {"stream": {"after": 4, "then": "half"}},
        {"stream": {"after": 4, "then": "end", "frame": "data: {}\n\n"}},
        {"stream": {"after": 4, "then": "stall"}, "seconds": 3},
        {"transport": "late", "seconds": 0.5},
        {"transport": "no-answer", "seconds": 3600},
        {"transport": "wrong-length"},
        {"says": {"finish_reason": "length", "keep": 0.5}},
        {"status": 404, "body": {}, "on": ["GET /v1/models/{}", "/v1/files/{}/content"]},
    ],
)
def test_a_reply_that_may_be(given: dict[str, Any]):
    reply = Reply.model_validate({**given, "basis": "reported"})
    assert Reply.model_validate_json(reply.model_dump_json()) == reply


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "give `status` with `body`, or `stream`, or `transport`, or `says`"),
        ({"body": {}}, "a `body` needs its `status`"),
        ({"status": 200, "body": {}, "says": {}}, "give `status` with `body`"),
        ({"transport": "reset", "stream": {"after": 1, "then": "cut"}}, "give `status` with `body`"),
        ({"transport": "reset", "seconds": 1}, "`seconds` needs a `transport` of `late` or `no-answer`"),
        ({"stream": {"after": 1, "then": "cut"}, "seconds": 1}, "or a `stream` that stalls"),
        ({"transport": "late", "seconds": 0}, "greater than 0"),
        ({"transport": "late", "seconds": 3601}, "less than or equal to 3600"),
        ({"transport": "later"}, "Input should be 'reset', 'no-answer', 'late', 'wrong-length' or 'malformed'"),
        ({"stream": {"after": 1, "then": "halve"}}, "Input should be 'cut', 'half', 'stall' or 'end'"),
        ({"stream": {"after": -1, "then": "cut"}}, "greater than or equal to 0"),
        ({"says": {"keep": 2}}, "less than or equal to 1"),
        ({"says": {"words": "x"}}, "Extra inputs are not permitted"),
        ({"status": 404, "on": ["v1/models"]}, "String should match pattern"),
    ],
)
def test_a_reply_that_may_not_be(given: dict[str, Any], said: str):
    with pytest.raises(ValidationError) as caught:
        Reply.model_validate({**given, "basis": "reported"})
    assert said in str(caught.value)
