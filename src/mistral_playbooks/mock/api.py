"""The mocked API: a request value in, a response value out. No I/O, no event loop.

It judges a request in the order the API does: route, key, body schema, model, plan, message rules, capabilities,
limits. An injected fault answers a request to an inference route instead, whatever its key and body, or is done to the
good answer; each key has its own run through the faults and the scripted answers.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from . import routes
from .faults.queue import Runs
from .faults.spec import Fault
from .state.journal import Journal
from .state.workspace import Store, Workspace
from .types import Answer, Call, Exchange, Request, Response, Settings
from .validation import models
from .validation.models import Model
from .validation.rate_limits import Limiter
from .validation.rate_limits import load as load_limits
from .wire import envelope

if TYPE_CHECKING:
    from mistral_playbooks.content.catalog import Catalog

    from .faults.script import Scripted


_LARGE = 65_536  # bytes of a body

# The host of Codestral's own keys never had more than FIM and chat (its console in 2025-01, simonw/llm-mistral#16), no
# `/v1/models` (reported 2025-05-22, nextcloud/integration_openai#215), and has lost chat: no route (reported
# 2026-07-06, apmantza/pi-free#293). Of FIM there no refusal but a 401 was reported.
_CODESTRAL = "codestral.mistral.ai"


@dataclass(frozen=True, slots=True)
class Context:
    """What endpoints share."""

    settings: Settings
    limiter: Limiter
    store: Store

    def workspace(self, call: Call) -> Workspace:
        """What the key of this call keeps."""
        return self.store.of(call.key)

    def scripted(self, call: Call) -> Scripted | None:
        """What this answer shall say (`Scripted.over(completion)`), None: the model's own. Asked for by an endpoint
        that is about to answer; what it was given counts as said once its answer is a 200."""
        call.asked = True
        return call.script

    def model(self, id: str, capability: str) -> Model | Answer:
        """The served model of this id, or 400/1500: unknown, retired, or without the capability of the endpoint
        (recorded 2026-08-16; an unknown model and one on the wrong endpoint get the same answer)."""
        found = models.load().served.get(id)
        if found is None or capability not in found.capabilities:
            return envelope.error(400, "invalid_model", f"Invalid model: {id}", "1500")
        return found


def _canonical(id: str) -> str:
    found = models.load().served.get(id)
    return found.id if found else id


class Api:
    """The API. `handle` answers one request; `journal` holds the latest exchanges in order of arrival.

    `clock` gives seconds since the epoch. FaultError or LimitsError for settings that cannot be used.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        faults: Sequence[Fault] = (),
        catalog: Catalog | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.settings = settings or Settings()
        limits = load_limits(self.settings.limits, _canonical)
        limiter = Limiter(limits, self.settings.minute, trips=self.settings.limits != "none")
        self._context = Context(self.settings, limiter, Store())
        self.runs = Runs(faults, catalog)
        self.clock = clock
        self.journal = Journal(self.settings.journal)
        self._count = 0

    def inject(self, fault: Fault, key: str | None = None) -> None:
        """One more fault, after those that are there, for one API key or for all. FaultError for what cannot be."""
        self.runs.inject(fault, key)

    def clear(self, key: str | None = None) -> None:
        """No more injected faults and scripted answers, for one API key or for all."""
        self.runs.clear(key)

    def reply(self, *answers: str | dict[str, Any] | Fault, key: str | None = None) -> None:
        """Scripted answers, in order, to the coming inference requests that would succeed, of one API key or of each.

        One answer is a text, `{"text", "tool_calls": [{"name", "arguments": {}}], "thinking", "finish_reason"}` (any
        of them), a whole JSON body (any other dict, sent as it is to the endpoint that it belongs to), or a Fault, met
        once unless it says how often. ReplyError or FaultError for what cannot be.
        """
        self.runs.reply(answers, key)

    @property
    def handled(self) -> int:
        """How many requests were answered, also those that the journal has let go."""
        return self._count

    def handle(self, request: Request) -> tuple[Response, Exchange]:
        """Answers one request and writes it into the journal. Never raises for what a client sends."""
        now = self.clock()
        size = len(request.body)
        if size > _LARGE and request.headers.get("content-type", "").startswith("multipart/"):
            size = _LARGE  # of the files in a form the journal keeps no content
        exchange = Exchange(at=now, method=request.method, path=request.path, sent=request.headers, size=size)
        random = envelope.digest(self.settings.seed, str(self._count))
        self._count += 1
        self.journal.append(exchange)
        response = self._respond(request, exchange, now, random)
        exchange.status = response.status
        exchange.received = response.headers
        if exchange.body is None and request.body and (exchange.fault or response.status >= 400):
            _note(request, exchange)
        return response, exchange

    def _respond(self, request: Request, exchange: Exchange, now: float, random: bytes) -> Response:
        found = routes.find(request.path)
        if request.method == "OPTIONS":
            return dress(_preflight(), now, random)
        if found is None:
            return dress(envelope.no_route(random), now, random)
        here, args = found
        method = "GET" if request.method == "HEAD" else request.method
        route = None
        for one in here:
            if one.method == method:
                route = one
        call = Call(request, key=key_of(request), now=now, args=args, random=random)
        if route is None or not self.runs.busy:
            return plain(self._judge(route, here, call), call, exchange)
        from .faults import apply  # who injects nothing does not wait for it to be imported

        return apply.respond(self.runs.of(call.key), route, call, exchange, lambda: self._judge(route, here, call))

    def _judge(self, route: routes.Route | None, here: tuple[routes.Route, ...], call: Call) -> Answer:
        if call.request.headers.get("host", "").startswith(_CODESTRAL) and call.request.path != "/v1/fim/completions":
            return envelope.no_route(call.random)
        if here and route is None:
            # FastAPI's own answer; not seen from the hosted API.
            allowed = ("allow", ", ".join(sorted({one.method for one in here})))
            return envelope.detail(405, "Method Not Allowed", (allowed,))
        if route is not None and route.early is not None and (first := route.before_key(self._context, call)):
            return first
        key = self.settings.api_key
        if not call.key or (key is not None and not compare_digest(call.key.encode(), key.encode())):
            return envelope.unauthorized()
        if route is None or route.serve is None:
            return _not_served(call.request)
        try:
            return route.function(self._context, call)
        except RecursionError:  # JSON nested so deeply that even reading it is refused
            return envelope.detail(400, "There was an error parsing the body")


