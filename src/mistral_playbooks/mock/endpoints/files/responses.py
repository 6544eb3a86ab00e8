"""How the service behind /v1/files and /v1/batch writes its answers, unlike the inference endpoints.

JSON with a space after `:` and `,` and `application/json; charset=utf-8` (recorded 2026-08-10 and 2026-08-19,
crmne/ruby_llm), errors as `{"detail": …}`, the items of a 422 without `input` and `url` (mistralai/client-ts#70,
2025-01, of its sibling /v1/fine_tuning/jobs). Texts such as `No file matches the given query.` and the order of its
checks are those of Django with django-ninja; where nothing was seen, this module follows that framework. No answer
carries `x-ratelimit-*`.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from ...types import Answer, Call, Source
from ...wire.refusal import ErrorFormat, InvalidRequest, Refusal

CONTENT_TYPE = "application/json; charset=utf-8"


def reply(status: int, value: Any, source: Source = "model") -> Answer:
    """A JSON answer of this service."""
    return Answer(status, json.dumps(value).encode(), content_type=CONTENT_TYPE, source=source)


class FilesErrors(ErrorFormat):
    """The bodies of this service: `{"detail": …}` for all."""

    def items(self, problem: ValidationError, place: tuple[str, ...]) -> list[Any]:
        """pydantic's items as this service shows them: no input, no url."""
        found = []
        for item in problem.errors(include_url=False, include_input=False):
            shown: dict[str, Any] = {**item, "loc": [*place, *item["loc"]]}
            if "ctx" in shown:
                shown["ctx"] = {key: _shown(value) for key, value in shown["ctx"].items()}
            found.append(shown)
        return found

    def invalid(self, items: list[Any]) -> Answer:
        """422 with the items of the framework."""
        return reply(422, {"detail": items})

    def error(self, refusal: Refusal) -> Answer:
        """`{"detail": text}`."""
        return reply(refusal.status, {"detail": refusal.message})


ERRORS = FilesErrors()


def _shown(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def no_file() -> Refusal:
    """404 (reported 2025 to 2026 for retrieving, signing and deleting: nearly every client of the Files API)."""
    return Refusal(404, None, "No file matches the given query.")


def no_job() -> Refusal:
    """404; the text was not seen: the framework's, worded as the one for files."""
    return Refusal(404, None, "No batch job matches the given query.")


def uuid(text: str) -> str | None:
    """A UUID in its usual form, or None."""
    try:
        return str(UUID(text))
    except ValueError:
        return None


def path_id(call: Call, name: str) -> str:
    """The id in the path. Raises 422 for one that is not a UUID. Item: pydantic's own for a path parameter."""
    if found := uuid(call.args[0]):
        return found
    try:
        return str(TypeAdapter(UUID).validate_python(call.args[0]))
    except ValidationError as error:
        raise InvalidRequest(error, "path", name) from None


def page(things: list[Any], number: int, size: int) -> list[Any]:
    """The page of this number, from 0. What the API makes of a negative number was not seen: an empty page."""
    if number < 0 or size < 1:
        return []
    return things[number * size : (number + 1) * size]


def second(time: datetime) -> float:
    """The second of a time; one without a zone is in UTC. Unlike `timestamp` it knows every year."""
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return (aware - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()


def stamp(second: float) -> str:
    """`2026-11-23T00:00:00Z` of a second."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
