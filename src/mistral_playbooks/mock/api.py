"""The mocked API: a request value in, a response value out. No I/O, no event loop.

It checks a request in the API's order: route, key, body schema, model, plan, message rules, capabilities, limits. An
injected fault either replaces the answer of an inference route, whatever the request's key and body, or changes a
successful answer. Each key has a separate queue of faults and scripted answers.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from . import paths
from .context import Context
from .faults import apply, script
from .faults.queue import KeyQueues
from .faults.spec import Fault
from .routes import Route
from .state.ids import digest
from .state.journal import Journal
from .state.workspace import Store
from .types import Answer, Call, Exchange, Request, Response, Settings
from .validation import models
from .validation.rate_limits import Limiter
from .validation.rate_limits import load as load_limits
from .wire import envelope
from .wire.response import key_of, record_response, to_response

if TYPE_CHECKING:
    from mistral_playbooks.content.catalog import Catalog


_MAX_ERROR_SIZE = 2_000  # of a body that the journal keeps
_MAX_FORM_SIZE = 65_536  # bytes of a body

# The host for Codestral keys serves FIM and chat (its console in 2025-01, simonw/llm-mistral#16; a chat answered on
# 2026-03-25, diegosouzapw/OmniRoute#613), but not `/v1/models` (reported 2025-05-22, nextcloud/integration_openai#215).
# A chat that got 404 there (reported 2026-07-06, apmantza/pi-free#293) called `/v1/v1/chat/completions`.
_ON_CODESTRAL = frozenset({"/v1/fim/completions", "/v1/chat/completions"})


def _canonical(id: str) -> str:
    found = models.load().served.get(id)
    return found.id if found else id


class Api:
    """The API. `handle` answers one request; `journal` contains the latest exchanges in order of arrival.

    `clock` returns seconds since the epoch. Raises FaultError or LimitsError if a fault or the limits are unusable.
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
        self._context = Context(self.settings, limiter, Store(), paths.answer)
        self.queues = KeyQueues(faults, catalog)
        self.clock = clock
        self.journal = Journal(self.settings.journal)
        self.handled = 0
        """The number of requests answered so far, including those that the journal has dropped."""

    def inject(self, fault: Fault, key: str | None = None) -> None:
        """Adds a fault after the existing ones, for one API key or for all. Raises FaultError if it is unavailable."""
        self.queues.inject(fault, key)

    def clear(self, key: str | None = None) -> None:
        """Removes injected faults and scripted answers, for one API key or for all."""
        self.queues.clear(key)

    def reply(self, *answers: str | dict[str, Any] | Fault, key: str | None = None) -> None:
        """Scripts, in order, the answers to the next inference requests that would succeed, for one API key or for
        each.

        An answer is a string, `{"text", "tool_calls": [{"name", "arguments": {}}], "thinking", "finish_reason"}` (all
        optional), a complete JSON body (any other dict, sent unchanged by the endpoint with such a body), or a Fault,
        which applies once unless it has a count. Raises ReplyError or FaultError for anything else.
        """
        self.queues.reply([one if isinstance(one, Fault) else script.parse(one) for one in answers], key)

    def handle(self, request: Request) -> tuple[Response, Exchange]:
        """Answers one request and records it in the journal. Never raises, whatever the client sends."""
        now = self.clock()
        size = len(request.body)
        if size > _MAX_FORM_SIZE and request.headers.get("content-type", "").startswith("multipart/"):
            size = _MAX_FORM_SIZE  # the journal does not keep the content of uploaded files
        exchange = Exchange(at=now, method=request.method, path=request.path, sent=request.headers, size=size)
        random = digest(self.settings.seed, str(self.handled))
        self.handled += 1
        self.journal.append(exchange)
        response = self._respond(request, exchange, now, random)
        exchange.status = response.status
        exchange.received = response.headers
        if response.status >= 400:
            exchange.error = response.content[:_MAX_ERROR_SIZE]
        if exchange.body is None and request.body and (exchange.fault or response.status >= 400):
            _record_body(request, exchange)
        return response, exchange

    def _respond(self, request: Request, exchange: Exchange, now: float, random: bytes) -> Response:
        found = paths.find(request.path)
        if request.method == "OPTIONS":
            return to_response(_preflight(), now, random)
        host = paths.host_of(request.headers)
        if self.queues.played(host):
            call = Call(request, key=key_of(request), now=now, random=random)
            route = Route(request.method, request.path, host=host)
            queue = self.queues.queue_for(call.key)
            return apply.respond(queue, route, call, exchange, lambda: _not_seen(host, request))
        if paths.is_elsewhere(host):
            return to_response(_not_seen(host, request), now, random)
        if found is None:
            return to_response(envelope.no_route(random), now, random)
        here, args = found
        method = "GET" if request.method == "HEAD" else request.method
        route = None
        for candidate in here:
            if candidate.method == method:
                route = candidate
        call = Call(request, key=key_of(request), now=now, args=args, random=random)
        if route is None or not self.queues.busy:
            return record_response(self._answer(route, here, call), call, exchange)
        queue = self.queues.queue_for(call.key)
        return apply.respond(queue, route, call, exchange, lambda: self._answer(route, here, call))

    def _answer(self, route: Route | None, here: tuple[Route, ...], call: Call) -> Answer:
        sent = call.request
        if sent.path not in _ON_CODESTRAL and paths.host_of(sent.headers) == paths.CODESTRAL:
            return envelope.no_route(call.random)
        if here and route is None:
            # FastAPI's default answer; not observed from the hosted API.
            allowed = ("allow", ", ".join(sorted({one.method for one in here})))
            return envelope.detail(405, "Method Not Allowed", (allowed,))
        if route is not None and (refused := route.refuse_early(self._context, call)):
            return refused
        key = self.settings.api_key
        known = call.key and (key is None or compare_digest(call.key.encode(), key.encode()))
        if not known and (route is None or route.needs_key):
            return envelope.unauthorized()
        if not here and paths.is_behind_endpoint(call.request.path):
            # Not the gateway's 404: reported for `/v1/ocr/process` (mistralai/cookbook#144, 2025-03-09), and for base
            # URLs that were whole endpoints (dyad-sh/dyad#883, 2025-08-09). Of `/v1/agents/{}/run` and the like, only
            # that no operation is documented; which of the two 404s they get was not observed.
            return envelope.detail(404, "Not Found")
        if route is None or route.serve is None:
            return _not_served(call.request)
        return route.answer(self._context, call)


