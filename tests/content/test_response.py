"""The `response` of a record: what authors may write about how the API answers, and what becomes of it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest
from pydantic import ValidationError

from mistral_playbooks.content.response import ErrorResponse
from mistral_playbooks.content.response_entries import ResponseEntry
from mistral_playbooks.mock.wire.envelope import error


@pytest.mark.parametrize(
    "given",
    [
        {"status": 429, "body": {"message": "x"}},
        {"status": 400, "message": "x", "type": "invalid_model", "code": "1500"},
        {"status": 422, "message": {"detail": []}},
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
def test_a_valid_response(given: dict[str, Any]):
    entry = ResponseEntry.model_validate({**given, "basis": "reported"})
    response = ErrorResponse.from_dict(entry.model_dump(mode="json", exclude_unset=True))
    assert ErrorResponse.from_dict(asdict(response)) == response


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "give `status` with `message` or `body`, or `stream`, or `transport`, or `says`"),
        ({"body": {}}, "a `body` needs its `status`"),
        ({"message": "x"}, "a `message` needs its `status`"),
        ({"status": 400, "message": "x", "body": {}}, "give `status` with `message` or `body`"),
        ({"status": 400, "body": {}, "code": "1500"}, "`type` and `code` need a `message`"),
        ({"status": 400, "message": "x", "code": 1500}, "Input should be a valid string"),
        ({"status": 200, "body": {}, "says": {}}, "give `status` with `message` or `body`"),
        ({"transport": "reset", "stream": {"after": 1, "then": "cut"}}, "give `status` with `message`"),
        ({"transport": "reset", "seconds": 1}, "`seconds` needs a `transport` of `late` or `no-answer`"),
        ({"stream": {"after": 1, "then": "cut"}, "seconds": 1}, "or a `stream` that stalls"),
        ({"transport": "late", "seconds": 0}, "greater than 0"),
        ({"transport": "late", "seconds": 3601}, "less than or equal to 3600"),
        ({"transport": "later"}, "'no-answer', 'late', 'wrong-length', 'malformed' or 'split'"),
        ({"stream": {"after": 1, "then": "halve"}}, "Input should be 'cut', 'half', 'stall' or 'end'"),
        ({"stream": {"after": -1, "then": "cut"}}, "greater than or equal to 0"),
        ({"says": {"keep": 2}}, "less than or equal to 1"),
        ({"says": {"words": "x"}}, "Extra inputs are not permitted"),
        ({"status": 404, "on": ["v1/models"]}, "String should match pattern"),
    ],
)
def test_an_invalid_response(given: dict[str, Any], said: str):
    with pytest.raises(ValidationError) as caught:
        ResponseEntry.model_validate({**given, "basis": "reported"})
    assert said in str(caught.value)


def response(**given: Any) -> ErrorResponse:
    return ErrorResponse.from_dict({**given, "basis": "reported"})


def test_a_message_stands_for_the_envelope_that_the_mock_sends():
    short = response(status=400, message="Invalid model: x", type="invalid_model", code="1500")
    assert (
        json.dumps(short.body, separators=(",", ":")).encode()
        == error(400, "invalid_model", "Invalid model: x", "1500").payload
    )
    assert response(status=400, message="x").body == {
        "object": "error",
        "message": "x",
        "type": "invalid_request_error",
        "param": None,
        "code": None,
        "raw_status_code": 400,
    }


@pytest.mark.parametrize(
    ("given", "statuses", "codes", "types"),
    [
        (
            {"status": 400, "message": "x", "type": "invalid_model", "code": "1500"},
            (400,),
            ("1500",),
            ("invalid_model",),
        ),
        ({"status": 400, "message": "x"}, (400,), (), ()),
        ({"status": 400, "body": {"type": "invalid_request_error", "code": 3230}}, (400,), ("3230",), ()),
        ({"status": 422, "message": {"detail": [{"type": "enum"}]}}, (422,), (), ("enum",)),
        ({"status": 422, "body": {"detail": [{"type": "enum"}, {"type": "missing"}]}}, (422,), (), ("enum", "missing")),
        ({"status": 401, "body": {"detail": "Unauthorized"}}, (401,), (), ()),
        ({"status": 502, "body": "<html>"}, (502,), (), ()),
        ({"stream": {"after": 1, "then": "cut"}}, (200,), (), ()),
        ({"transport": "reset"}, (), (), ()),
        ({"status": 400, "host": "a.example.com", "body": {"type": "BadRequestError", "code": 400}}, (400,), (), ()),
    ],
)
def test_what_a_client_sees_follows_from_the_response(given, statuses, codes, types):
    seen = response(**given)
    assert (seen.statuses, seen.codes, seen.types) == (statuses, codes, types)
