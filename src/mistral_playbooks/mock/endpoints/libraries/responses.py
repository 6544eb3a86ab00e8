"""The error format of /v1/libraries: FastAPI's own, `{"detail": …}`. Neither a 404 nor a 422 was observed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from ...types import Answer, Call
from ...wire.envelope import dumps
from ...wire.refusal import ErrorFormat, InvalidRequest, Refusal


class LibraryErrors(ErrorFormat):
    """The error format of libraries."""

    def invalid(self, items: list[Any]) -> Answer:
        """Returns a 422 with pydantic's items, as the public file documents."""
        return Answer(422, dumps({"detail": items}))


ERRORS = LibraryErrors()


def reply(status: int, value: Any, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """Returns a JSON answer, whose type has no charset (recorded 2025-10-29)."""
    return Answer(status, dumps(value), headers)


def not_found(what: str) -> Refusal:
    """Returns the 404 for a library or a document."""
    return Refusal(404, None, f"{what} not found.")


def path_id(call: Call, place: int, name: str) -> str:
    """Returns an id in the path. Raises 422 if it is not a UUID."""
    try:
        return str(TypeAdapter(UUID).validate_python(call.args[place]))
    except ValidationError as error:
        raise InvalidRequest(error, "path", name) from None


def page(found: list[dict[str, Any]], number: int, size: int) -> dict[str, Any]:
    """Returns a page of a list, with the keys of its pagination (recorded 2025-10-29)."""
    size = max(size, 1)
    data = found[number * size : (number + 1) * size] if number >= 0 else []
    pagination = {
        "total_items": len(found),
        "total_pages": -(-len(found) // size),
        "current_page": number,
        "page_size": size,
        "has_more": (number + 1) * size < len(found),
    }
    return {"pagination": pagination, "data": data}
