"""Finds the playbooks that fit an error text, ranked and with reasons.

The text's facts (`facts`) are compared with the playbooks' records (`scoring`). A message counts most, then code and
type. A status or a generic exception alone counts little, and contradictions lower the score. What must be dealt with
before any error, such as a malicious release, comes first, whatever else the text shows. A text about this API that
fits no record, or a short one in somebody's own words, gets the classes with the nearest words (`nearest`). From 0.8,
a match is "sure", which needs a mark of this API in the text; below 0.5, it is one of several candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Literal

from ..content.catalog import Catalog
from . import client_errors
from .expressions import expression
from .facts import Facts, Origin, Unusable, answered_elsewhere, detect_origin, read_facts, readable
from .follow_up import ask
from .index import Index, prepared
from .keys import by_keys, without_doubts, without_guesses
from .nearest import in_own_words, nearest, nearness
from .rules import ELSEWHERE, INTEGRATION, SHORT, WEIGHTS
from .scoring import Candidate, clauses, gather, is_telling, round_half_up, score
from .text import clean, fold, words

__all__ = ["Answer", "Match", "Unusable", "diagnose", "examine"]

SURE = 0.8
LIKELY = 0.5
Reading = Literal["error", "status", "foreign", "words", "unknown"]


@dataclass(frozen=True)
class Match:
    """One match, with the field names of `explain --json`."""

    slug: str
    cause: str | None
    """The id of the cause that the text indicates, or None if several fit."""
    title: str
    score: float
    """0 to 1. From 0.8, the match is sure."""
    retry: str
    url: str
    """The page's URL, relative to the site's root."""
    why: list[str]
    summary: str
    first_step: str
    ask: str | None
    """A command whose output decides between the first candidates, or None."""

    def to_dict(self) -> dict[str, Any]:
        """Returns the match as in `explain --json`."""
        return asdict(self)


@dataclass(frozen=True)
class Answer:
    """What there is to say about a text."""

    matches: list[Match]
    reading: Reading
    """`error` if there are matches. Else `status`: nothing but a status, which several classes have; `foreign`: an
    error of other software; `words`: no error, but words to search for; `unknown`: none of these."""
    status: int | None = None
    slugs: tuple[str, ...] = ()
    """The classes with this status."""
    client: client_errors.ClientError | None = None
    """The client's name for a refusal that the text consists of."""


def diagnose(text: str, catalog: Catalog, top: int = 3) -> list[Match]:
    """Returns at most `top` playbooks that fit an error text, best first.

    The text may also be a bare code, status, type, exception name or slug. Several of these are one text. Raises
    Unusable if the text is empty or binary, and nothing else.
    """
    return examine(text, catalog, top).matches


def examine(text: str, catalog: Catalog, top: int = 3) -> Answer:
    """Returns the matches, as `diagnose` does, and what the text is if there are none."""
    whole, text = text, readable(text)
    index = prepared(catalog)
    if urgent := index.urgent_part(whole):
        text = f"{urgent}\n{text}"
    keys = clean(text) if len(text) < SHORT else ""
    ranked = by_keys(keys, index)
    error = client_errors.named(keys)
    facts = None if ranked else read_facts(text)
    where: Origin = detect_origin(facts) if facts else "short"
    if facts:
        ranked = _by_text(facts, where, index)
    if not ranked or ranked[0].score < 1:  # a slug names exactly one class
        ranked = _group_same_text(ranked, index)
    ranked = ranked[: max(top, 0)]
    if facts and not ranked:
        return _nothing(facts, where, index)
    close = _undecided(ranked)
    question = error.show if error else ask([found.playbook for found in close], facts.model if facts else None)
    matches = [_match(found, question if found in close or error else None) for found in ranked]
    return Answer(matches, "error", client=error)


def _nothing(facts: Facts, where: Origin, index: Index) -> Answer:
    """Returns what a text is that no class fits."""
    for status in facts.statuses:
        slugs = tuple(playbook.slug for playbook in index.catalog if status in playbook.statuses)
        if len(slugs) > 1 and where != "foreign":
            return Answer([], "status", status, slugs)
    if where == "foreign":
        return Answer([], "foreign")
    signs = (facts.statuses, facts.codes, facts.types, facts.messages, facts.exceptions, facts.packages)
    return Answer([], "unknown" if any(signs) or len(facts.text.lines) >= SHORT else "words")


def _by_text(facts: Facts, where: Origin, index: Index) -> list[Candidate]:
    """Returns the candidates for a text's facts, best first."""
    hits = index.found(facts)
    answers = [words(fold(message)) for message in facts.messages]
    said = clauses(facts) if hits else []
    telling = is_telling(facts)
    other = [ELSEWHERE] if answered_elsewhere(facts) else []
    keys = (*hits, *other, *facts.codes, *facts.types, *facts.names, *facts.exceptions)
    concerned = index.concerned((*keys, *map(str, (*facts.statuses, *facts.implied))))
    found = [
        gather(playbook, marks, facts, hits, answers, said, where, telling, index) for playbook, marks in concerned
    ]
    _discount_fragments(found)
    strongest = max((candidate.best for candidate in found), default=0.0)
    for candidate in found:
        candidate.score = score(candidate, where, strongest, telling)
    ranked = [candidate for candidate in found if candidate.score >= WEIGHTS["least"]]
    if where in ("short", "unknown"):
        ranked = without_doubts(ranked, facts)
    if any(not candidate.weak and candidate.score >= LIKELY for candidate in ranked):
        ranked = [candidate for candidate in ranked if not candidate.weak]
    elif where != "mistral":
        ranked = without_guesses(ranked)
        if not ranked and where == "short" and in_own_words(facts.text.folded):
            ranked = _by_words(facts, index, WEIGHTS["near_unnamed"])
    elif not ranked:
        ranked = _by_words(facts, index, WEIGHTS["near"])
    else:
        near = nearness(facts.text, index)
        for candidate in ranked:
            candidate.near, _ = near[candidate.playbook.slug]
    return sorted(ranked, key=_place)


