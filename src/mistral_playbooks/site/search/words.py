"""What the box searches by words: every class of errors, and the site's other pages. No code, no captured output."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..addresses.keys import ErrorClass
from ..markup import first_sentence, plain
from .questions import Question

_VARIES = re.compile(r"[`'\"<>{}\[\]()|/\\]+")
_STATUS = re.compile(r"^Mistral API status [\d, or]+[:.,] ")


@dataclass(frozen=True)
class Page:
    """A rendered page: address from the site's root, title, description and headings, and what else people type."""

    url: str
    title: str
    description: str
    headings: tuple[str, ...]
    synonyms: tuple[str, ...] = ()
    live: bool = False
    """Whether it shows the status of the API."""
    questions: tuple[Question, ...] = ()
    """Those that it answers. Each is found by itself, so the page is not found by them."""
    keys: tuple[str, ...] = ()
    """The first cells of its reference tables. A page with such tables answers questions."""


def entries(classes: Mapping[str, ErrorClass], pages: Iterable[Page]) -> list[dict[str, Any]]:
    """Returns one entry for each class, other page and question of a page, as JSON values without empty ones.

    Shown are `url`, `title`, `seen` (status, code or exception), `retry` and `step` (what a page is about). `long` is
    how much room each of a class's `steps` takes. The rest is searched.
    """
    rendered = {page.url: page for page in pages}
    own = {one.url for one in classes.values()}
    common = _common([rendered[one.url] for one in classes.values() if one.url in rendered])
    found = [_class(one, rendered.get(one.url), common) for one in classes.values()]
    others = [page for page in rendered.values() if page.url not in own]
    found += [_page(page) for page in others]
    found += [_question(page, one) for page in others for one in page.questions]
    return [{key: value for key, value in entry.items() if value} for entry in found]


def seen(one: ErrorClass) -> str:
    """Returns status and code of a class, or the exception if no answer of the API shows it."""
    refusals = [value for value in one.statuses if value >= 400]
    if not refusals:
        return "".join(one.playbook.exceptions[:1]).rpartition(".")[2]
    # Of a class with several of each, the first are the usual ones.
    return " · ".join([" / ".join(map(str, refusals[:2])), *one.codes[:1]])


def meaning(one: ErrorClass) -> str:
    """Returns what the error is in one sentence, without its status and without the fix."""
    sentence = first_sentence(_STATUS.sub("", one.playbook.summary)).rstrip(".")
    return sentence[:1].upper() + sentence[1:]


def steps(one: ErrorClass) -> list[tuple[str, str]]:
    """Returns each cause with its first step, the usual cause first."""
    return [(cause.id, cause.action) for cause in one.playbook.causes]


def _long(step: str) -> int:
    """Returns how long a step is when it is shown, in tens of characters."""
    return -(-len(plain(step)) // 10)


def _class(one: ErrorClass, page: Page | None, common: set[str]) -> dict[str, Any]:
    playbook = one.playbook
    headings = [heading for heading in page.headings if heading not in common] if page else []
    return {
        "slug": one.slug,
        "url": one.url,
        "title": playbook.title,
        "seen": seen(one),
        "retry": playbook.retry,
        "long": [_long(step) for _, step in steps(one)],
        "codes": " ".join(map(str, (*one.statuses, *one.codes))),
        "names": " ".join((one.slug, *one.types, *playbook.exceptions, *playbook.former)),
        "synonyms": list(playbook.synonyms),
        "messages": _words(_said(one), playbook.title),
        "tells": (tells := _words((cause.tell for cause in playbook.causes), "")),
        "headings": _words(headings, tells),
        "text": plain(playbook.summary),
    }


def _page(page: Page) -> dict[str, Any]:
    return {
        "url": page.url,
        "title": page.title,
        "step": page.description,
        "synonyms": list(page.synonyms),
        "live": page.live,
        "asked": bool(page.keys),
        "headings": "" if page.questions else _words((*page.headings, *page.keys), page.title),
        "text": page.description,
    }


def _question(page: Page, question: Question) -> dict[str, Any]:
    return {
        "url": f"{page.url}#{question.anchor}",
        "title": question.title,
        "step": question.answer,
        "synonyms": list(question.synonyms),
        "asked": True,
        "text": question.answer,
    }


def _said(one: ErrorClass) -> list[str]:
    """The messages of a class: of its answers, and those that its playbook looks for."""
    marks = [*one.playbook.signatures, *one.playbook.general]
    marks += [mark for cause in one.playbook.causes for mark in cause.signatures]
    return [*one.messages, *(mark for mark in marks if not mark.startswith("/"))]


def _words(texts: Iterable[str], known: str) -> str:
    """Joins texts without marks and without words that were there before: a word counts once."""
    before = set(known.casefold().split())
    found: dict[str, None] = {}
    for text in texts:
        for word in _VARIES.sub(" ", plain(text)).split():
            if word.casefold() not in before:
                before.add(word.casefold())
                found[word] = None
    return " ".join(found)


def _common(pages: list[Page]) -> set[str]:
    """The headings that stand on most playbooks, so that they tell none apart."""
    counted = Counter(heading for page in pages for heading in set(page.headings))
    return {heading for heading, count in counted.items() if count * 2 > len(pages)}