def key_of(request: Request) -> str:
    """The API key of a request, empty where it sends none."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def plain(answer: Answer, call: Call, exchange: Exchange) -> Response:
    """The API's own answer, and what the journal keeps of it."""
    exchange.body, exchange.model, exchange.code = call.body, call.model or answer.model, answer.code
    exchange.calls = answer.calls
    exchange.answer = "\n".join(answer.texts) or None
    return dress(answer, call.now, call.random)


def dress(answer: Answer, now: float, random: bytes) -> Response:
    """An answer with the API's usual headers."""
    if isinstance(answer.payload, tuple):
        return Response(answer.status, envelope.usual_headers(answer, now, random, None), b"", answer.payload)
    headers = envelope.usual_headers(answer, now, random, len(answer.payload))
    return Response(answer.status, headers, answer.payload)


def _note(request: Request, exchange: Exchange) -> None:
    """Writes what was answered unread (by a fault, or because of the key) into the journal, where it is JSON."""
    try:
        exchange.body = json.loads(request.body)
    except (ValueError, RecursionError):
        return
    if isinstance(exchange.body, dict) and isinstance(exchange.body.get("model"), str):
        exchange.model = exchange.body["model"]


def _preflight() -> Answer:
    """CORS: any origin, and a fixed list of headers that lacks OpenAI's `x-stainless-timeout` (reported 2026-03-01,
    infiolab/infio-copilot#146). No preflight was recorded, so the list itself was not seen. Status and no body, thus
    no type of one, are those of Kong's plugin `cors`, documented by its source (kong/plugins/cors/handler.lua)."""
    headers = (
        ("access-control-allow-methods", "GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS"),
        ("access-control-allow-headers", "Accept,Authorization,Content-Type,User-Agent"),
    )
    return Answer(200, b"", headers, content_type="", source="gateway")


def _not_served(request: Request) -> Answer:
    """404 that says whose gap it is: the operation exists in the API, only this mock does not serve it yet."""
    text = (
        f"This is the mock of mistral-playbooks, not the API: it does not serve {request.method} {request.path} "
        "yet. The hosted API does."
    )
    return Answer(404, envelope.dumps({"mock": "mistral-playbooks", "message": text}), source="gateway")
