"""Classes that have no page yet are found by what only they answer; a page's own text stays the page's."""

from __future__ import annotations

import json

import pytest

from helpers.unrelated import NEGATIVES
from mistral_playbooks.content import catalog, regex_subset
from mistral_playbooks.content.catalog import Catalog
from mistral_playbooks.content.response import ErrorResponse
from mistral_playbooks.diagnosis import SURE, diagnose, unwritten
from mistral_playbooks.diagnosis.client_errors import NAMES
from mistral_playbooks.diagnosis.rules import REASONS
from mistral_playbooks.mock.faults.library import FILE, Library

EMPTY = Catalog({})
PAGES = catalog.load()
ROWS = json.loads(unwritten.FILE.read_bytes())


def first(text: str, pages: Catalog = PAGES):
    found = diagnose(text, pages, 3, lambda: unwritten.extended(pages))
    assert found, text
    return found[0]


def answered(message: object, type: str, code: str | None, status: int = 400) -> str:
    body = {"object": "error", "message": message, "type": type, "param": None, "code": code}
    return f"API error occurred: Status {status}. Body: {json.dumps(body)}"


EXTRA = {"detail": [{"type": "extra_forbidden", "loc": ["body", "seed"], "msg": "Extra inputs are not permitted"}]}
WINDOW = "Prompt contains 9001 tokens and 7 draft tokens, too large for model with 8192 maximum context length"
RULE = "must be a-z, A-Z, 0-9, or contain underscores and dashes, with a maximum length of 64."
NAME = f"Function name was my.tool but {RULE}"

ANSWERS = [
    ("extra-forbidden", answered(EXTRA, "invalid_request_error", None, 422)),
    ("message-order", answered("Unexpected role 'user' after role 'system'", "invalid_request_message_order", "3230")),
    ("context-length", answered(WINDOW, "invalid_request_invalid_args", "3051")),
    ("image-input", answered("Image input is not enabled for this model", "invalid_request_invalid_args", "3051")),
    ("capacity-exceeded", answered("Service tier capacity exceeded for this model.", "x", "3505", 429)),
    ("capacity-exceeded", answered("Capacity exceeded for this model.", "engine_max_pending_tokens", "3810", 429)),
    ("gateway-error", answered("Service unavailable.", "internal_server_error", "3800", 503)),
    ("invalid-function-name", answered(NAME, "invalid_request_error", None)),
    ("model-not-found", 'API error occurred: Status 404. Body: {"message":"Model ministral-2-latest was not found."}'),
    ("tier-not-allowed", answered("tier_not_allowed", "tier_not_allowed", "1910", 403)),
]


@pytest.mark.parametrize(("slug", "text"), ANSWERS)
def test_an_answer_of_its_own_is_the_class(slug: str, text: str) -> None:
    """Checked with the pages of today, and with none if the mock has the answer: it moves to the class's page."""
    for pages in (PAGES, EMPTY):
        if slug not in unwritten.extended(pages).playbooks:
            continue
        found = first(text, pages)
        assert (found.slug, found.score >= SURE) == (slug, True), (found.slug, found.score, found.why)
        assert (found.url is None) == (slug not in pages.playbooks)


def test_the_cause_is_the_one_with_the_same_message() -> None:
    every = unwritten.extended(EMPTY).playbooks
    checked = 0
    for slug, causes in ROWS.items():
        for row in causes.values():
            text = str(row.get("message")).strip()
            if not row.get("code") or text not in every[slug].signatures:
                continue
            found = first(answered(text, row["type"], row["code"], row["status"]), EMPTY)
            if found.slug == slug and len(causes) > 1:
                checked += 1
                assert found.cause, text
                assert text in every[slug].cause(found.cause).signatures
                assert found.summary.endswith("This error has no page yet.")
                assert f"--fault {slug}/{found.cause}" in found.first_step
    assert checked


