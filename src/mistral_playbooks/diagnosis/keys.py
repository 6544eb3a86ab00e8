"""Finds playbooks by their keys: slugs, codes, statuses, types and exception names."""

from __future__ import annotations

from . import client_errors
from .expressions import expression
from .facts import Facts
from .index import Index
from .rules import BUILT_IN, GENERIC_TYPES
from .scoring import Candidate
from .text import lower

_MAX_GUESSES = 2
_MAX_KEYS = 4
_MAX_WORDS = 8
"""Words up to which some may say only what a key is, as in `Mistral API error 402`."""
_SURROUNDING = " \t\r\n'\"`[]()<>:;,."


def by_keys(text: str, index: Index) -> list[Candidate]:
    """Returns the playbooks for a few words, each of which is a key: those that have all of them, if any."""
    keys = text.strip(_SURROUNDING).split()
    if len(keys) <= _MAX_WORDS:
        keys = [key for key in keys if not expression("about_keys").match(key)] or keys
    if len(keys) == 1:
        return sorted(without_guesses(_by_key(keys[0].strip(_SURROUNDING), index)), key=lambda found: -found.score)
    if len(keys) > _MAX_KEYS or not all(expression("key").match(key) for key in keys):
        return []
    groups = [_by_key(key.strip(_SURROUNDING), index) for key in keys]
    if not all(groups):
        return []
    together: dict[str, Candidate] = {}
    for place, group in enumerate(groups):
        for found in group:
            whole = together.setdefault(found.playbook.slug, found) if place == 0 else together.get(found.playbook.slug)
            if whole is not None and whole is not found:
                whole.reasons += found.reasons
                whole.status = min(whole.status, found.status)  # more than a status, if another key is no status
                whole.score = max(whole.score, found.score) + 0.04
    fitting = [found for found in together.values() if len(found.reasons) == len(keys)]
    return sorted(without_guesses(fitting), key=lambda found: -found.score)


def _by_key(key: str, index: Index) -> list[Candidate]:
    """Returns the playbooks for one word: a slug (or its URL, also with a cause), code, type, status or exception."""
    slug, _, cause = lower(expression("address").sub("", key).strip("/")).replace("#", "/").partition("/")
    named = index.catalog.playbooks.get(slug)
    if named:
        found = Candidate(named, score=1.0, reasons=[f"slug {slug}"])
        if cause.strip("/") in {c.id for c in named.causes}:
            found.causes[cause.strip("/")] = 1.0
        return [found]
    whole, last = lower(key), lower(key.rsplit(".", 1)[-1])
    candidates = []
    for playbook in index.catalog:
        for kind, values, wanted, shares in (
            ("code", playbook.codes, whole, index.codes),
            ("type", playbook.types, whole, index.types),
            ("exception", index.raised[playbook.slug], last, index.exceptions),
            ("status", tuple(map(str, playbook.statuses)), whole, index.statuses),
        ):
            place = next((i for i, v in enumerate(values) if lower(v.rsplit(".", 1)[-1]) == wanted), None)
            if place is None:
                continue
            value = values[place]
            share = max(shares[value], 1)
            if share == 1 and kind in ("code", "type") and value not in GENERIC_TYPES:
                first = 0.86
            else:
                first = 0.6 if share == 1 and kind == "exception" and value not in BUILT_IN else 0.38
            if kind == "status" and int(value) < 400:
                first = 0.22
            lone = 0.01 * (len(playbook.statuses) <= 1) + 0.002 * min(len(playbook.evidence), 5)
            found = Candidate(playbook, reasons=[f"{kind} {value}"], status=float(kind == "status"))
            found.score = first - 0.02 * min(share - 1, 4) + lone - 0.01 * min(place, 3)
            candidates.append(found)
            break
    if not candidates and (error := client_errors.named(key)):
        for playbook in index.catalog:
            if any(status in error.statuses for status in playbook.statuses):
                score = 0.2 + 0.002 * min(len(playbook.evidence), 20)
                candidates.append(Candidate(playbook, reasons=[f"exception {error.name}"], score=score))
    return candidates


def without_guesses(candidates: list[Candidate]) -> list[Candidate]:
    """Drops classes of which nothing but a status was found, where more than two share it. The at most two that have
    no other status stay: 429 names the rate limit, 400 names nothing."""
    guesses = [found for found in candidates if found.only_status]
    if len(guesses) <= _MAX_GUESSES:
        return candidates
    lone = [found for found in guesses if len(found.playbook.statuses) == 1]
    kept = lone if len(lone) <= _MAX_GUESSES else []
    return [found for found in candidates if not found.only_status or found in kept]


def without_doubts(candidates: list[Candidate], facts: Facts) -> list[Candidate]:
    """Drops the classes that a text of more than a few words is hardly about if it does not name this API: those of
    which it has no more than a status, or a short message that its status contradicts."""
    if len(facts.text.words.split()) <= _MAX_WORDS:
        return candidates
    return [found for found in candidates if found.marked or not (found.weak or _is_refuted(found))]


def _is_refuted(found: Candidate) -> bool:
    """Whether all that it has is a short message, and the text contradicts it otherwise."""
    return found.against < 1 and bool(found.messages) and not found.messages[0][1].signature.is_long
