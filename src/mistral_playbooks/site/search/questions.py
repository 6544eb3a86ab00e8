"""The questions that a page answers: each heading that its front matter lists is an entry of its own in the box."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...support.elements import Element, parsed, text, with_class
from ..markup import first_sentence


class QuestionError(ValueError):
    """The front matter and the page do not have the same questions. The message names the anchor and the fix."""


@dataclass(frozen=True)
class Question:
    """A heading with its anchor, the first sentence below it, and what else people type for it."""

    anchor: str
    title: str
    answer: str
    synonyms: tuple[str, ...]


def find(listed: Mapping[str, object], html: str, file: str) -> tuple[Question, ...]:
    """Returns the questions of a page in order. `listed` is the front matter's `questions`: anchor to synonyms.

    Raises QuestionError if an anchor has no heading, a heading no anchor in the list, or no paragraph follows it.
    """
    if not listed:
        return ()
    headings = {one.get("id", ""): one for one in parsed(html).iter("h2")}
    if missing := [anchor for anchor in listed if anchor not in headings]:
        raise QuestionError(f"{file}: no heading has the anchor {missing[0]!r}. Correct `questions` or the heading.")
    if unlisted := [anchor for anchor in headings if anchor not in listed]:
        raise QuestionError(f"{file}: `questions` lacks {unlisted[0]!r}. Add it with the words that people type.")
    return tuple(_question(anchor, heading, listed[anchor], file) for anchor, heading in headings.items())


def _question(anchor: str, heading: Element, synonyms: object, file: str) -> Question:
    if not isinstance(synonyms, list):
        raise QuestionError(f"{file}: `questions: {anchor}` is not a list. Write the words as [one, two].")
    answer = heading.getnext()
    if answer is None or answer.tag != "p":
        raise QuestionError(f"{file}: no paragraph follows {anchor!r}. Begin the answer with a sentence.")
    for link in with_class(heading, "headerlink"):
        link.text = ""
    return Question(anchor, text(heading).strip(), first_sentence(text(answer)), tuple(map(str, synonyms)))
