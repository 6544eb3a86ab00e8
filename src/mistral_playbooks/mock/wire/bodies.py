"""The request's body: bytes in, a checked value or the API's error out.

The API is FastAPI: what it makes of a body that is no JSON is FastAPI's own behaviour. None of these few cases was
seen in a recording; the items of JSON bodies were.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..types import Answer, Call, Request
from .envelope import detail, invalid_items

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def read(request: Request) -> Any | Answer:
    """The JSON value of the body, or the Answer that refuses it. A body of another content type is its text."""
    if not request.body:
        return invalid_items([{"type": "missing", "loc": ["body"], "msg": "Field required", "input": None}])
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and not (kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))):
        return request.body.decode("utf-8", "replace")  # curl without a content-type header sends a form
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
        return invalid_items([item])
    except (ValueError, RecursionError):  # no UTF-8, a number of thousands of digits, nested too deeply
        return detail(400, "There was an error parsing the body")


_scan = json.JSONDecoder().raw_decode


def _value(body: bytes) -> Any:
    """What `json.loads` gives, and raises, in a third of the time for a body that is one value and nothing else."""
    try:
        text = body.decode()
        value, end = _scan(text)
        if end == len(text):
            return value
    except ValueError:
        pass
    return json.loads(body)


def check(adapter: TypeAdapter[Any], value: Any) -> Any | Answer:
    """A body's value → the request's model, or the 422 with pydantic's own items."""
    if value is None:
        return invalid_items([{"type": "missing", "loc": ["body"], "msg": "Field required", "input": None}])
    try:
        return adapter.validator.validate_python(value, from_attributes=True)
    except ValueError as error:
        from pydantic import ValidationError

        if not isinstance(error, ValidationError):
            raise
        items = error.errors(include_url=False)
        return invalid_items([{**item, "loc": ["body", *item["loc"]]} for item in items])


def accept(call: Call, adapter: TypeAdapter[Any]) -> Any | Answer:
    """Reads and checks the body of a call, and leaves it and the model it names for the journal."""
    value = read(call.request)
    if isinstance(value, Answer):
        return value
    call.body = value
    if isinstance(value, dict) and isinstance(value.get("model"), str):
        call.model = value["model"]
    return check(adapter, value)
