"""Bodies that people still paste: each can be had as a fault, answers in its own shape, and is known for what it is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from helpers.api import chat
from mistral_playbooks import diagnosis
from mistral_playbooks.content import catalog
from mistral_playbooks.mock import Api, parse_fault

CATALOG = catalog.load()
OLD = {"object": "error", "type": "invalid_request_error", "param": None, "code": None}
CALLS = "Not the same number of function calls and responses"


@pytest.mark.parametrize(
    ("name", "status", "body"),
    [
        ("unauthorized/message", 401, {"message": "Unauthorized"}),
        ("tool-results-mismatch/older-wording", 400, {**OLD, "message": CALLS}),
        ("tool-call-id-format/older-wording", 400, OLD),
        ("assistant-message-content/both-older-wording", 400, OLD),
        ("invalid-tool-schema/older-wording", 400, OLD),
        ("message-order/role-enum", 400, {**OLD, "message": "Unexpected role RoleEnum.tool"}),
        ("extra-forbidden/without-raw-status", 422, {"type": "invalid_request_error", "code": None}),
        ("extra-forbidden/json-in-text", 422, {"type": "internal_error_proxy", "code": "1000"}),
        ("guardrail-blocked/evaluation-failed", 403, {"type": "invalid_request_error", "code": 3201}),
    ],
)
def test_a_pasted_body_can_be_had_and_is_recognised(name: str, status: int, body: dict[str, Any]):
    response, said, exchange = chat(Api(faults=[parse_fault(name)]))
    assert (response.status, exchange.fault) == (status, name)
    assert body.items() <= said.items()
    assert "raw_status_code" not in said or status == 403
    slug = name.partition("/")[0]
    if slug in CATALOG.playbooks:  # a class without a page yet has nothing to be known by
        (first, *_) = diagnosis.diagnose(f"Status {status}. Body: {json.dumps(said)}", CATALOG)
        assert first.slug == slug


def test_the_oldest_form_of_a_422_has_its_items_in_a_text():
    said = chat(Api(faults=[parse_fault("extra-forbidden/json-in-text")]))[1]
    (item,) = json.loads(said["message"])["detail"]
    assert item["type"] == "extra_forbidden"


def test_the_rate_limit_of_2025_is_the_gateways_own():
    """maruel/genai@c7823005 mistral-small-2503.yaml, 2025-05."""
    response, said, _ = chat(Api(faults=[parse_fault("rate-limited/older-wording")]))
    assert said == {"message": "Requests rate limit exceeded"}
    assert response.header("content-type") == "application/json; charset=utf-8"
    assert response.header("x-kong-response-latency")
    assert response.header("x-kong-upstream-latency") is None
