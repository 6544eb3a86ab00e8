"""Applies the faults and scripted answers queued for a key to one of its requests."""

from __future__ import annotations

from collections.abc import Callable

from ..routes import Route
from ..types import Answer, Call, Exchange, Response
from ..wire.response import record_response, to_response
from . import effects
from .queue import Injected, KeyQueue
from .script import Scripted


def respond(queue: KeyQueue, route: Route, call: Call, exchange: Exchange, answer: Callable[[], Answer]) -> Response:
    """Returns the response to a request of this route and records it in the exchange. `answer` makes the API's own."""
    fault = queue.next_fault(route, call.request)
    if fault is not None and not effects.needs_the_answer(fault.reply):
        queue.count(fault)
        return _refuse(fault, call, exchange)
    item = queue.next_script(route, call.request)
    call.script = (fault and effects.script(fault.reply)) or item
    own = answer()
    if own.status >= 300:  # the request's own mistake comes first: the fault and the script stay in the queue
        return record_response(own, call, exchange)
    return _change(own, call, exchange, queue, fault, item)


def _refuse(fault: Injected, call: Call, exchange: Exchange) -> Response:
    """Returns the fault's answer, which does not depend on the request."""
    reply = fault.reply
    exchange.fault = fault.name
    if reply.transport in ("reset", "no-answer"):
        return Response(0, (), b"", None, reply.transport, silence=reply.seconds)
    refusal = effects.answer(reply)
    exchange.code, exchange.answer = refusal.code, "\n".join(refusal.texts) or None
    return effects.with_headers(to_response(refusal, call.now, call.random), reply)


def _change(
    answer: Answer, call: Call, exchange: Exchange, queue: KeyQueue, fault: Injected | None, item: Scripted | None
) -> Response:
    """Returns a successful answer with the script applied, changed by the fault."""
    if fault is not None and not _can_change(fault, answer, call):
        fault = None
    if item is not None and call.script is item:
        answer = item.replace_body(answer, applied=call.script_applied)
        # If the fault makes the answer unusable, the item stays in the queue for the next request.
        if (call.script_applied or item.body is not None) and not (fault and effects.breaks(fault.reply)):
            queue.consume(item)
    response = record_response(answer, call, exchange)
    if fault is None:
        return response
    queue.count(fault)
    exchange.fault = fault.name
    if effects.breaks(fault.reply):
        exchange.answer = "".join(answer.frame_texts[: effects.intact_frames(response, fault.reply)]) or None
    return effects.change(response, fault.reply)


def _can_change(fault: Injected, answer: Answer, call: Call) -> bool:
    """Whether the fault can change this answer. If not, it stays in the queue."""
    if fault.reply.says is not None and not call.script_applied:
        return False
    return isinstance(answer.payload, tuple) or not effects.streams_only(fault.reply)
