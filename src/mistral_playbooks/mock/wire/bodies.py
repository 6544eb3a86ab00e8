"""Parses and checks the body and query of a request. Raises the API's refusal if they are invalid.

The API uses FastAPI, so bodies that are not JSON are treated as FastAPI treats them. These few cases were not recorded;
the items of JSON bodies were.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs

from ..types import Call, Request
from .refusal import InvalidRequest, Refusal

if TYPE_CHECKING:
    from pydantic import BaseModel, TypeAdapter

    M = TypeVar("M", bound=BaseModel)

_MISSING = {"type": "missing", "loc": ["body"], "msg": "Field required", "input": None}


def read(request: Request) -> Any:
    """Returns the JSON value of the body, or its text for another content type. Raises 422 or 400 if it is not JSON."""
    if not request.body:
        raise InvalidRequest([_MISSING])
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and not (kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))):
        return request.body.decode("utf-8", "replace")  # curl without a content-type header declares a form
    try:
        return _value(request.body)
    except json.JSONDecodeError as error:
        item = {
            "type": "json_invalid",
            "loc": ["body", error.pos],
            "msg": "JSON decode error",
            "input": {},
            "ctx": {"error": error.msg},
        }
        raise InvalidRequest([item]) from None
    except (ValueError, RecursionError):  # not UTF-8, a number of thousands of digits, nested too deeply
        raise Refusal(400, None, "There was an error parsing the body") from None


_scan = json.JSONDecoder().raw_decode


def _value(body: bytes) -> Any:
    """Returns and raises what `json.loads` does, in a third of the time if nothing surrounds the value."""
    try:
        text = body.decode()
        value, end = _scan(text)
        if end == len(text):
            return value
    except ValueError:
        pass
    return json.loads(body)


def check(adapter: TypeAdapter[Any], value: Any) -> Any:
    """Returns the request model for a body's value. Raises 422 with pydantic's items."""
    if value is None:
        raise InvalidRequest([_MISSING])
    try:
        return adapter.validator.validate_python(value, from_attributes=True)
    except ValueError as error:
        from pydantic import ValidationError  # slow to import, and already loaded here

        if not isinstance(error, ValidationError):
            raise
        raise InvalidRequest(error, "body") from None


def accept(call: Call, adapter: TypeAdapter[Any]) -> Any:
    """Reads and checks the body of a call. Stores the body and its model's name in the call, for the journal."""
    call.body = value = read(call.request)
    if isinstance(value, dict) and isinstance(value.get("model"), str):
        call.model = value["model"]
    return check(adapter, value)


def query(call: Call, model: type[M]) -> M:
    """Returns the checked query of a call. Raises 422. A list field may be repeated; for other fields the last value
    counts."""
    from pydantic import ValidationError  # slow to import

    lists = {name for name, field in model.model_fields.items() if "list" in str(field.annotation)}
    pairs = parse_qs(call.request.query, keep_blank_values=True)
    values = {name: given if name in lists else given[-1] for name, given in pairs.items()}
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise InvalidRequest(error, "query") from None
