"""The mock's own endpoints, for programs in any language: `/_mock/faults`, `/_mock/replies`, `/_mock/journal`.

Only the plain server (`mistral-playbooks mock`) has them; the gateway serves only the API. Each applies to one API key,
given as `?key=` or as `Authorization: Bearer`, otherwise to all. JSON in, JSON out. Every answer names the mock, so
that it cannot be mistaken for the API's.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from ..api import Api
from ..faults.script import ReplyError
from ..faults.spec import Fault, FaultError, parse_fault
from ..types import Exchange, Request, Response
from ..wire.envelope import dumps
from ..wire.response import key_of

PREFIX = "/_mock"
_METHODS = {
    "/_mock/faults": "GET, POST, DELETE",
    "/_mock/replies": "GET, POST, DELETE",
    "/_mock/journal": "GET, DELETE",
}
_SECRET = {"authorization", "proxy-authorization", "x-api-key", "cookie"}


class ControlError(ValueError):
    """An invalid request to the mock itself: the status, and a message that says what to do."""

    def __init__(self, status: int, message: str, allow: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.allow = allow


class Controlled:
    """An Api with the mock's own endpoints. Pass it to `server.serve` in place of the Api."""

    def __init__(self, api: Api) -> None:
        self.api = api

    @property
    def clock(self) -> Callable[[], float]:
        """The Api's clock."""
        return self.api.clock

    def handle(self, request: Request) -> tuple[Response, Exchange]:
        """Returns the Api's answer, or that of the mock's own endpoints, which the journal does not record."""
        if request.path != PREFIX and not request.path.startswith(f"{PREFIX}/"):
            return self.api.handle(request)
        exchange = Exchange(at=self.clock(), method=request.method, path=request.path)
        try:
            response = _response(200, answer(self.api, request))
        except ControlError as error:
            response = _response(error.status, {"message": str(error)}, error.allow)
        except (FaultError, ReplyError) as error:
            response = _response(400, {"message": str(error)})
        exchange.status = response.status
        return response, exchange


def _response(status: int, value: dict[str, Any], allow: str | None = None) -> Response:
    body = dumps({"mock": "mistral-playbooks", **value}) + b"\n"
    headers = [("content-type", "application/json"), ("content-length", str(len(body))), ("connection", "keep-alive")]
    if allow is not None:
        headers.insert(0, ("allow", allow))
    return Response(status, tuple(headers), body)


def answer(api: Api, request: Request) -> dict[str, Any]:
    """Handles one request and returns the resulting state. Raises ControlError, FaultError or ReplyError."""
    path = request.path.rstrip("/")
    if path not in _METHODS:
        text = (
            f"This is the mock of mistral-playbooks, not the API. It does not serve {request.path}. Endpoints: "
            f"{', '.join(_METHODS)}."
        )
        raise ControlError(404, text)
    method, allowed = "GET" if request.method == "HEAD" else request.method, _METHODS[path]
    if method not in allowed.split(", "):
        raise ControlError(405, f"{path} accepts {allowed}, not {request.method}.", allowed)
    key = _key(request)
    if path == "/_mock/journal":
        return _journal(api, key, method)
    faults = path == "/_mock/faults"
    if method == "POST" and faults:
        for one in [_fault(value) for value in _values(request, "faults")]:
            api.inject(one, key)
    elif method == "POST":
        api.reply(*[_reply(value) for value in _values(request, "replies")], key=key)
    elif method == "DELETE":
        api.queues.clear(key, faults=faults, answers=not faults)
    queue = api.queues.shared if key is None else api.queues.queue_for(key)
    if not faults:
        return {"key": key, "replies": len(queue.answers)}
    waiting = [{"fault": str(one.fault), "name": one.name, "left": one.left} for one in tuple(queue.faults)]
    return {"key": key, "faults": waiting}


def _key(request: Request) -> str | None:
    given = parse_qs(request.query, keep_blank_values=True)
    if unknown := set(given) - {"key"}:
        raise ControlError(400, f"Unknown parameter `{min(unknown)}`. The only parameter is `?key=KEY`.")
    if "key" in given:
        if not given["key"][-1]:
            raise ControlError(400, "`?key=` is empty. Give an API key, or omit the parameter to apply to all keys.")
        return given["key"][-1]
    return key_of(request) or None


def _values(request: Request, name: str) -> list[Any]:
    """Returns the values in a JSON body, which is one value, a list of values, or `{name: list}`."""
    example = '"rate-limited:2"' if name == "faults" else '"Hello"'
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError):
        raise ControlError(400, f"The body is not JSON. Send JSON such as {example} or [{example}].") from None
    if isinstance(value, dict) and set(value) == {name}:
        value = value[name]
    values = value if isinstance(value, list) else [value]
    if not values:
        raise ControlError(400, f"The list is empty. Send at least one value, such as [{example}].")
    return values


def _fault(value: Any) -> Fault:
    if isinstance(value, dict) and set(value) == {"fault"}:
        value = value["fault"]
    if not isinstance(value, str):
        raise ControlError(400, f'A fault must be a string such as "rate-limited:2", not {json.dumps(value)[:60]}.')
    return parse_fault(value)


def _reply(value: Any) -> Any:
    """Returns a scripted answer for `Api.reply`; `{"fault": "…"}` is a fault among the answers."""
    return _fault(value) if isinstance(value, dict) and set(value) == {"fault"} else value


def _journal(api: Api, key: str | None, method: str) -> dict[str, Any]:
    exchanges = [one for one in api.journal if key is None or _sender(one) == key]
    if method == "DELETE":
        api.journal.forget(exchanges)
        exchanges = []
    # `dropped` counts all keys: dropped exchanges are not attributed to one.
    return {"key": key, "dropped": api.journal.dropped, "requests": [_entry(one) for one in exchanges]}


def _sender(exchange: Exchange) -> str:
    return key_of(Request(exchange.method, exchange.path, "", exchange.sent))


def _entry(one: Exchange) -> dict[str, Any]:
    return {
        "at": one.at,
        "ended_at": one.ended_at,
        "method": one.method,
        "path": one.path,
        "status": one.status,
        "fault": one.fault,
        "model": one.model,
        "code": one.code,
        "body": one.body,
        "answer": one.answer,
        "calls": list(one.calls),
        "sent": {name: "…" if name in _SECRET else value for name, value in one.sent.items()},
        "received": dict(one.received),
        "finished": one.finished,
    }