def test_a_page_is_compared_with_the_classes_without_one() -> None:
    """Two validation errors in one answer: each class shows one of them."""
    details = [
        {"type": "string_type", "loc": ["body", "x"], "msg": "Input should be a valid string"},
        {"type": "extra_forbidden", "loc": ["body", "seed"], "msg": "Extra inputs are not permitted"},
    ]
    text = f"Error response 422 while fetching https://api.mistral.ai/v1/chat: {json.dumps({'detail': details})}"
    found = diagnose(text, PAGES, 3, lambda: unwritten.extended(PAGES))
    assert {match.slug for match in found[:2]} == {"invalid-parameter", "extra-forbidden"}


EVERY = unwritten.extended(EMPTY)


def found_in(text: str) -> dict[str, float]:
    """Slug to score, without any page."""
    return {match.slug: match.score for match in diagnose(text, EMPTY, 20, lambda: EVERY)}


def test_an_answer_that_breaks_off_is_told_by_what_clients_raise() -> None:
    names = {(one.slug, name) for one in EVERY for name in one.exceptions if name in NAMES and NAMES[name].breaks}
    assert names
    for slug, name in names:
        assert found_in(f"openai.{name}: it broke\nhttps://api.mistral.ai/v1").get(slug, 1) < SURE, (slug, name)


def test_a_header_tells_classes_with_the_same_body_apart() -> None:
    rows = [(slug, row.get("headers", {})) for slug, causes in ROWS.items() for row in causes.values()]
    limits = ("x-ratelimit-limit-req-minute", "x-ratelimit-remaining-tokens-month")
    body = json.dumps({"object": "error", "message": "Rate limit exceeded", "type": "rate_limited", "code": "1300"})
    for slug, name in [(slug, name) for slug, headers in rows for name in limits if headers.get(name) == "0"]:
        for text in (f"{name}: 0\n\n{body}", f"{{'{name}': '0'}} {body}", f"The header {name}: 0 came"):
            assert slug in found_in(text), text
        assert slug not in found_in(f"The header {name}: 50 came")


def test_the_reason_phrase_of_another_status_is_no_signature() -> None:
    for slug, causes in ROWS.items():
        for row in causes.values():
            status = REASONS.get(str(row.get("message", "")).lower())
            if status and status != row["status"]:
                assert row["message"] not in (*EVERY.playbooks[slug].signatures, EVERY.playbooks[slug].title)


def test_retry_follows_from_the_answer() -> None:
    every = unwritten.extended(EMPTY).playbooks
    wanted = {
        "zero-quota": "never",
        "payment-required": "never",
        "tier-not-allowed": "never",
        "capacity-exceeded": "with-backoff",
        "timeout": "with-backoff",
        "context-length": "after-change",
        "truncated-answer": "after-change",
    }
    known = {slug: retry for slug, retry in wanted.items() if slug in every}
    assert known
    assert {slug: every[slug].retry for slug in known} == known


def test_each_row_can_be_reproduced_and_each_signature_used() -> None:
    assert unwritten.FILE == FILE
    library = Library(EMPTY)
    for slug, playbook in unwritten.extended(EMPTY).playbooks.items():
        assert [cause.id for cause in playbook.causes] == list(library.causes(slug))
        for cause in playbook.causes:
            assert unwritten.reproduction(slug, cause.id) in cause.action
            for text in cause.signatures:
                if text.startswith("/"):
                    assert regex_subset.fault(text[1:-1]) is None, text
        assert playbook.title


def test_a_page_replaces_the_row() -> None:
    assert set(unwritten.extended(PAGES).playbooks) == {*PAGES.playbooks, *ROWS}
    assert unwritten.extended(PAGES).playbooks["rate-limited"] is PAGES.playbooks["rate-limited"]


def test_an_answer_that_a_page_has_too_stays_the_page() -> None:
    for slug, causes in ROWS.items():
        for row in causes.values():
            reply = ErrorResponse.from_dict({key: row[key] for key in row if key != "source"})
            if slug in PAGES.playbooks and reply.status and reply.status >= 400:
                found = first(f"API error occurred: Status {reply.status}. Body: {json.dumps(reply.body)}")
                assert found.url is not None, (slug, found)


@pytest.mark.parametrize("text", NEGATIVES)
def test_no_false_comfort(text: str) -> None:
    assert diagnose(text, PAGES, 3, lambda: unwritten.extended(PAGES)) == []
