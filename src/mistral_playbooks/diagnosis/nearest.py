"""Ranks the classes by the words that a text shares with their records, for a text that no signature fits.

The words of a class are those of its slug, its causes' ids, its signatures, the synonyms of its page, and how its
causes are told apart. A shared word counts by how few classes have it (Okapi BM25, with integers for the logarithms,
because those of two languages may differ in the last bit).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from ..content.catalog import Playbook
from .expressions import expression
from .index import Index, Mark
from .rules import WEIGHTS
from .scoring import Candidate
from .text import Text, lower

_NAMED = 3
"""How often a word of the slug, or of a cause's id, counts."""
_SATURATION, _LENGTH = 1.2, 0.75
"""The usual constants of BM25."""
_SHOWN = 3


def in_own_words(text: str) -> bool:
    """Whether somebody wrote a folded text, and no program: it has more plain words than marks, and enough of them. One
    word must be of the field that this API belongs to."""
    plain, marks, subject = (len(expression(name).findall(text)) for name in ("plain", "marks", "subject"))
    return subject > 0 and 5 * (plain - marks) >= len(expression("stem").findall(text))


def nearest(text: Text, index: Index, least: float, top: int = 3) -> list[Candidate]:
    """Returns at most `top` classes whose words are nearest to those of a text, best first, if the best one's words
    weigh as much as `least`.

    What must be dealt with before any error is none of them: an alarm needs more than similar words.
    """
    found = []
    urgent = {playbook.slug for playbook, marks in index.entries if any(mark.urgent for mark in marks)}
    for slug, (near, shared) in nearness(text, index).items():
        if slug in urgent:
            continue
        found.append(Candidate(index.catalog.playbooks[slug], near=near, reasons=[f"word `{word}`" for word in shared]))
    found.sort(key=lambda candidate: -candidate.near)
    best = found[0].near
    for candidate in found:
        candidate.score = candidate.near * (WEIGHTS["nearest"] / best) if best >= least else 0.0
    return [candidate for candidate in found[:top] if candidate.score >= WEIGHTS["least"]]


def nearness(text: Text, index: Index) -> dict[str, tuple[float, list[str]]]:
    """Returns for each class, by its slug, how near it is to a text, and the rarest words that they share."""
    asked = dict(_stems(expression("frame").sub(" ", text.lines)))
    vocabularies, rarity = _vocabularies(index)
    usual = sum(counts.total() for counts in vocabularies) / len(vocabularies)
    found = {}
    for (playbook, _), counts in zip(index.entries, vocabularies, strict=True):
        damping = _SATURATION * (1 - _LENGTH + _LENGTH * counts.total() / usual)
        shared = [stem for stem in asked if stem in counts]
        near = 0.0
        for stem in shared:  # `sum` of Python 3.12 rounds in another way than JavaScript
            near += rarity[stem] * counts[stem] * (_SATURATION + 1) / (counts[stem] + damping)
        rarest = sorted(shared, key=lambda stem: -rarity[stem])[:_SHOWN]
        found[playbook.slug] = near, [asked[stem] for stem in rarest]
    return found


@lru_cache(maxsize=4)
def _vocabularies(index: Index) -> tuple[list[Counter[str]], dict[str, int]]:
    """Returns how often each class has each stem, and how rare a stem is."""
    vocabularies = [_vocabulary(playbook, marks) for playbook, marks in index.entries]
    number, holders = len(vocabularies), Counter(stem for counts in vocabularies for stem in counts)
    rarity = {stem: math.log(1 + (number - count + 0.5) / (count + 0.5)) for stem, count in holders.items()}
    return vocabularies, {stem: math.floor(100 * value + 0.5) for stem, value in rarity.items()}


def _vocabulary(playbook: Playbook, marks: list[Mark]) -> Counter[str]:
    names = " ".join((playbook.slug, *dict.fromkeys(mark.cause for mark in marks if mark.cause)))
    counts = Counter({stem: _NAMED for stem, _ in _stems(names)})
    signatures = dict.fromkeys(mark.signature.expression or mark.signature.text for mark in marks)
    for text in (*signatures, *own_words(playbook)):
        counts.update({stem for stem, _ in _stems(text)})
    return counts


def own_words(playbook: Playbook) -> tuple[str, ...]:
    """Returns what people and its author call a class: its synonyms, and what tells its causes apart, as one text."""
    return *playbook.synonyms, " ".join(cause.tell for cause in playbook.causes)


def _stems(text: str) -> Iterator[tuple[str, str]]:
    """Yields the stem of each word, and the word."""
    for match in expression("stem").finditer(lower(text)):
        yield match[2], match[1]
