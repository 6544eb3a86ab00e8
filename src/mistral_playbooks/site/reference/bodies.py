"""The formats of error bodies, told apart by their keys, with the newest known example of each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ..markup import inline, text
from ..playbook_page import Site
from .answers import answers
from .table import Row, Table


@dataclass(frozen=True)
class Shape:
    """A format: its name, where the message is, and what it is in a sentence."""

    name: str
    message: str
    what: str


ENVELOPE = Shape("envelope", "`message`", "The usual body of chat, FIM, embeddings, OCR and audio.")
NESTED = Shape("nested", "`message.detail[].msg`", "An envelope whose `message` is an object with a list.")
AGENTS = Shape("Error", "`message`", "Conversations and agents: a capital E, a number as `code`, no `param`.")
DETAIL = Shape("detail", "`detail`", "A sentence alone, without type and code.")
FIELDS = Shape("fields", "`detail[].msg`", "One entry for each refused field; `loc` is its place in the request.")
GATEWAY = Shape("gateway", "`message`", "The gateway itself answers; give its `request_id` to support.")
MESSAGE = Shape("message", "`message`", "A sentence alone, under another key.")
HTML = Shape("HTML", "`<title>`", "A page of the network before the API.")
PLAIN = Shape("plain text", "the body", "A proxy before the API answers in words.")
EMPTY = Shape("empty", "the status", "There is no body, or the client showed none.")
OTHER = Shape("other JSON", "look at the body", "A format that only one answer has.")
SHAPES = (ENVELOPE, NESTED, AGENTS, DETAIL, FIELDS, GATEWAY, MESSAGE, HTML, PLAIN, EMPTY, OTHER)
_LONG = 260


def shape(body: Any) -> Shape:
    """Returns the format of an error body. A string may hold JSON, as the network sends it."""
    if isinstance(body, str) and body.lstrip()[:1] in ("{", "["):
        body = json.loads(body)
    if not body:
        return EMPTY
    if isinstance(body, str):
        return HTML if "<html" in body.lower() or "<title" in body.lower() else PLAIN
    if not isinstance(body, dict):
        return OTHER
    detail, message = body.get("detail"), body.get("message")
    if body.get("object") == "Error":
        return AGENTS
    if body.get("object") == "error":
        return NESTED if isinstance(message, dict) else ENVELOPE
    if isinstance(detail, list):
        return FIELDS
    if isinstance(detail, str):
        return DETAIL
    if isinstance(message, str):
        return GATEWAY if "request_id" in body else MESSAGE
    return OTHER


def table(site: Site, up: str) -> Table:
    """Returns the formats, each with an example of the mock's answers."""
    found: dict[Shape, list[Any]] = {}
    for one in answers(site.catalog):
        if one.status >= 400:
            found.setdefault(shape(one.response.body), []).append(one)
    rows = []
    for kind in SHAPES:
        if kind not in found:
            continue
        said = [str(one.status) for one in found[kind]]
        statuses = ", ".join(dict.fromkeys(sorted(said)))
        cells = (inline(kind.what), inline(kind.message), statuses, _example(found[kind][0].response.body))
        where = f" The message is in {kind.message}." if kind.message.startswith("`") else ""
        rows.append(Row(kind.name, cells, kind.what + where, ("error body",), code=False))
    heads = ("Body", "What it is", "Message", "Status", "Example")
    return Table("body", "Formats of error bodies", heads, rows)


def _example(body: Any) -> str:
    said = " ".join(body.split()) if isinstance(body, str) else json.dumps(body, ensure_ascii=False) if body else ""
    cut = said if len(said) <= _LONG else said[:_LONG].rstrip() + " …"
    return f"<code>{text(cut)}</code>" if cut else ""
