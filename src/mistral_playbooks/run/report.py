"""Formats the report of `run` as text or JSON."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import IO, Literal

from ..findings import Finding, waits
from ..findings.attempts import failed
from ..gateway.hosts import API, host_of, is_sister
from ..mock import Exchange
from ..support.redact import mask
from ..support.terminal import use_color
from .account import missing_resources, not_served
from .keys import other_keys
from .next_step import dropped
from .refused import refused
from .requests import applies_to, change, message, notes
from .session import Report

Tone = Literal["good", "bad", "finding", "quiet", "plain"]
Paint = Callable[[str, Tone], str]

MAX_REQUESTS = 40
"""Maximum number of requests listed. Of a longer journal, half of them are the first and half the last."""

_MAX_LISTED = 3  # findings of one kind, and requests with another key

_TLS_FAILED = (
    "failed: the program does not trust the gateway. If its client has its own certificate store, add the file that "
    "SSL_CERT_FILE names, or start `mistral-playbooks mock` and use its address as the server URL."
)
_SILENT = (
    "to the API closed without a request. If the program reports a timeout, an aborted request or an illegal header "
    "(an empty key causes one), that is the reason. Otherwise the client may not trust the gateway's certificate, or "
    "may insist on HTTP/2, as gRPC does. Add the file that SSL_CERT_FILE names to its certificates, or use the address "
    "of `mistral-playbooks mock` as the server URL."
)
_NO_REQUESTS = (
    "No request reached the mock. Either your program made no API call, an earlier error stopped it (an `except` or "
    "`catch` may hide it), or its client ignores the proxy variables. For such a client, start `mistral-playbooks "
    "mock` and use its address as the server URL. These ignore the variables: curl with --noproxy, -x '' or a proxy in "
    "~/.curlrc, Java with Proxy.NO_PROXY, a literal address, a client that resolves names itself (pycurl, gevent) or "
    "has its own proxy, and a script that starts the program with its own NO_PROXY, NODE_OPTIONS or PYTHONPATH, or "
    "with an empty environment."
)
_NO_REQUESTS_ISOLATED = (
    "No request reached the mock. Either your program made no API call, an earlier error stopped it (an `except` or "
    "`catch` may hide it), or it left the call to an outside process, such as a container or a daemon on a Unix socket."
)
_ENDED = "No request reached the mock. The program ended with status {}, and its own error says why."
_MADE_UP = (
    "every request was answered, but the mock makes up what an answer says. If the program tests that, it may fail "
    "here for this reason alone."
)
_REFUSED = "the likely cause is a refused host ({}{}), because every request to the API was answered."
_ASK = "next: paste the program's error into `mistral-playbooks explain`"
_ISOLATED = "isolated: the program had its own network, which no IP packet can leave. Unix sockets stay open"
_PLAYED = {
    "recorded": "not the API. The mock gave the answer that was recorded from this host.",
    "reported": "not the API. The mock gave the answer that was reported from this host.",
    "documented": "not the API. The mock gave the answer that this host documents.",
}
_REPLACED = "the program got a made-up value. To pass one unchanged: --keep NAME"


def plain(text: str, _tone: Tone) -> str:
    """Returns the text without color."""
    return text


def paint(text: str, tone: Tone) -> str:
    """Returns the text in ANSI colors."""
    import click

    colours = {"good": {"fg": "green"}, "bad": {"fg": "red"}, "finding": {"fg": "yellow", "bold": True}}
    return click.style(text, dim=tone == "quiet" or None, **colours.get(tone, {}))


def write(report: Report, stream: IO[str] | None, env: Mapping[str, str], *, as_json: bool) -> None:
    """Writes the report. Ignores a closed or broken stream, so that the exit status remains the program's."""
    import click

    if stream is None:
        return
    colour = not as_json and use_color(stream, env)
    # A key can stand in a path, in place of a model's or a file's name.
    text = json.dumps(to_dict(report)) if as_json else "\n".join(lines(report, paint if colour else plain))
    try:
        click.echo(mask(text), file=stream, color=colour)
    except OSError:
        with suppress(OSError, ValueError):  # otherwise, flushing the stream at exit fails again
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def lines(report: Report, paint: Paint = plain) -> list[str]:
    """Returns one line per request, then findings, refused hosts, failed handshakes, and the next step."""
    first = report.dropped + 1
    count = len(report.journal) + report.dropped
    text = [f"mistral-playbooks run: {_number(count, 'request')} to the mocked Mistral API"]
    if report.dropped:
        text.append(f"  the first {report.dropped:,} are not kept, and findings do not consider them")
    text += _requests(report, paint)
    for host, basis in report.played.items():
        text.append(f"  {paint('played', 'finding')} {host}: {_PLAYED[basis]}")
    for fault in report.unmet:
        text.append(f"  {paint('unused', 'bad')} fault {fault}: no request matched. {applies_to(fault)}")
    text += [_which(numbers, what) for numbers, what in _notes(report, first)]
    text += _findings(report.findings, paint)
    text += [f"  {paint('refused', 'bad')} {what}" for what in refused(report)]
    if report.tls_failures:
        text.append(f"  {_number(len(report.tls_failures), 'TLS handshake')} {_TLS_FAILED}")
    if report.silent:
        text.append(f"  {_number(report.silent, 'TLS connection')} {_SILENT}")
    if not (report.journal or report.refused or report.silent or (report.isolated and report.tls_failures)):
        ended = _ENDED.format(report.exit) if 0 < report.exit < 128 else _NO_REQUESTS_ISOLATED
        text.append(f"  {ended if report.isolated else _NO_REQUESTS}")
    if report.isolated:
        text.append(
            paint(f"  {_ISOLATED}{': ' if report.open_sockets else '.'}{', '.join(report.open_sockets)}", "quiet")
        )
    elif report.isolated is False:
        why = f" ({report.not_isolated})" if report.not_isolated else ""
        text.append(
            f"  {paint('not isolated', 'bad')}{why}: a client that ignores the proxy variables reaches real hosts."
        )
    if report.replaced:
        text.append(f"  replaced {', '.join(report.replaced)}: {_REPLACED}")
    if command := report.next_command:
        text.append(f"  next: {paint(command, 'plain')}")
    elif 0 < report.exit < 128 and not any(failed(one) for one in report.journal if not is_sister(one)):
        if hosts := list(dict.fromkeys(report.refused)):
            more = f" and {len(hosts) - _MAX_LISTED:,} more" if len(hosts) > _MAX_LISTED else ""
            text.append(f"  {_REFUSED.format(', '.join(hosts[:_MAX_LISTED]), more)}")
        elif any(exchange.answer for exchange in report.journal):
            text.append(f"  {_MADE_UP}")
        text.append(f"  {_ASK}")
    return text


