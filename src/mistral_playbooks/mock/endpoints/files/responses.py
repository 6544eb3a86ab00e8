"""How the service behind /v1/files and /v1/batch writes: unlike the inference endpoints.

JSON with a space after `:` and `,` and `application/json; charset=utf-8` (recorded 2026-08-10 and 2026-08-19,
crmne/ruby_llm), errors as `{"detail": …}`, the items of a 422 without `input` and `url` (mistralai/client-ts#70,
2025-01, of its sibling /v1/fine_tuning/jobs). Texts such as `No file matches the given query.` and the order of its
checks are those of Django with django-ninja; where nothing was seen, this module follows that framework. No answer
carries `x-ratelimit-*`.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from uuid import UUID

from ...types import Answer, Call, Source

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

CONTENT_TYPE = "application/json; charset=utf-8"


def reply(status: int, value: Any, source: Source = "model") -> Answer:
    """A JSON answer of this service."""
    return Answer(status, json.dumps(value).encode(), content_type=CONTENT_TYPE, source=source)


def refusal(status: int, text: str) -> Answer:
    """`{"detail": text}`."""
    return reply(status, {"detail": text})


def invalid(items: list[Any]) -> Answer:
    """422 with the items of the framework."""
    return reply(422, {"detail": items})


def items(error: ValidationError, *place: str) -> list[dict[str, Any]]:
    """pydantic's items as this service shows them: no input, no url, the place before the loc."""
    found = []
    for item in error.errors(include_url=False, include_input=False):
        shown: dict[str, Any] = {**item, "loc": [*place, *item["loc"]]}
        if "ctx" in shown:
            shown["ctx"] = {key: _shown(value) for key, value in shown["ctx"].items()}
        found.append(shown)
    return found


def _shown(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def no_file() -> Answer:
    """404 (reported 2025 to 2026 for retrieving, signing and deleting: nearly every client of the Files API)."""
    return refusal(404, "No file matches the given query.")


def no_job() -> Answer:
    """404; the text was not seen: the framework's, worded as the one for files."""
    return refusal(404, "No batch job matches the given query.")


def uuid(text: str) -> str | None:
    """A UUID in its usual form, or None."""
    try:
        return str(UUID(text))
    except ValueError:
        return None


def path_id(call: Call, name: str) -> str | Answer:
    """The id in the path, or the 422 for one that is no UUID. Item: pydantic's own for a path parameter."""
    from pydantic import TypeAdapter, ValidationError

    if found := uuid(call.args[0]):
        return found
    try:
        return str(TypeAdapter(UUID).validate_python(call.args[0]))
    except ValidationError as error:
        return invalid(items(error, "path", name))


def query(call: Call, model: type[BaseModel]) -> Any | Answer:
    """The query as a model's instance, or the 422. A field that is a list takes its name repeatedly."""
    from pydantic import ValidationError

    given = parse_qs(call.request.query, keep_blank_values=True)
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if name in given:
            values[name] = given[name] if "list" in str(field.annotation) else given[name][-1]
    try:
        return model.model_validate(values)
    except ValidationError as error:
        return invalid(items(error, "query"))


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
