"""What an endpoint raises to refuse a request, and how a family of endpoints writes that down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..types import Answer
from . import envelope
from .envelope import Header

if TYPE_CHECKING:
    from pydantic import ValidationError


class Refusal(Exception):
    """A refused request, raised where the reason is found. `type` None: FastAPI's own `{"detail": message}`."""

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
    """422: a body, form or query that its schema refuses. `problem` is pydantic's error, whose items start at `place`,
    or a list of finished items."""

    def __init__(self, problem: ValidationError | list[Any], *place: str) -> None:
        super().__init__(422, "invalid_request_error", "The request does not match its schema.")
        self.problem = problem
        self.place = place


class ErrorFormat:
    """How a family of endpoints writes its refusals. This is the inference endpoints' envelope, from which the other
    families differ in what they override."""

    def write(self, refusal: Refusal) -> Answer:
        """The answer that a refusal becomes."""
        if not isinstance(refusal, InvalidRequest):
            return self.error(refusal)
        return self.invalid(self.items_of(refusal))

    def items_of(self, refusal: InvalidRequest) -> list[Any]:
        """The items of a 422."""
        problem = refusal.problem
        return problem if isinstance(problem, list) else self.items(problem, refusal.place)

    def items(self, problem: ValidationError, place: tuple[str, ...]) -> list[Any]:
        """pydantic's items as this family shows them."""
        return [{**item, "loc": [*place, *item["loc"]]} for item in problem.errors(include_url=False)]

    def invalid(self, items: list[Any]) -> Answer:
        """422: `message` is an object with pydantic's items (audio, August 2026, recorded; chat and embeddings,
        2026, reported)."""
        return envelope.error(422, "invalid_request_error", {"detail": items}, None)

    def error(self, refusal: Refusal) -> Answer:
        """Any other refusal."""
        if refusal.type is None:
            return envelope.detail(refusal.status, refusal.message, refusal.headers)
        return envelope.error(refusal.status, refusal.type, refusal.message, refusal.code, refusal.headers)


ENVELOPE = ErrorFormat()
"""The format of the inference endpoints."""
