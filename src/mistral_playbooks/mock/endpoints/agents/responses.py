"""How agents and conversations refuse a request: a body of their own, with a capital `Error`, a whole number as `code`
and no `param`.

400 and 404: reported (mistralai/client-python#234 of 2025-06-10, SnarfNL/HA_MistralAI#21 of 2026-04-19). 422: reported
(partITech/php-mistral#76 of 2025-11-13): the items twice, code 3001. Codes: 3000 not found, 3001 invalid, 3003 model
not in use, 3051 what the model cannot do (a live probe of 2026-08-17). None of these was recorded.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ...types import Answer
from ...wire.envelope import dumps
from ...wire.refusal import ErrorFormat, InvalidRequest, Refusal

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

NOT_FOUND, INVALID = "3000", "3001"


class AgentErrors(ErrorFormat):
    """The bodies of this family.

    Reported so, too, for refusals of the model: 3051 and 3230, whose chat forms are known. What the gateway or the plan
    refuses (401, 402, 403, 429) keeps its body; it was not seen on these endpoints in another one.
    """

    def items(self, problem: ValidationError, place: tuple[str, ...]) -> list[Any]:
        """pydantic's items; those of a query carry no `ctx`."""
        found = problem.errors(include_url=False, include_context=place != ("query",))
        return [{**item, "loc": [*place, *item["loc"]]} for item in found]

    def invalid(self, items: list[Any]) -> Answer:
        """422 with pydantic's items, in the reported order of keys."""
        body = {"object": "Error", "detail": items, "message": items, "type": "invalid_request_error", "code": 3001}
        return Answer(422, dumps(body), code=INVALID)

    def error(self, refusal: Refusal) -> Answer:
        """One text."""
        if refusal.status in (401, 402, 403, 429):
            return super().error(refusal)
        code = refusal.code or INVALID
        body = {
            "object": "Error",
            "message": refusal.message,
            "type": "invalid_request_error",
            "code": int(code),
        }
        return Answer(refusal.status, dumps(body), code=code)


ERRORS = AgentErrors()


def invalid_state(message: str, code: str = INVALID) -> Refusal:
    """The 400 of a request that what is stored does not allow."""
    return Refusal(400, "invalid_request_error", message, code)


def invalid_value(text: str, value: Any) -> InvalidRequest:
    """422 of a rule on the body as a whole: the item of a validator that raised ValueError, as FastAPI writes it."""
    item = {"type": "value_error", "loc": ["body"], "msg": f"Value error, {text}", "input": value, "ctx": {"error": {}}}
    return InvalidRequest([item])


def not_found(what: str, id: str) -> Refusal:
    """404, code 3000 (reported 2026-08-17). Of the text only `Conversation with id` and `was not found` are known,
    from a client that looks for them; that agents and entries are missed in the same words was not seen."""
    return Refusal(404, "invalid_request_error", f"{what} with id {id} was not found.", NOT_FOUND)


def plain(model: BaseModel, **options: Any) -> dict[str, Any]:
    """A checked model as JSON values, by the API's names; what is not Unicode (a lone surrogate) survives."""
    try:
        return model.model_dump(mode="json", by_alias=True, **options)
    except ValueError:
        return json.loads(json.dumps(model.model_dump(by_alias=True, **options), default=str))
