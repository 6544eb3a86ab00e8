"""An index of the catalog: which playbook has which signature, code, type, status or exception."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Any

from ..content.catalog import Catalog, Playbook
from .expressions import expression
from .facts import Facts
from .rules import CONDENSED, GENERIC_EXCEPTIONS, GENERIC_TYPES
from .signature import Hit, Signature, compiled
from .text import Text, clean, fold, plain

_NAME = re.compile(r"[A-Z]\w*(?:Error|Exception|Timeout|Read|Closed)")
_NAMED = re.compile(r"[\s{,'\"]*(type|code)['\"]?\s*[:=]\s*['\"]?([a-z0-9_]+)['\"]?[\s,}]*")
_AROUND = re.compile(r"https?://|x-|[\w.-]+\.(?:ai|com)\b")
"""Text around an error (URLs, headers). As a signature of a cause, it distinguishes causes, not classes."""
_SHARED = frozenset({"1300", "3000", "3001", "3051", "3230", "3310"})
"""Codes of several classes, also while only one of them has a page."""
_PHRASES = {int(status): status.phrase for status in HTTPStatus}
_PACKAGE = "mistralai"
_BEFORE, _AFTER, _STEP = 80, 800, 200
"""Characters around the package's name that are examined together. A lock file may have hashes before the version."""
_TELLING = 20
"""Letters from which a message is not one that other services send too (`Rate limit exceeded`)."""


@dataclass(frozen=True)
class Mark:
    """A signature of one playbook."""

    signature: Signature
    cause: str | None
    kind: str
    """message, type, code or exception; general if it is a message that counts only in a text about this API; hint if
    it indicates a cause but is not specific enough for the class."""
    value: str
    """The type, code or exception, if it is one."""
    urgent: bool = False
    """Whether a text with these words is this class, whatever else it shows."""
    said: Text | None = field(default=None, compare=False, repr=False)
    """What the API says in answers of its class."""
    alike: tuple[Playbook, ...] = field(default=(), compare=False, repr=False)
    """The classes with the same text as its class, and those with the same text as they."""

    @cached_property
    def own(self) -> bool:
        """Whether these are the API's own words, which no other software says. Few marks are asked for this."""
        telling = self.kind == "message" and self.signature.letters >= _TELLING
        return telling and self.said is not None and self.signature.find(self.said) is not None

    @cached_property
    def shown_by(self) -> frozenset[str]:
        """Those of `alike` that show these words, too. Few marks are asked for them."""
        return frozenset(other.slug for other in self.alike if _shows(other, self.signature))

    @property
    def is_header(self) -> bool:
        """Whether the signature is that of a header of the answer."""
        return expression("header").match(self.signature.text.lstrip("/")) is not None


class Index:
    """The index of one catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.entries = [(playbook, _marks(playbook, catalog)) for playbook in catalog]
        self.signatures = list({mark.signature.text: mark.signature for _, m in self.entries for mark in m}.values())
        self.urgent = [mark.signature for _, marks in self.entries for mark in marks if mark.urgent]
        self.needles = [(needle, signature) for signature in self.signatures for needle in signature.needles]
        self.own_types = {body["type"] for playbook in catalog for body in _envelopes(playbook)} - GENERIC_TYPES
        self.codes = Counter(code for p in catalog for code in p.codes)
        self.shared = _SHARED & self.codes.keys()
        for code in self.shared:
            self.codes[code] = max(self.codes[code], 2)
        self.types = Counter(type for p in catalog for type in p.types)
        self.statuses = Counter(str(status) for p in catalog for status in p.statuses)
        self.raised = {p.slug: tuple(name for name in p.exceptions if name not in GENERIC_EXCEPTIONS) for p in catalog}
        self.exceptions = Counter(name for names in self.raised.values() for name in names)
        self.holders: dict[object, set[int]] = {}
        for place, (playbook, marks) in enumerate(self.entries):
            statuses, raised = map(str, playbook.statuses), self.raised[playbook.slug]
            keys = (playbook.slug, *playbook.codes, *playbook.types, *statuses, *raised)
            for key in (*keys, *(mark.signature.text for mark in marks)):
                self.holders.setdefault(key, set()).add(place)

    def urgent_part(self, text: str) -> str:
        """Returns the first part of a long text around the name of Mistral's package that an urgent expression matches.

        Empty if there is none, or if the text is short enough to be read as a whole. A lock file seldom is.
        """
        text = plain(text)
        if len(text) <= CONDENSED:
            return ""
        patterns = [signature.pattern for signature in self.urgent if signature.pattern]
        at = text.find(_PACKAGE) if patterns else -1
        while at >= 0:
            part = text[max(0, at - _BEFORE) : at + _AFTER]
            if expression("release").search(part):
                folded = fold(clean(part))
                if any(pattern.search(folded) for pattern in patterns):
                    return part
            at = text.find(_PACKAGE, at + _STEP)
        return ""

    def concerned(self, keys: Iterable[object]) -> list[tuple[Playbook, list[Mark]]]:
        """Returns the playbooks with at least one of these codes, types, statuses, names or signatures, in order."""
        places = set().union(*(self.holders[key] for key in keys if key in self.holders))
        return [self.entries[place] for place in sorted(places)]

    def found(self, facts: Facts) -> dict[str, Hit]:
        """Returns every signature found in the text."""
        squeezed = facts.text.squeezed
        likely = {signature.text: signature for needle, signature in self.needles if needle in squeezed}
        hits = ((s, s.find(facts.text)) for s in likely.values())
        return {signature.text: hit for signature, hit in hits if hit}


def _envelopes(playbook: Playbook) -> list[dict[str, Any]]:
    """Returns the error bodies of this API that have a message in its own words. A validation error has pydantic's."""
    bodies = [answer.body for answer in playbook.responses if isinstance(answer.body, dict)]
    return [body for body in bodies if body.get("type") and isinstance(body.get("message"), str)]


