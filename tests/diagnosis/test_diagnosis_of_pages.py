"""The diagnosis with the pages themselves: what each page says its class answers must lead back to the page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.machine import ROOT
from helpers.unrelated import NEGATIVES
from mistral_playbooks.content import catalog
from mistral_playbooks.content.catalog import Playbook
from mistral_playbooks.content.regex_subset import fault
from mistral_playbooks.content.response import ErrorResponse
from mistral_playbooks.diagnosis import diagnose
from mistral_playbooks.mock.faults import library
from mistral_playbooks.verify import rules

PAGES = catalog.load()


def replies(playbook: Playbook) -> list[tuple[str, ErrorResponse]]:
    """Each cause's id with its answer, where that is a status with a body."""
    pairs = [(cause.id, playbook.response_of(cause.id)) for cause in playbook.causes]
    return [(id, reply) for id, reply in pairs if reply and reply.body and reply.status and reply.status >= 400]


def renderings(reply: ErrorResponse) -> dict[str, str]:
    """What clients print for an answer."""
    body = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
    value = reply.body if isinstance(reply.body, str) else repr(reply.body)
    heads = "".join(f"{name}: {text}\n" for name, text in reply.headers.items())
    return {
        "python": f"mistralai.client.errors.sdkerror.SDKError: API error occurred: Status {reply.status}. Body: {body}",
        "python 1": f"mistralai.models.sdkerror.SDKError: API error occurred: Status {reply.status}\n{body}",
        "typescript": f"SDKError: API error occurred: Status {reply.status}\nBody: {body}\n    at file:///a/b.mjs:9:401",
        "openai": f"openai.APIStatusError: Error code: {reply.status} - {value}",
        "langchain": f"httpx.HTTPStatusError: Error response {reply.status} while fetching "
        f"https://api.mistral.ai/v1/chat/completions: {body}",
        "litellm": f"litellm.APIError: APIError: MistralException - {body}",
        "curl": f"HTTP/2 {reply.status}\n{heads}\n{body}",
        "log": json.dumps({"level": "error", "status": reply.status, "error": f"upstream: {body}"}),
    }


ANSWERS = [(playbook.slug, id, reply) for playbook in PAGES for id, reply in replies(playbook)]


@pytest.mark.parametrize(("slug", "cause", "reply"), ANSWERS, ids=[f"{slug}/{id}" for slug, id, _ in ANSWERS])
def test_each_answer_leads_back_to_its_page(slug: str, cause: str, reply: ErrorResponse) -> None:
    fitting = {slug, *PAGES.playbooks[slug].same_text}
    for client, text in renderings(reply).items():
        found = diagnose(text, PAGES)
        assert found, f"{client}: nothing found for: {text}"
        assert found[0].slug in fitting, f"{client}: {found[0].slug} {found[0].why} for: {text}"


@pytest.mark.parametrize("playbook", list(PAGES), ids=lambda p: p.slug)
def test_what_each_broken_program_printed_leads_back_to_its_page(playbook: Playbook) -> None:
    """As `verify` asks when it runs the program: a change of another page's signatures is seen here at once."""
    rows = json.loads((ROOT / f"docs/results/{playbook.slug}.json").read_text(encoding="utf-8"))["results"]
    failed = [row for row in rows if row["role"] == "broken" and row["exit"]]
    assert failed or playbook.slug == "compromised-release"  # which nobody installs to show it
    for row in failed:
        assert rules.diagnosed(row["output"], playbook, PAGES, Path(row["file"]).name) == [], row["file"]


@pytest.mark.parametrize("playbook", list(PAGES), ids=lambda p: p.slug)
def test_every_signature_is_in_the_subset(playbook: Playbook) -> None:
    for text in (
        *playbook.signatures,
        *playbook.general,
        *(text for cause in playbook.causes for text in cause.signatures),
    ):
        if len(text) > 2 and text.startswith("/") and text.endswith("/"):
            assert fault(text[1:-1]) is None, f"{text}: {fault(text[1:-1])}"


def test_a_type_that_only_this_api_sends_is_told_from_a_long_text_that_names_nobody() -> None:
    told = "Se o modelo pede duas chamadas em paralelo, o programa responde apenas a primeira. " * 4
    matches = diagnose(f"{told}O provedor recusa com `400 invalid_request_message_order`.", PAGES)
    assert {"message-order", "tool-results-mismatch"} <= {match.slug for match in matches}
    assert not diagnose(f"{told}O provedor recusa com `400 invalid_order`.", PAGES)


def test_a_type_of_an_older_pydantic_is_of_another_api() -> None:
    body = '{"detail": [{"loc": ["body", "model"], "msg": "field required", "type": "%s"}]}'
    assert diagnose(body % "missing", PAGES)[0].slug == "invalid-parameter"
    assert not diagnose(body % "value_error.missing", PAGES)


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ("litellm.BadRequestError: MistralException - Input should be a valid string", "invalid-parameter"),
        ("Mistral 422: Input should be a valid list", "invalid-parameter"),
        ("Mistral 400s with `Invalid assistant message: content='' tool_calls=None`", "assistant-message-content"),
        ("422 {detail:'Invalid file format.', description:'Found 1 error in this file...'}", "file-upload-invalid"),
    ],
)
def test_a_message_is_told_without_what_the_api_wraps_around_it(said: str, slug: str) -> None:
    assert diagnose(said, PAGES)[0].slug == slug


@pytest.mark.parametrize("text", NEGATIVES)
def test_pages_give_no_false_comfort(text: str) -> None:
    assert diagnose(text, PAGES) == []


def test_a_code_of_several_classes_is_sure_for_none_of_them() -> None:
    """Also of classes that have no page yet, whose answers the mock has."""
    holders: dict[str, set[str]] = {}
    for playbook in PAGES:
        for code in playbook.codes:
            holders.setdefault(code, set()).add(playbook.slug)
    for slug, causes in json.loads(library.FILE.read_bytes()).items():
        for row in causes.values():
            for code in ErrorResponse.from_dict({key: row[key] for key in row if key != "source"}).codes:
                holders.setdefault(code, set()).add(slug)
    # 1500 and 1000 stand in answers whose class another fact decides: a body that the client hides, extra fields.
    shared = {code for code, slugs in holders.items() if len(slugs) > 1} - {"1500", "1000"}
    assert shared
    for code in shared:
        assert all(match.score < 0.8 for match in diagnose(code, PAGES)), code
