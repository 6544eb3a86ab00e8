"""Which of the offered tools the mocked model calls.

Words are compared, nothing is understood. A tool is called if the user's last message has a word of its name that not
every name has, or a word of its description or arguments that no other tool has, unless another of these tools has the
same words and more. If no tool is meant, the first one is called.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

LIMIT = 10_000
"""Characters of a message that are read."""
COMMON = frozenset(
    """
    a about above after all also am an and any are as ask at be been before being below between both but by call can
    could current did do does done each else every few find for from function get give given gives had has have help
    her him his how i if in information input into is it its just know let like list look make many me more most much
    my name need new no not now of off on once one only or other our out output over own parameter please provide
    provided return returns same see set she should show so some string such take tell than that the their them then
    there these they this those to tool too type under until up us use used user using value very via want was we were
    what when where which while who whom why will with would you your
    """.split()  # noqa: SIM905
)
_WORD = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![^\W\d_A-Z])|[^\W\d_]+")
_ENDING = re.compile(r"(?:ings?|ied|ed|ies|es|s|ions?|(?<=t)ors?|e|y)$")


class Function(Protocol):
    """A function that is offered to the model."""

    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str | None: ...
    @property
    def parameters(self) -> dict[str, Any]: ...


F = TypeVar("F", bound=Function)


def words(text: str) -> set[str]:
    """Returns the stems of a text's words, without those that every text has. `getOrders` has two words.

    >>> sorted(words("get_payment_status: the statuses of payments"))
    ['payment', 'statu']
    """
    return {_stem(word) for word in _split(text) if word not in COMMON and len(word) > 1}


def _split(text: str) -> Iterable[str]:
    return (word.lower() for word in _WORD.findall(text[:LIMIT]))


def _stem(word: str) -> str:
    return _ENDING.sub("", word) or word


def meant(functions: Sequence[F], messages: Iterable[str]) -> list[F]:
    """Returns the functions that the user asks for, in the order in which they are offered.

    `messages` are the user's, the newest first: the first one that asks for any counts. If none does, the first
    function is meant.
    """
    if len(functions) < 2:  # nothing to choose from
        return list(functions)
    names = [words(function.name) for function in functions]
    others = [words(f"{one.description or ''} {' '.join(_properties(one.parameters))}") for one in functions]
    known = Counter(word for name, other in zip(names, others, strict=True) for word in name | other)
    unique = [{word for word in other if known[word] == 1} for other in others]
    # Common words only decide between tools, or if nothing else does: `turn_off`, `get_user`.
    whole = [set(map(_stem, _split(function.name))) for function in functions]
    texts = list(messages)
    for telling in (
        [one | own for one, own in zip(_distinct(names), unique, strict=True)],
        _distinct(whole),
    ):
        for text in texts:
            said = set(map(_stem, _split(text)))
            chosen = [index for index, own in enumerate(telling) if own & said]
            if chosen:
                shared = {index: (whole[index] | others[index]) & said for index in chosen}
                return [functions[index] for index in chosen if not _is_surpassed(index, shared)]
    return [functions[0]]


def is_named(functions: Sequence[Function], messages: Iterable[str]) -> bool:
    """Whether a message shares a word with the name, the description or the arguments of any function."""
    own = {
        word
        for one in functions
        for word in words(f"{one.name} {one.description or ''} {' '.join(_properties(one.parameters))}")
    }
    return any(own & words(text) for text in messages)


def _distinct(names: list[set[str]]) -> list[set[str]]:
    """Returns the words of each name that not every name has."""
    count = Counter(word for name in names for word in name)
    return [{word for word in name if count[word] < len(names)} for name in names]


def _is_surpassed(index: int, shared: dict[int, set[str]]) -> bool:
    """Whether another tool shares the same words with the user and more, or an earlier one just the same."""
    own = shared[index]
    return any(own < other or (own == other and one < index) for one, other in shared.items())


def _properties(schema: Any) -> Iterable[str]:
    found = schema.get("properties") if isinstance(schema, dict) else None
    for name, one in found.items() if isinstance(found, dict) else ():
        yield name
        if isinstance(one, dict) and isinstance(one.get("description"), str):
            yield one["description"]