def _shows(playbook: Playbook, signature: Signature) -> bool:
    """Whether this class's error text would also contain the signature, given its signatures and its response."""
    texts = (*playbook.signatures, *playbook.general)
    if signature.text in (*texts, playbook.title):
        return True
    if signature.words and any(signature.words.strip() in compiled(text).words for text in texts):
        return True
    reply = playbook.response
    statuses = " ".join(f"{status} {_PHRASES.get(status, '')}" for status in playbook.statuses)
    known = f"{playbook.title} {statuses} {playbook.codes} {playbook.types}"
    return signature.find(Text(f"{known} {reply.headers} {reply.body}" if reply else known)) is not None


def _alike(playbook: Playbook, catalog: Catalog) -> list[Playbook]:
    """Returns the classes that are compared with this one: those with the same text, and theirs."""
    near = [catalog.playbooks[slug] for slug in playbook.same_text]
    every = {slug: None for one in (playbook, *near) for slug in one.same_text}
    return [catalog.playbooks[slug] for slug in every if slug != playbook.slug]


def _marks(playbook: Playbook, catalog: Catalog) -> list[Mark]:
    given = [(text, None) for text in dict.fromkeys((*playbook.signatures, *playbook.general))]
    given += [(text, cause.id) for cause in playbook.causes for text in cause.signatures]
    said = Text("\n".join(body["message"] for body in _envelopes(playbook)))
    title = Text(playbook.title)
    if compiled(playbook.title).find(said) and not any(compiled(text).find(title) for text, _ in given):
        given.append((playbook.title, None))
    found = []
    alike = tuple(_alike(playbook, catalog))
    urgent = {cause.id for cause in playbook.causes if cause.urgent}
    for text, cause in given:
        signature = compiled(text)
        named = _NAMED.fullmatch(text)
        value = named[2] if named else text
        if named and named[1] == "code":
            kind = "code"
        elif text in playbook.general:
            kind = "general"
        elif expression("snake").match(value):
            kind = "type"
        elif _NAME.fullmatch(text):
            kind = "exception"
        elif signature.written is None and (text.isdigit() or signature.letters < 3):
            continue
        else:
            around = cause and cause not in urgent and (signature.letters < 16 or _AROUND.match(text))
            little = around or (text == playbook.title and signature.letters < 10)
            kind = "hint" if little else "message"
        found.append(Mark(signature, cause, kind, value, cause in urgent, said, alike))
    of_causes = {(mark.signature.text, mark.kind) for mark in found if mark.cause}  # these say more than the class's
    return [mark for mark in found if mark.cause or (mark.signature.text, mark.kind) not in of_causes]


_prepared: list[Index] = []


def prepared(catalog: Catalog) -> Index:
    """Returns the index of a catalog. The most recent ones are cached."""
    for index in _prepared:
        if index.catalog is catalog:
            return index
    index = Index(catalog)
    _prepared[:] = [index, *_prepared[:3]]
    return index
