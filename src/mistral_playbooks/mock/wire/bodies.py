"""The request's body and query: bytes in, a checked value out, or the API's refusal raised.

The API is FastAPI: what it makes of a body that is not JSON is FastAPI's own behaviour. None of these few cases was
seen in a recording; the items of JSON bodies were.
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
    """The JSON value of the body. A body of another content type is its text. Raises 422 or 400 if it is not JSON."""
    if not request.body:
        raise InvalidRequest([_MISSING])
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
        raise InvalidRequest([item]) from None
    except (ValueError, RecursionError):  # not UTF-8, a number of thousands of digits, nested too deeply
        raise Refusal(400, None, "There was an error parsing the body") from None


_scan = json.JSONDecoder().raw_decode


def _value(body: bytes) -> Any:
    """What `json.loads` returns and raises, in a third of the time for a body that is one value and nothing else."""
    try:
        text = body.decode()
        value, end = _scan(text)
        if end == len(text):
            return value
    except ValueError:
        pass
    return json.loads(body)


def check(adapter: TypeAdapter[Any], value: Any) -> Any:
    """The request's model of a body's value. Raises 422 with pydantic's own items."""
    if value is None:
        raise InvalidRequest([_MISSING])
    try:
        return adapter.validator.validate_python(value, from_attributes=True)
    except ValueError as error:
        from pydantic import ValidationError  # late: it is most of a cold start, and here it is loaded already

        if not isinstance(error, ValidationError):
            raise
        raise InvalidRequest(error, "body") from None


def accept(call: Call, adapter: TypeAdapter[Any]) -> Any:
    """Reads and checks the body of a call, and leaves it and the model it names for the journal."""
    call.body = value = read(call.request)
    if isinstance(value, dict) and isinstance(value.get("model"), str):
        call.model = value["model"]
    return check(adapter, value)


def query(call: Call, model: type[M]) -> M:
    """The checked query of a call. Raises 422. A field that is a list takes its name repeatedly; of the others the
    last value counts."""
    from pydantic import ValidationError  # late, as in `check`

    lists = {name for name, field in model.model_fields.items() if "list" in str(field.annotation)}
    pairs = parse_qs(call.request.query, keep_blank_values=True)
    values = {name: given if name in lists else given[-1] for name, given in pairs.items()}
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise InvalidRequest(error, "query") from None