def _notes(report: Report, first: int) -> Iterator[tuple[list[int], str]]:
    yield from notes(report.journal, first)
    if report.exit == 0:  # a program that failed is told the next step
        yield from dropped(report.journal, first)


def _which(numbers: Sequence[int], what: str) -> str:
    which = "request" if len(numbers) == 1 else "requests"
    more = f" and {len(numbers) - _MAX_LISTED:,} more" if len(numbers) > _MAX_LISTED else ""
    return f"  {which} {', '.join(map(str, numbers[:_MAX_LISTED]))}{more} {what}"


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _requests(report: Report, paint: Paint) -> Iterable[str]:
    rows = list(zip(report.journal, waits(report.journal), strict=True))
    width = max(2, len(str(len(rows) + report.dropped)))
    hidden = range(MAX_REQUESTS // 2, len(rows) - MAX_REQUESTS // 2) if len(rows) > MAX_REQUESTS else range(0)
    for index, (exchange, wait) in enumerate(rows):
        if index in hidden:
            if index == hidden.start:
                between = Counter(_status(report.journal[one]) for one in hidden)
                counts = ", ".join(f"{times:,} × {status}" for status, times in sorted(between.items()))
                yield paint(f"  {'…':>{width}}  {len(hidden):,} more: {counts}", "quiet")
            continue
        good = 200 <= exchange.status < 400
        fault = f"  fault {exchange.fault}" if exchange.fault else ""
        after = "" if wait is None else paint(f"  after {wait:.1f} s", "quiet")
        end = "" if exchange.finished or not exchange.status else paint("  not read to its end", "bad")
        status = paint(_status(exchange), "good" if good else "bad")
        number = index + 1 + report.dropped
        where = f"https://{host}" if (host := host_of(exchange.sent)) != API else ""
        why = f"  {words}" if (words := message(exchange)) else ""
        yield f"  {number:>{width}}  {exchange.method} {where}{exchange.path}  {status}{fault}{after}{end}{why}"


def _status(exchange: Exchange) -> str:
    return str(exchange.status) if exchange.status else "no answer"


def _findings(findings: Iterable[Finding], paint: Paint) -> Iterable[str]:
    kinds: dict[str, list[Finding]] = {}
    for finding in findings:
        kinds.setdefault(finding.id, []).append(finding)
    for id, same in kinds.items():
        for finding in same[:_MAX_LISTED]:
            more = f" (mistral-playbooks explain {finding.playbook})" if finding.playbook else ""
            yield f"  {paint(f'finding {id}', 'finding')}: {finding.text}{more}"
        if len(same) > _MAX_LISTED:
            yield paint(f"  finding {id}: {len(same) - _MAX_LISTED:,} more", "quiet")


def to_dict(report: Report) -> dict:
    """Returns the report as data; times are in seconds, and requests are numbered from 1 over the whole run."""
    first = report.dropped + 1
    return {
        "exit": report.exit,
        "dropped": report.dropped,
        "requests": [
            {
                "method": exchange.method,
                "host": host_of(exchange.sent),
                "path": exchange.path,
                "status": exchange.status,
                "code": exchange.code,
                "message": message(exchange),
                "change": change(exchange),
                "model": exchange.model,
                "fault": exchange.fault,
                "waited": None if wait is None else round(wait, 3),
                "finished": exchange.finished,
            }
            for exchange, wait in zip(report.journal, waits(report.journal), strict=True)
        ],
        "findings": [
            {"id": f.id, "text": f.text, "playbook": f.playbook, "request": f.request} for f in report.findings
        ],
        "refused": list(report.refused),
        "lost": report.lost,
        "tls_failures": len(report.tls_failures),
        "silent": report.silent,
        "notes": [{"requests": numbers, "text": what} for numbers, what in _notes(report, first)],
        "other_keys": other_keys(report.journal, first),
        "missing_resources": missing_resources(report.journal, first),
        "not_served": not_served(report.journal, first),
        "played": dict(report.played),
        "unmet": list(report.unmet),
        "replaced": list(report.replaced),
        "isolated": bool(report.isolated),
        "not_isolated": report.not_isolated,
        "open_sockets": list(report.open_sockets),
        "next": report.next_step,
    }
