"""The response format of the service behind /v1/files and /v1/batch, which differs from the inference endpoints.

JSON has a space after `:` and `,` and the type `application/json; charset=utf-8` (recorded 2026-08-10 and 2026-08-19,
crmne/ruby_llm). Errors are `{"detail": …}`, and the items of a 422 have no `input` and `url` (mistralai/client-ts#70,
2025-01, of the related /v1/fine_tuning/jobs). Messages such as `No file matches the given query.` and the order of the
checks are those of Django with django-ninja, which this module follows if nothing was observed. No answer carries
`x-ratelimit-*`.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from ...types import Answer, Call, Source
from ...wire.refusal import ErrorFormat, InvalidRequest, Refusal, pydantic_items

CONTENT_TYPE = "application/json; charset=utf-8"


def reply(status: int, value: Any, source: Source = "model") -> Answer:
    """Returns a JSON answer of this service."""
    return Answer(status, json.dumps(value).encode(), content_type=CONTENT_TYPE, source=source)


class FilesErrors(ErrorFormat):
    """The error format of this service: always `{"detail": …}`."""

    def items(self, problem: ValidationError, place: tuple[str, ...]) -> list[Any]:
        """Returns pydantic's items as this service shows them, without input and url."""
        found = pydantic_items(problem, place, include_input=False)
        for item in found:
            if "ctx" in item:
                item["ctx"] = {key: _shown(value) for key, value in item["ctx"].items()}
        return found

    def invalid(self, items: list[Any]) -> Answer:
        """Returns a 422 with the framework's items."""
        return reply(422, {"detail": items})

    def error(self, refusal: Refusal) -> Answer:
        """Returns `{"detail": text}`."""
        return reply(refusal.status, {"detail": refusal.message})


ERRORS = FilesErrors()


def _shown(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def no_file() -> Refusal:
    """Returns the 404 for a file (reported 2025 to 2026 for get, sign and delete, by nearly every Files API client)."""
    return Refusal(404, None, "No file matches the given query.")


def no_job() -> Refusal:
    """Returns the 404 for a job. The message was not observed: it is worded like the one for files."""
    return Refusal(404, None, "No batch job matches the given query.")


def uuid(text: str) -> str | None:
    """Returns a UUID in its standard notation, or None if it is invalid."""
    try:
        return str(UUID(text))
    except ValueError:
        return None


def path_id(call: Call, name: str) -> str:
    """Returns the id in the path. Raises 422, with pydantic's item for a path parameter, if it is not a UUID."""
    if found := uuid(call.args[0]):
        return found
    try:
        return str(TypeAdapter(UUID).validate_python(call.args[0]))
    except ValidationError as error:
        raise InvalidRequest(error, "path", name) from None


def page(things: list[Any], number: int, size: int) -> list[Any]:
    """Returns the page with this number, from 0. A negative number gives an empty page (the API's was not observed)."""
    if number < 0 or size < 1:
        return []
    return things[number * size : (number + 1) * size]


def second(time: datetime) -> float:
    """Returns the seconds since 1970; without a time zone, UTC is assumed. Unlike `timestamp`, supports every year."""
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return (aware - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()


def stamp(second: float) -> str:
    """Returns a time (seconds since 1970) in the format `2026-11-23T00:00:00Z`."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
