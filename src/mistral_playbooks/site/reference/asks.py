"""What each model accepts and refuses: the mock is asked for each capability of each model, while the site is built."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ...content.catalog import Catalog
from ...content.envelope import messages
from ...content.reference import figures
from ...content.reference.figures import Ask
from ...mock import Api, Request
from ...mock.faults.library import Library
from ...mock.validation import lifecycle, models
from ..addresses.keys import classes
from ..markup import date, link, text
from ..playbook_page import Site
from .table import Row, Table

NAME = "capabilities"
_BOUNDARY = "reference"
_INVALID_MODEL = "invalid-model"
_EFFORT = re.compile(r"(reasoning_effort(?:=| ))'?\w+'?(?= is not supported)")
"""The value in a message, which names whichever was sent."""


@dataclass(frozen=True)
class Refusal:
    """The answer to a request that a model does not support. `message` has … in place of the model's id."""

    status: int
    code: str
    message: str


@dataclass(frozen=True)
class Outcome:
    """Which models accept a request, and which answer the others give."""

    accepted: tuple[str, ...]
    refused: Mapping[Refusal, tuple[str, ...]]


@cache
def outcomes() -> dict[str, Outcome]:
    """Returns for each ask, by its name, what the mock answers for each model that is known to answer at all."""
    data = models.load()
    ids = [
        model.id
        for model in dict.fromkeys(data.known.values())
        if model.state == "served" and lifecycle.standing(model, data.date) == "answers"
    ]
    found: dict[str, Outcome] = {}
    served: dict[str, tuple[str, ...]] = {}
    for ask in figures.asks():
        found[ask.name] = outcome = _outcome(ask, ids if ask.base else served[ask.path])
        if ask.base:
            served[ask.path] = outcome.accepted
    return found


def _outcome(ask: Ask, ids: Sequence[str]) -> Outcome:
    accepted: list[str] = []
    refused: dict[Refusal, list[str]] = {}
    for id in ids:
        refusal = _refusal(ask, id)
        if refusal is None:
            accepted.append(id)
        else:
            refused.setdefault(refusal, []).append(id)
    return Outcome(tuple(accepted), {refusal: tuple(group) for refusal, group in refused.items()})


def _refusal(ask: Ask, model: str) -> Refusal | None:
    """Asks the mock. Returns None if it accepts the request."""
    if ask.form is None:
        kind, body = "application/json", json.dumps({"model": model, **(ask.body or {})})
    else:
        kind, body = f"multipart/form-data; boundary={_BOUNDARY}", _form({"model": model, **ask.form})
    headers = {"authorization": "Bearer key", "content-type": kind}
    response, exchange = Api().handle(Request("POST", ask.path, "", headers, body.encode()))
    if response.status == 200:
        return None
    said = next(messages(json.loads(response.body)), "")
    return Refusal(response.status, exchange.code or "", said.replace(model, "…"))


def _form(fields: Mapping[str, str]) -> str:
    parts = "".join(
        f'--{_BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    return f"{parts}--{_BOUNDARY}--\r\n"


def table(site: Site, up: str) -> Table:
    """Returns the table of what can be asked of a model."""
    found, known, faults = outcomes(), classes(site.catalog), Faults(site.catalog)
    rows = []
    for ask in figures.asks():
        outcome = found[ask.name]
        refused, bases, slugs = [], [], []
        for refusal, ids in outcome.refused.items():
            slug, basis = faults.about(refusal, ask)
            slugs += [slug] if slug else []
            status = f"{refusal.status} · {refusal.code}" if refusal.code else str(refusal.status)
            shown = link(f"{up}{known[slug].url}" if slug in known else None, text(status))
            who = "every other model" if ask.base and len(outcome.refused) == 1 else _ids(ids)
            refused.append(f"{shown} {text(refusal.message)}<br>{who}")
            bases.append(basis)
        whole = _is_whole(ask, outcome, found)
        can = text(whole) if whole else _ids(outcome.accepted)
        cells = (text(ask.what), can, "<br>".join(refused) or "none", "<br>".join(dict.fromkeys(bases)))
        said = whole or ", ".join(outcome.accepted) or "no model"
        what = f"{ask.what}: accepted by {said}."
        rows.append(Row(ask.name, cells, what, ask.words, slugs=tuple(dict.fromkeys(slugs))))
    heads = ("Request", "What it is", "Accepted by", "Refused", "Basis of the refusal")
    return Table(NAME, "What each model accepts and refuses", heads, rows)


def _is_whole(ask: Ask, outcome: Outcome, found: Mapping[str, Outcome]) -> str:
    """Returns words for "all of them" if no model refuses, so that a long list is not repeated."""
    if ask.base or outcome.refused:
        return ""
    base = next(one for one in figures.asks() if one.base and one.path == ask.path)
    assert found[base.name].accepted == outcome.accepted
    return f"every model that accepts {base.name}"


def _ids(ids: Sequence[str]) -> str:
    return ", ".join(f"<code>{text(id)}</code>" for id in ids) or "none"


def _any_effort(message: str) -> str:
    return _EFFORT.sub(r"\1…", message)


class Faults:
    """The mock's faults by what they say, to find the class and the basis of a refusal."""

    def __init__(self, catalog: Catalog) -> None:
        library = Library(catalog)
        self._found: dict[tuple[int, str, str], tuple[str, str]] = {}
        for slug in library.slugs():
            for reply in library.causes(slug).values():
                if reply is None or reply.status is None or not isinstance(reply.body, dict):
                    continue
                key = reply.status, str(reply.body.get("code") or ""), _any_effort(next(messages(reply.body), ""))
                self._found.setdefault(key, (slug, reply.basis))

    def about(self, refusal: Refusal, ask: Ask) -> tuple[str | None, str]:
        """Returns the class of a refusal, and in HTML what it is based on."""
        found = self._found.get((refusal.status, refusal.code, _any_effort(refusal.message)))
        if found is not None:
            return found
        slug = ask.slug or (_INVALID_MODEL if refusal.code in ("1500", "3003") else None)
        if ask.seen is None:
            return slug, "not observed"
        return slug, f"{link(ask.seen.source, ask.seen.kind)} {date(ask.seen.date, short=True)}"