def _record_body(request: Request, exchange: Exchange) -> None:
    """Records a body that was not read (because of a fault or a wrong key) in the journal, if it is JSON."""
    try:
        exchange.body = json.loads(request.body)
    except (ValueError, RecursionError):
        return
    if isinstance(exchange.body, dict) and isinstance(exchange.body.get("model"), str):
        exchange.model = exchange.body["model"]


def _preflight() -> Answer:
    """Returns the answer to a CORS preflight.

    Any origin is allowed, and a fixed list of headers, which lacks OpenAI's `x-stainless-timeout` (reported 2026-03-01,
    infiolab/infio-copilot#146). No preflight was recorded, so the rest of the list is a guess. The status and the
    missing body and content type are those of Kong's plugin `cors` (its source, kong/plugins/cors/handler.lua).
    """
    headers = (
        ("access-control-allow-methods", "GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS"),
        ("access-control-allow-headers", "Accept,Authorization,Content-Type,User-Agent"),
    )
    return Answer(200, b"", headers, content_type="", source="gateway")


def _not_seen(host: str, request: Request) -> Answer:
    """Returns a 404 that names the mock: it does not know what the other host answers to this request."""
    text = (
        f"This is the mock of mistral-playbooks, not {host}. What that host answers to {request.method} {request.path} "
        "has not been observed, or needs another --fault."
    )
    return Answer(404, envelope.dumps({"mock": "mistral-playbooks", "message": text}), source="elsewhere")


def _not_served(request: Request) -> Answer:
    """Returns a 404 that names the mock: the operation exists in the API, but the mock does not serve it yet."""
    text = (
        f"This is the mock of mistral-playbooks, not the API: it does not serve {request.method} {request.path} "
        "yet. The hosted API does."
    )
    return Answer(404, envelope.dumps({"mock": "mistral-playbooks", "message": text}), source="gateway")
