"""The error format of agents and conversations: a separate body, with a capital `Error`, an integer `code` and no
`param`.

400 and 404: reported (mistralai/client-python#234 of 2025-06-10, SnarfNL/HA_MistralAI#21 of 2026-04-19). 422: reported
(partITech/php-mistral#76 of 2025-11-13), with the items twice and code 3001. Codes: 3000 not found, 3001 invalid, 3003
model not in use, 3051 not supported by the model (a live probe of 2026-08-17). None of these was recorded.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ...types import Answer
from ...wire.envelope import dumps
from ...wire.refusal import ErrorFormat, InvalidRequest, Refusal, pydantic_items

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

NOT_FOUND, INVALID = "3000", "3001"


class AgentErrors(ErrorFormat):
    """The error format of these endpoints.

    Also reported for 3051 and 3230, which chat completions send in another format. Refusals of the gateway or the plan
    (401, 402, 403, 429) keep their usual body; of these, only limits of tokens and tools have another one here (see
    `turns` and `builtin_tools`).
    """

    def items(self, problem: ValidationError, place: tuple[str, ...]) -> list[Any]:
        """Returns pydantic's items, for a query without `ctx`."""
        return pydantic_items(problem, place, include_context=place != ("query",))

    def invalid(self, items: list[Any]) -> Answer:
        """Returns a 422 with pydantic's items, in the reported order of keys."""
        body = {"object": "Error", "detail": items, "message": items, "type": "invalid_request_error", "code": 3001}
        return Answer(422, dumps(body), code=INVALID)

    def error(self, refusal: Refusal) -> Answer:
        """Returns any other refusal, with a string as the message."""
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
    """Returns the 400 for a request that conflicts with the stored state."""
    return Refusal(400, "invalid_request_error", message, code)


def invalid_value(text: str, value: Any) -> InvalidRequest:
    """Returns the 422 for a rule on the complete body, with FastAPI's item for a validator that raises ValueError."""
    item = {"type": "value_error", "loc": ["body"], "msg": f"Value error, {text}", "input": value, "ctx": {"error": {}}}
    return InvalidRequest([item])


def not_found(what: str, id: str) -> Refusal:
    """Returns a 404 with code 3000 (reported 2026-08-17). Of the message only `Conversation with id` and `was not
    found` are known, from a client that looks for them. The messages for agents and entries were not observed."""
    return Refusal(404, "invalid_request_error", f"{what} with id {id} was not found.", NOT_FOUND)


def plain(model: BaseModel, **options: Any) -> dict[str, Any]:
    """Returns a checked model as JSON values, by the API's names. Lone surrogates are kept."""
    try:
        return model.model_dump(mode="json", by_alias=True, **options)
    except ValueError:
        return json.loads(json.dumps(model.model_dump(by_alias=True, **options), default=str))
