"""Error classes that have no page yet: records derived from the mock's faults, so that they are answered, too.

A row of `faults.json` has an answer's status, type, code and message. These tell whether a text shows the class, and
how to reproduce the error. `unwritten.json` says in words what each class is, whether to retry, and by which words
people search for it. Some classes are only there, because no server can cause them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from ..content.catalog import Catalog, Cause, Playbook
from ..content.records import Category, Retry
from ..content.response import ErrorResponse
from . import client_errors
from .rules import REASONS
from .signature import shape, shortened, signatures_of
from .text import lower

FILE = Path(__file__).parents[1] / "mock" / "data" / "faults.json"
"""Read as data: importing the mock takes longer than the whole diagnosis."""
WORDS = Path(__file__).with_name("unwritten.json")
_FIRST_STEP: dict[Retry, str] = {
    "never": "Read the message: it names what your key, plan or organization lacks. No change to the program helps.",
    "after-change": "Correct what the message names. `mistral-playbooks check request.json` judges a chat request.",
    "with-backoff": "Retry a few times, with increasing waits. Give support the header `mistral-correlation-id`.",
    "after-wait": "Retry after waiting.",
}
_STATUS_CATEGORY: dict[int, Category] = {401: "account", 402: "limits", 403: "account", 429: "limits"}
_NONE_LEFT = re.compile(r"x-ratelimit-limit-req-minute|x-ratelimit-remaining-tokens-month")
_extended: list[tuple[Catalog, Catalog]] = []


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a class without a page. A `symptom` is seen beside the answers of other classes, so it is no
    candidate for their codes."""

    what: str
    retry: Retry
    symptom: bool = False
    category: Category | None = None
    title: str = ""
    """What a reader sees, if no answer of the API says it in words of its own."""
    exceptions: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    """What the client, pip, Node or a browser says, and no answer of the API, in words that few other errors have."""
    general: tuple[str, ...] = ()
    """The same in words that other software says too. They count only in a text that is about this API."""


@cache
def _words() -> dict[str, About]:
    def row(given: dict[str, Any]) -> dict[str, Any]:
        return {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}

    return {slug: About(**row(given)) for slug, given in json.loads(WORDS.read_bytes()).items()}


def about(slug: str, answers: Iterable[ErrorResponse]) -> About:
    """Returns what is known of a class; for one that `unwritten.json` does not describe, what its answers say."""
    if known := _words().get(slug):
        return known
    seen = tuple(answers)
    verdicts = {_retry(answer) for answer in seen}
    retry: Retry = "never" if "never" in verdicts else "with-backoff" if "with-backoff" in verdicts else "after-change"
    return About("The mocked API knows this answer.", retry, category=_category(slug, seen[0]) if seen else "requests")


def described() -> tuple[str, ...]:
    """Returns the classes that `unwritten.json` describes, by category."""
    return tuple(_words())


def extended(pages: Catalog) -> Catalog:
    """Returns the catalog of pages with a record for each class that has none, its evidence empty."""
    for catalog, found in _extended:
        if catalog is pages:
            return found
    rows = json.loads(FILE.read_bytes())
    known = {shape(text) for playbook in pages for text in (*playbook.signatures, playbook.title, *_said(playbook))}
    known |= {code for playbook in pages for code in playbook.codes}
    owners = _owners(rows, known)
    told = (slug for slug, known in _words().items() if known.signatures or known.general)
    slugs = [slug for slug in dict.fromkeys((*rows, *told)) if slug not in pages.playbooks]
    unwritten = {slug: _record(slug, rows.get(slug, {}), owners) for slug in slugs}
    found = Catalog(_paired({**pages.playbooks, **unwritten}, unwritten))
    _extended[:] = [(pages, found), *_extended[:3]]
    return found


def _paired(playbooks: dict[str, Playbook], unwritten: Iterable[str]) -> dict[str, Playbook]:
    """Returns the records. Two have the same text if the answer of one has a message that is a signature of the other
    only: a header decides between them."""
    found = dict(playbooks)
    for slug in unwritten:
        one = playbooks[slug]
        keys = {shape(text) for text in _said(one)} - {shape(text) for text in one.signatures}
        for other in playbooks:
            if other != slug and any(shape(text) in keys for text in playbooks[other].signatures):
                found[slug] = replace(found[slug], same_text=(*found[slug].same_text, other))
                found[other] = replace(found[other], same_text=(*found[other].same_text, slug))
    return found


def reproduction(slug: str, cause: str | None) -> str:
    """Returns the command that shows a program this error."""
    return f"mistral-playbooks run --fault {slug}{f'/{cause}' if cause else ''} -- python your_program.py"


def _owners(rows: Mapping[str, Mapping[str, Any]], known: set[str]) -> dict[str, str]:
    """Returns which class owns a message or code: none if a page has it, else the class for which it is most usual.

    A class's causes are ordered, the usual one first. Several classes have rows with the same answer, because another
    fact decides between them.
    """
    found: dict[str, tuple[int, str]] = {}
    for slug, causes in rows.items():
        for place, row in enumerate(causes.values()):
            response = _response(row)
            for key in (*map(shape, response.messages), *response.codes):
                if key not in known and (key not in found or place < found[key][0]):
                    found[key] = (place, slug)
    return {key: slug for key, (_, slug) in found.items()}