def _place(found: Candidate) -> tuple[object, ...]:
    said, evidence = len(found.messages), len(found.playbook.evidence)
    return not found.urgent, -round_half_up(found.score), -said, -found.at, -found.near, -evidence, found.playbook.slug


def _by_words(facts: Facts, index: Index, least: float) -> list[Candidate]:
    """Returns the candidates for a text that fits none: those of a framework's own making if it names one, and those
    with the nearest words."""
    near = nearest(facts.text, index, least)
    framework, own = expression("framework").search(facts.text.folded), index.catalog.playbooks.get(INTEGRATION)
    if not framework or not own:
        return near
    named = Candidate(own, score=WEIGHTS["framework"], reasons=[f"text `{framework[0]}`"])
    return [named, *(found for found in near if found.playbook is not own)]


def _discount_fragments(found: list[Candidate]) -> None:
    """Lowers the weight of fragments that are part of another class's longer fragment."""
    longest = [(hit.words, candidate) for candidate in found for _, _, hit in candidate.messages[:2]]
    for candidate in found:
        kept = []
        for weight, mark, hit in candidate.messages:
            taken = any(
                other is not candidate and len(text) > len(hit.words) + 3 and hit.words in text
                for text, other in longest
            )
            kept.append((weight * WEIGHTS["part"] if taken else weight, mark, hit))
        candidate.messages = sorted(kept, key=lambda message: -message[0])


def _group_same_text(ranked: list[Candidate], index: Index) -> list[Candidate]:
    """Groups classes with the same text. The one with the most distinctive evidence comes first."""
    order: list[Candidate] = []
    by_slug = {candidate.playbook.slug: candidate for candidate in ranked}
    for candidate in ranked:
        if candidate in order:
            continue
        group = [candidate]
        for slug in candidate.playbook.same_text if candidate.score >= 0.3 else ():
            other = by_slug.get(slug)
            if other is None:
                playbook = index.catalog.playbooks[slug]
                other = Candidate(playbook, reasons=[f"same text as {candidate.playbook.slug}"])
            if other not in order:
                other.score = min(max(other.score, candidate.score * 0.6), candidate.score)
                group.append(other)
        best = max(member.score for member in group)
        for member in group:
            member.own = _distinctive_weight(member, group)
        group.sort(key=lambda member: (-member.own, -member.score))
        group[0].score = best
        for member in group[1:]:
            if group[0].own > member.own:
                member.score = min(member.score, best * 0.6)
        order += group
    for before, after in reversed(list(pairwise(order))):  # keep groups together and scores in descending order
        before.score = max(before.score, after.score)
    return order


def _distinctive_weight(candidate: Candidate, group: Sequence[Candidate]) -> float:
    """Returns the weight of evidence that no other class in the group has, such as a header, a host or a type.

    A header outweighs every wording: a class may have been answered in older words that nobody recorded for it.
    """
    others = [other for other in group if other is not candidate]
    if not others:
        return 0.0
    slugs = {other.playbook.slug for other in others}
    distinct = [(weight, mark) for weight, mark, _ in candidate.messages if slugs.isdisjoint(mark.shown_by)]
    message = max((1.0 if mark.is_header else weight for weight, mark in distinct), default=0.0)
    code = 0.0 if any(other.code for other in others) else candidate.code
    type = 0.0 if any(other.type for other in others) else candidate.type
    return 1 - (1 - message) * (1 - code) * (1 - type)


def _undecided(ranked: list[Candidate]) -> list[Candidate]:
    """Returns the first candidates that the text alone cannot distinguish."""
    if len(ranked) < 2:
        return []
    first, same = ranked[0], ranked[0].playbook.same_text
    close = [c for c in ranked if c.score >= first.score - 0.2 or c.playbook.slug in same]
    alike = [candidate.playbook.slug in same for candidate in close[1:]]
    decided = (first.own > 0 or not any(alike)) and (first.score >= SURE or all(alike))
    return [] if decided or len(close) < 2 else close


def _match(found: Candidate, question: str | None) -> Match:
    playbook = found.playbook
    cause = max(found.causes, key=lambda id: found.causes[id]) if found.causes else None
    if cause is None and len(playbook.causes) == 1:
        cause = playbook.causes[0].id
    return Match(
        slug=playbook.slug,
        cause=cause,
        title=playbook.title,
        score=round_half_up(min(max(found.score, 0.0), 1.0)),
        retry=playbook.cause(cause).retry or playbook.retry,
        url=playbook.url,
        why=list(dict.fromkeys(found.reasons))[:6],
        summary=playbook.summary,
        first_step=playbook.cause(cause).action,
        ask=question,
    )
