"""How agents and conversations read a request, and how they refuse it: a body of their own, with a capital `Error`,
a whole number as `code` and no `param`.

400 and 404: reported (mistralai/client-python#234 of 2025-06-10, SnarfNL/HA_MistralAI#21 of 2026-04-19). 422: reported
(partITech/php-mistral#76 of 2025-11-13): the items twice, code 3001. Codes: 3000 not found, 3001 invalid, 3003 model
not in use, 3051 what the model cannot do (a live probe of 2026-08-17). None of these was recorded.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from ...types import Answer, Call
from ...wire import bodies
from ...wire.envelope import dumps

if TYPE_CHECKING:
    from pydantic import BaseModel, TypeAdapter


def refusal(status: int, message: str, code: int) -> Answer:
    """An error with one text."""
    body = {"object": "Error", "message": message, "type": "invalid_request_error", "code": code}
    return Answer(status, dumps(body), code=str(code))


def invalid(items: list[Any]) -> Answer:
    """422 with pydantic's items, in the reported order of keys."""
    body = {"object": "Error", "detail": items, "message": items, "type": "invalid_request_error", "code": 3001}
    return Answer(422, dumps(body), code="3001")


def invalid_value(text: str, value: Any) -> Answer:
    """422 of a rule on the body as a whole: the item of a validator that raised ValueError, as FastAPI writes it."""
    item = {"type": "value_error", "loc": ["body"], "msg": f"Value error, {text}", "input": value, "ctx": {"error": {}}}
    return invalid([item])


def not_found(what: str, id: str) -> Answer:
    """404, code 3000 (reported 2026-08-17). Of the text only `Conversation with id` and `was not found` are known,
    from a client that looks for them; that agents and entries are missed in the same words was not seen."""
    return refusal(404, f"{what} with id {id} was not found.", 3000)


def recast(answer: Answer) -> Answer:
    """A refusal in the chat's shape in the shape of this family, with the same status and text.

    Reported so: 3051 and 3230, whose chat forms are known too. What the gateway or the plan refuses (401, 402, 403,
    429) keeps its body; it was not seen on these endpoints in another one.
    """
    if answer.status in (401, 402, 403, 429) or isinstance(answer.payload, tuple):
        return answer
    body = json.loads(answer.payload)
    message = body.get("message", body.get("detail"))
    if isinstance(message, dict):
        return invalid(message["detail"])
    return refusal(answer.status, message, int(body.get("code") or 3001))


def body(call: Call, adapter: TypeAdapter[Any]) -> Any | Answer:
    """The checked body of a call, or the 422; writes what was read into the journal."""
    value = bodies.read(call.request)
    if isinstance(value, Answer):
        return recast(value)
    call.body = value
    checked = bodies.check(adapter, value)
    return recast(checked) if isinstance(checked, Answer) else checked


def plain(model: BaseModel, **options: Any) -> dict[str, Any]:
    """A checked model as JSON values, by the API's names; what is no Unicode (a lone surrogate) survives."""
    try:
        return model.model_dump(mode="json", by_alias=True, **options)
    except ValueError:
        return json.loads(json.dumps(model.model_dump(by_alias=True, **options), default=str))


def query(call: Call, adapter: TypeAdapter[Any], lists: tuple[str, ...] = ()) -> Any | Answer:
    """The checked query of a call, or the 422. `lists` may be given several times; of the others the last counts."""
    from pydantic import ValidationError

    pairs = parse_qs(call.request.query, keep_blank_values=True)
    values = {name: found if name in lists else found[-1] for name, found in pairs.items()}
    try:
        return adapter.validate_python(values)
    except ValidationError as error:
        items = error.errors(include_url=False, include_context=False)
        return invalid([{**item, "loc": ["query", *item["loc"]]} for item in items])
