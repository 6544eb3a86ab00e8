"""One request of a key that has faults or scripted answers before it."""

from __future__ import annotations

from collections.abc import Callable

from ..api import dress, plain
from ..routes import Route
from ..types import Answer, Call, Exchange, Response
from . import effects
from .queue import Injected, Run, Told


def respond(run: Run, route: Route, call: Call, exchange: Exchange, judge: Callable[[], Answer]) -> Response:
    """The response to a request of this route, with what the journal keeps of it; `judge` gives the API's own."""
    fault = run.fault(route, call.request.path)
    if fault is not None and not effects.needs_the_answer(fault.reply):
        run.met(fault)
        return _instead(fault, call, exchange)
    told = run.told(route, call.request.path)
    call.script = (fault and effects.script(fault.reply)) or (told.script if told else None)
    answer = judge()
    if answer.status >= 300:  # what the request itself did wrong comes first: the fault and the script wait
        return plain(answer, call, exchange)
    return _altered(answer, call, exchange, run, fault, told)


def _instead(fault: Injected, call: Call, exchange: Exchange) -> Response:
    """What the fault answers unread."""
    reply = fault.reply
    exchange.fault = fault.name
    if reply.transport in ("reset", "no-answer"):
        return Response(0, (), b"", None, reply.transport, silence=reply.seconds)
    refusal = effects.answer(reply)
    exchange.code = refusal.code
    return effects.with_headers(dress(refusal, call.now, call.random), reply)


def _altered(
    answer: Answer, call: Call, exchange: Exchange, run: Run, fault: Injected | None, told: Told | None
) -> Response:
    """A good answer as it was scripted, with the fault done to it."""
    if fault is not None and not _can_be_done(fault, answer, call):
        fault = None
    if told is not None and call.script is told.script:
        answer = told.script.instead(answer, spoken=call.asked)
        # One that the client cannot use was not given: the next request gets it again.
        if (call.asked or told.script.body is not None) and not (fault and effects.breaks(fault.reply)):
            run.said(told)
    response = plain(answer, call, exchange)
    if fault is None:
        return response
    run.met(fault)
    exchange.fault = fault.name
    if effects.breaks(fault.reply):
        exchange.answer = "".join(answer.said[: effects.whole(response, fault.reply)]) or None
    return effects.altered(response, fault.reply)


def _can_be_done(fault: Injected, answer: Answer, call: Call) -> bool:
    """Whether the fault changes this answer; else it waits for one that it can change."""
    if fault.reply.says is not None and not call.asked:
        return False
    return isinstance(answer.payload, tuple) or not effects.streams_only(fault.reply)
