"""The questions that a page answers: each heading that its front matter lists is an entry of its own in the box."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

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
    headings = {str(one.get("id")): one for one in BeautifulSoup(html, "html.parser").find_all("h2")}
    if missing := [anchor for anchor in listed if anchor not in headings]:
        raise QuestionError(f"{file}: no heading has the anchor {missing[0]!r}. Correct `questions` or the heading.")
    if unlisted := [anchor for anchor in headings if anchor not in listed]:
        raise QuestionError(f"{file}: `questions` lacks {unlisted[0]!r}. Add it with the words that people type.")
    return tuple(_question(anchor, heading, listed[anchor], file) for anchor, heading in headings.items())


def _question(anchor: str, heading: Tag, synonyms: object, file: str) -> Question:
    if not isinstance(synonyms, list):
        raise QuestionError(f"{file}: `questions: {anchor}` is not a list. Write the words as [one, two].")
    answer = heading.find_next_sibling()
    if answer is None or answer.name != "p":
        raise QuestionError(f"{file}: no paragraph follows {anchor!r}. Begin the answer with a sentence.")
    link = heading.find(class_="headerlink")
    if link is not None:
        link.extract()
    return Question(anchor, heading.get_text().strip(), first_sentence(answer.get_text()), tuple(map(str, synonyms)))
