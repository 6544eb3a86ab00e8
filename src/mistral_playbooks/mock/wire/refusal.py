"""The exceptions with which endpoints refuse a request, and the format in which a family of endpoints writes them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..types import Answer
from . import envelope
from .envelope import Header

if TYPE_CHECKING:
    from pydantic import ValidationError

MAX_ITEMS = 1_000
"""The maximum number of items in a 422. It is the mock's own: whether the API has a maximum is not known."""
_scan = json.JSONDecoder().raw_decode


class Refusal(Exception):
    """A refused request, raised where the reason is found. `type` None means FastAPI's `{"detail": message}`."""

    def __init__(
        self, status: int, type_: str | None, message: Any, code: str | None = None, headers: tuple[Header, ...] = ()
    ) -> None:
        super().__init__(status, type_, message, code)
        self.status = status
        self.type = type_
        self.message = message
        self.code = code
        self.headers = headers


class InvalidRequest(Refusal):
    """422: a body, form or query that does not match its schema. `problem` is pydantic's error, whose items get the
    prefix `place` in their `loc`, or a list of complete items."""

    def __init__(self, problem: ValidationError | list[Any], *place: str) -> None:
        super().__init__(422, "invalid_request_error", "The request does not match its schema.")
        self.problem = problem
        self.place = place


class Blocked(Refusal):
    """A refusal whose body has its own format, whatever the family of endpoints."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(status, body.get("type"), body.get("message"), body.get("code"))
        self.body = body


def pydantic_items(problem: ValidationError, place: Sequence[str], **included: bool) -> list[Any]:
    """Returns at most `MAX_ITEMS` of pydantic's items, with the prefix `place` in their `loc`. `included`: options of
    `ValidationError.errors`, of which `include_url` is False by default."""
    found = _first_items(problem, **{"include_url": False, **included})
    return [{**item, "loc": [*place, *item["loc"]]} for item in found]


def _first_items(problem: ValidationError, **included: bool) -> Sequence[Any]:
    if problem.error_count() <= MAX_ITEMS:
        return problem.errors(**included)
    # pydantic makes all items or none. As text they take a fifth of the time, and only the first ones are then read.
    try:
        text = problem.json(**included)
    except ValueError:  # a lone surrogate
        return problem.errors(**included)[:MAX_ITEMS]
    found: list[Any] = []
    end = 0
    while len(found) < MAX_ITEMS:
        item, end = _scan(text, end + 1)  # after `[` or `,`
        found.append(item)
    return found


class ErrorFormat:
    """The error format of a family of endpoints. This class is that of the inference endpoints; other families override
    parts of it."""

    def write(self, refusal: Refusal) -> Answer:
        """Returns the answer for a refusal."""
        if isinstance(refusal, Blocked):
            return Answer(refusal.status, envelope.dumps(refusal.body), code=refusal.code)
        if not isinstance(refusal, InvalidRequest):
            return self.error(refusal)
        return self.invalid(self.items_of(refusal))

    def items_of(self, refusal: InvalidRequest) -> list[Any]:
        """Returns the items of a 422."""
        problem = refusal.problem
        return problem if isinstance(problem, list) else self.items(problem, refusal.place)

    def items(self, problem: ValidationError, place: tuple[str, ...]) -> list[Any]:
        """Returns pydantic's items as this family shows them."""
        return pydantic_items(problem, place)

    def invalid(self, items: list[Any]) -> Answer:
        """Returns a 422 whose `message` is an object with pydantic's items (recorded of audio, August 2026; reported of
        chat and embeddings, 2026)."""
        return envelope.error(422, "invalid_request_error", {"detail": items}, None)

    def error(self, refusal: Refusal) -> Answer:
        """Returns the answer for any other refusal."""
        if refusal.type is None:
            return envelope.detail(refusal.status, refusal.message, refusal.headers)
        return envelope.error(refusal.status, refusal.type, refusal.message, refusal.code, refusal.headers)


ENVELOPE = ErrorFormat()
"""The error format of the inference endpoints."""
