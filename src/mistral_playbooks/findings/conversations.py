"""Findings about unused answers: tool calls without results, and streams that were not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..mock import Exchange
from .attempts import end_time, fingerprint, is_stream
from .finding import Finding


def missing_results(journal: Sequence[Exchange], first: int) -> Iterator[Finding]:
    """`missing-tool-result`: the model called tools, and no later request sends their results.

    Not reported if `tool_choice` forces a call, or if the tools are classes, because these are ways to get structured
    output.
    """
    asked = [index for index, exchange in enumerate(journal) if _waits_for_results(exchange)]
    if not asked:
        return
    latest: dict[str, int] = {}
    for index, exchange in enumerate(journal):
        for id in _results(_items(exchange.body)):
            latest[id] = index
    again = {fingerprint(exchange): index for index, exchange in enumerate(journal)}
    for index in asked:
        exchange = journal[index]
        same = fingerprint(exchange)
        if same is not None and again[same] > index:
            continue  # the request was repeated, so the last answer counts
        missing = [id for id in exchange.calls if latest.get(id, -1) <= index]
        if missing and not _answered_under_another_id(exchange, journal[index + 1 :]):
            conversation = "conversations" in exchange.path
            slug = "conversation-results-missing" if conversation else "tool-results-mismatch"
            names = ", ".join(missing)
            entry = "`function.result`" if conversation else "`tool` message"
            text = (
                f"the answer to request {index + first} calls tools ({names}), but no later request sends the "
                f"{'result' if len(missing) == 1 else 'results'}, so the model never gave its final answer. Send one "
                f"{entry} for each call, with its id, even if the tool failed. If you need only the call itself, set "
                "`tool_choice: any`"
            )
            yield Finding("missing-tool-result", text, slug, index + first)


def unfinished_streams(journal: Sequence[Exchange], first: int) -> Iterator[Finding]:
    """`unfinished-stream`: the client disconnected before the end of the stream.

    Noticed only if the rest of the stream did not fit into the buffers of the connection.
    """
    for index, exchange in enumerate(journal):
        left = exchange.ended_at is not None and not exchange.finished and exchange.fault is None
        if left and exchange.status == 200 and is_stream(exchange):
            text = (
                f"the program closed the stream of request {index + first} after "
                f"{end_time(exchange) - exchange.at:.1f} s, before its end. Assume that the whole answer is "
                "billed: Mistral does not document otherwise. To get a shorter answer, set `max_tokens` or `stop`"
            )
            yield Finding("unfinished-stream", text, "stream-interrupted", index + first)


def _waits_for_results(exchange: Exchange) -> bool:
    complete = exchange.finished or exchange.ended_at is None
    if not exchange.calls or exchange.status != 200 or exchange.fault or not complete:
        return False
    body = exchange.body if isinstance(exchange.body, dict) else {}
    return body.get("tool_choice") in (None, "auto", "none") and not _are_classes(body.get("tools"))


def _are_classes(tools: Any) -> bool:
    """Whether each function is named like a class, such as `Restaurant`: a framework offers the form of its answer so,
    and LlamaIndex 0.14 does not force the call."""
    found = [tool.get("function") for tool in tools if isinstance(tool, dict)] if isinstance(tools, list) else []
    names = [str(function.get("name")) for function in found if isinstance(function, dict)]
    return bool(names) and all(name[:1].isupper() and not name.isupper() for name in names)


def _items(body: Any) -> list[Any]:
    if not isinstance(body, dict):
        return []
    return [item for key in ("messages", "inputs") if isinstance(body.get(key), list) for item in body[key]]


def _results(items: Iterable[Any]) -> Iterator[str]:
    for item in items:
        if isinstance(item, dict) and (item.get("role") == "tool" or item.get("type") == "function.result"):
            id = item.get("tool_call_id")
            if isinstance(id, str):
                yield id


def _answered_under_another_id(exchange: Exchange, later: Sequence[Exchange]) -> bool:
    """Whether a later request continues this history with tool results under other ids, as some frameworks do."""
    before = _items(exchange.body)
    for after in later:
        items = _items(after.body)
        if len(items) > len(before) and items[: len(before)] == before:
            new = set(_results(items[len(before) :]))
            if len(new) >= len(exchange.calls) and new.isdisjoint(exchange.calls):
                return True
    return False
