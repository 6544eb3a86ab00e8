"""What the mock serves, the faults that it can inject, and its limits: tables of the page about it (HTML)."""

from __future__ import annotations

import json
import re

from ...content.catalog import Catalog
from ...content.response import ErrorResponse
from ...mock import routes as routing
from ...mock.faults.library import FILE, Library, rows
from ..markup import date, table, text

_LIMITS = FILE.with_name("limits.json")
_URL = re.compile(r"https://[^\s,;)]+")
_TRANSPORTS = {
    "reset": "no answer: the connection is reset",
    "no-answer": "no answer",
    "late": "a good answer, late",
    "wrong-length": "a good answer that ends before its announced length",
    "malformed": "a good answer whose body is no JSON",
}
_BREAKS = {
    "cut": "is cut between two chunks",
    "half": "is cut amid a chunk",
    "stall": "falls silent",
    "end": "ends without its last chunk",
}


def endpoints() -> str:
    """The operations, each with whether it is served, and the families of which only some are."""
    body = []
    for route in routing.ROUTES:
        served = route.serve is not None or route.early is not None
        path = re.sub(r"\{\}", "{…}", route.path)
        words = "yes" if served else "no: 404 that names the mock"
        faults = "every fault" if route.inference else "on request, with <code>@PATH</code>"
        body.append(
            f"<td><code>{route.method} {text(path)}</code></td><td>{words}</td><td>{faults if served else ''}</td>"
        )
    return table("Endpoints", ("Operation", "Served", "Meets"), body)


def faults(catalog: Catalog, up: str) -> str:
    """Every fault with its answer, its ground and its source. `up` leads from the page to the site's root."""
    library, body = Library(catalog), []
    for slug in library.slugs():
        for id, reply in library.causes(slug).items():
            if reply is None:
                continue
            ground = f'<a href="{up}verification/#{reply.basis}">{reply.basis}</a>'
            body.append(
                f"<td><code>{slug}/{id}</code></td><td>{answer(reply)}</td><td>{ground}</td>"
                f"<td>{_source(catalog, slug, id, up)}</td>"
            )
    return table("Faults", ("Fault", "What it does", "Rests on", "Seen"), body)


def answer(reply: ErrorResponse) -> str:
    """A reply in a few words (HTML)."""
    if reply.transport:
        said = _TRANSPORTS[reply.transport]
    elif reply.stream:
        said = f"a stream that {_BREAKS[reply.stream.then]}, after {reply.stream.after}"
    elif reply.says:
        given = {
            "finish_reason": reply.says.finish_reason,
            "keep": None if reply.says.keep == 1 else f"{reply.says.keep:.0%} of the text",
            "thinking": "a reasoning before it" if reply.says.thinking else None,
            "fragments": "small pieces" if reply.says.fragments else None,
        }
        said = "200: " + ", ".join(text(value) for value in given.values() if value)
    else:
        said = str(reply.status)
        code = reply.body.get("code") if isinstance(reply.body, dict) else None
        said += f" · {text(code)}" if code else ""
    if reply.seconds:
        said += f", {reply.seconds:g} s"
    return said + (f" <br>only {', '.join(f'<code>{text(path)}</code>' for path in reply.on)}" if reply.on else "")


def _source(catalog: Catalog, slug: str, id: str, up: str) -> str:
    playbook = catalog.playbooks.get(slug)
    if playbook and id in {cause.id for cause in playbook.causes}:
        return f'<a href="{up}{playbook.url.strip("/")}/#evidence">evidence of its playbook</a>'
    parts, end = [], 0
    source = rows()[slug][id].source
    for match in _URL.finditer(source):
        parts.append(text(source[end : match.start()]))
        shown = re.sub(r"^https://(github\.com/)?", "", match[0])
        parts.append(f'<a href="{text(match[0])}" rel="noopener">{text(shown)}</a>')
        end = match.end()
    return "".join([*parts, text(source[end:])])


def limits() -> str:
    """The limits by plan: requests and tokens of a minute, with the date when they were read."""
    body = []
    for plan, given in json.loads(_LIMITS.read_text(encoding="utf-8")).items():
        for model, row in given["models"].items() if isinstance(given, dict) and "date" in given else ():
            name = "every other model" if model == "*" else f"<code>{text(model)}</code>"
            tokens = "none" if row["tokens"] is None else f"{row['tokens']:,}"
            body.append(
                f"<td><code>{plan}</code></td><td>{name}</td><td>{row['requests']:,}</td><td>{tokens}</td>"
                f"<td>{date(given['date'])}</td>"
            )
    return table("Limits", ("--limits", "Model", "Requests a minute", "Tokens a minute", "Read on"), body)
