"""Tables about the mock in HTML: its endpoints, faults and limits."""

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
    "late": "a valid answer, late",
    "wrong-length": "a valid answer, shorter than its content-length",
    "malformed": "a success whose body is not JSON",
    "split": "a complete stream, with an event split between two reads",
}
_BREAKS = {
    "cut": "is cut between two chunks",
    "half": "is cut inside a chunk",
    "stall": "stalls",
    "end": "ends without its last chunk",
}


def endpoints() -> str:
    """Returns the operations, and whether each is served."""
    body = []
    for route in routing.ROUTES:
        served = route.serve is not None or route.early is not None
        path = re.sub(r"\{\}", "{…}", route.path)
        words = "yes" if served else "no: 404 that names the mock"
        faults = "every fault" if route.inference else "on request, with <code>@PATH</code>"
        body.append(
            f"<td><code>{route.method} {text(path)}</code></td><td>{words}</td><td>{faults if served else ''}</td>"
        )
    return table("Endpoints", ("Operation", "Served", "Faults"), body)


def faults(catalog: Catalog, up: str) -> str:
    """Returns every fault with its answer, basis and source. `up` is the path from the page to the site's root."""
    library, body = Library(catalog), []
    for slug in library.slugs():
        for id, reply in library.causes(slug).items():
            if reply is None:
                continue
            basis = f'<a href="{up}verification/#{reply.basis}">{reply.basis}</a>'
            body.append(
                f"<td><code>{slug}/{id}</code></td><td>{answer(reply)}</td><td>{basis}</td>"
                f"<td>{_source(catalog, slug, id, up)}</td>"
            )
    return table("Faults", ("Fault", "What it does", "Basis", "Source"), body)


def answer(reply: ErrorResponse) -> str:
    """Returns a short description of a reply in HTML."""
    if reply.transport:
        description = _TRANSPORTS[reply.transport]
    elif reply.stream:
        description = f"a stream that {_BREAKS[reply.stream.then]}, after {reply.stream.after}"
    elif reply.says:
        given = {
            "finish_reason": reply.says.finish_reason,
            "keep": None if reply.says.keep == 1 else f"{reply.says.keep:.0%} of the text",
            "thinking": "reasoning first" if reply.says.thinking else None,
            "references": "a reference within the text" if reply.says.references else None,
            "fragments": "small pieces" if reply.says.fragments else None,
        }
        description = "200: " + ", ".join(text(value) for value in given.values() if value)
    else:
        description = str(reply.status)
        code = reply.body.get("code") if isinstance(reply.body, dict) else None
        description += f" · {text(code)}" if code else ""
    if reply.seconds:
        description += f", {reply.seconds:g} s"
    return description + (
        f" <br>only {', '.join(f'<code>{text(path)}</code>' for path in reply.on)}" if reply.on else ""
    )


def _source(catalog: Catalog, slug: str, id: str, up: str) -> str:
    playbook = catalog.playbooks.get(slug)
    if playbook and id in {cause.id for cause in playbook.causes}:
        return f'<a href="{up}{playbook.url.strip("/")}/#evidence">evidence of its playbook</a>'
    parts, end = [], 0
    source = rows()[slug][id].source
    for match in _URL.finditer(source):
        parts.append(text(source[end : match.start()]))
        label = re.sub(r"^https://(github\.com/)?", "", match[0])
        parts.append(f'<a href="{text(match[0])}" rel="noopener">{text(label)}</a>')
        end = match.end()
    return "".join([*parts, text(source[end:])])


def limits() -> str:
    """Returns the limits by plan, with the day on which each was read."""
    body = []
    for plan, given in json.loads(_LIMITS.read_text(encoding="utf-8")).items():
        for model, row in given["models"].items() if isinstance(given, dict) and "date" in given else ():
            name = "every other model" if model == "*" else f"<code>{text(model)}</code>"
            tokens = "none" if row["tokens"] is None else f"{row['tokens']:,}"
            assumed = model in given.get("assumed", ())
            read = "not read, assumed" if assumed else date(given.get("dates", {}).get(model) or given["date"])
            body.append(
                f"<td><code>{plan}</code></td><td>{name}</td><td>{row['requests']:,}</td><td>{tokens}</td>"
                f"<td>{read}</td>"
            )
    return table("Limits", ("--limits", "Model", "Requests per minute", "Tokens per minute", "Read"), body)