def _record(slug: str, rows: Mapping[str, Any], owners: Mapping[str, str]) -> Playbook:
    causes: list[Cause] = []
    kept: list[ErrorResponse] = []
    title = ""
    answers = {id: _response(row) for id, row in rows.items()}
    known = about(slug, answers.values())
    for id, response in answers.items():
        coded = any(owners.get(code) == slug for code in response.codes)
        own = [text for text in _telling(response) if coded or owners.get(shape(text)) == slug]
        marks = tuple(
            dict.fromkeys((*(part for message in own for part in signatures_of(message)), *_headers(response)))
        )
        title = title or (shortened(own[0]) if own else "")
        kept += [response] if own or coded or (_none_left(response) and not kept) else []
        retry: Retry = "never" if _none_left(response) else known.retry
        step = f"{_FIRST_STEP[retry]} See it happen: `{reproduction(slug, id)}`."
        causes.append(Cause(id=id, tell=_tell(response), action=step, signatures=marks, retry=retry))
    summary = f"{known.what} {causes[0].tell}." if causes else known.what
    if not causes:  # no server can cause it, so there is nothing to run: the description ends with what to do
        causes.append(Cause(id="client", tell=known.title, action=known.what.rpartition(". ")[2], retry=known.retry))
    return Playbook(
        slug=slug,
        title=title or known.title or f"{slug.replace('-', ' ').capitalize()} ({causes[0].id.replace('-', ' ')})",
        summary=f"{summary} This error has no page yet.",
        category=known.category or _category(slug, next(iter(answers.values()))),
        statuses=_union(response.statuses for response in kept),
        codes=_union(response.codes for response in kept),
        types=_union(response.types for response in kept),
        exceptions=_union((known.exceptions, *map(_exceptions, answers.values()))),
        signatures=_union((known.signatures, *(cause.signatures for cause in causes))),
        general=(*known.general, known.title) if known.title else known.general,
        retry=causes[0].retry or known.retry,
        causes=tuple(causes),
        evidence=(),
        response=kept[0] if kept else None,
    )


def _response(row: Mapping[str, Any]) -> ErrorResponse:
    return ErrorResponse.from_dict({key: value for key, value in row.items() if key != "source"})


def _said(playbook: Playbook) -> Iterator[str]:
    return (message for response in playbook.responses for message in response.messages)


def _telling(response: ErrorResponse) -> Iterator[str]:
    """Yields the messages of an answer, without the reason phrase of another status: that is no mark of the class."""
    for text in response.messages:
        if REASONS.get(lower(text), response.status) == response.status:
            yield text


def _tell(response: ErrorResponse) -> str:
    """Returns what a client sees, in words."""
    if response.transport or response.stream:
        return "The connection or the stream breaks" if response.transport != "late" else "The answer comes late"
    if response.says:
        reason = response.says.finish_reason
        return "Status 200, and the answer is not as usual" + (f": finish_reason is {reason}" if reason else "")
    facts = [f"Mistral API status {response.status}"]
    facts += [f"type {', '.join(response.types)}"] if response.types else []
    facts += [f"code {', '.join(response.codes)}"] if response.codes else []
    message = "".join(response.messages[:1]).strip(" .")
    return ", ".join(facts) + (f", for example `{message}`" if message else "")


def _none_left(response: ErrorResponse) -> list[str]:
    """Returns the headers that say that nothing is left, and that no wait changes it."""
    return [name for name, value in response.headers.items() if _NONE_LEFT.fullmatch(name.lower()) and value == "0"]


def _headers(response: ErrorResponse) -> Iterator[str]:
    """Yields signatures of the headers that tell an answer from others with the same body."""
    for name in _none_left(response):
        yield f"/{re.escape(name).replace(chr(92) + '-', '-')}'?: ?'?0\\b/"


def _exceptions(response: ErrorResponse) -> tuple[str, ...]:
    """Returns the names that clients show for an answer that breaks off. A status's names are those of many classes."""
    return tuple(row.name for row in client_errors.NAMES.values() if row.breaks and row.fits(response))


def _retry(response: ErrorResponse) -> Retry:
    if response.transport or response.stream or response.status == 429 or (response.status or 0) >= 500:
        return "with-backoff"
    return "never" if response.status in (401, 402, 403) else "after-change"


def _category(slug: str, response: ErrorResponse) -> Category:
    if response.status in _STATUS_CATEGORY:
        return _STATUS_CATEGORY[response.status]
    if response.transport or (response.status or 0) >= 500:
        return "server"
    if response.stream or response.says:
        return "streaming"
    if re.search(r"tool|function", slug):
        return "tools"
    if re.search(r"file|document|audio|ocr|voice", slug):
        return "documents"
    return "models" if "model" in slug else "requests"


def _union(groups: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(value for group in groups for value in group))
