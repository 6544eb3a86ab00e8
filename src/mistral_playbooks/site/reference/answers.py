"""The API's own answers of all error classes, one for each cause and status: what the tables of codes are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...content.catalog import Catalog
from ...content.response import ErrorResponse
from ..addresses.keys import ErrorClass, classes

_OWN = "mistral.ai"


@dataclass(frozen=True)
class Answer:
    """One answer of a class, with its codes and its types, also the type that says nothing."""

    of: ErrorClass
    response: ErrorResponse
    status: int

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in the body."""
        return self.response.codes

    @property
    def types(self) -> tuple[str, ...]:
        """The types in the body and of its entries."""
        body = self.response.body
        said = body.get("type") if isinstance(body, dict) else None
        return tuple(dict.fromkeys((*([said] if isinstance(said, str) else []), *self.response.types)))


def answers(catalog: Catalog) -> Iterator[Answer]:
    """Yields the answers of Mistral's own hosts, by class."""
    for one in classes(catalog).values():
        for response in one.answers.values():
            if response.host is not None and not response.host.endswith(_OWN):
                continue
            for status in response.statuses:
                yield Answer(one, response, status)
