"""The table of all models: what each does on the day of the data, its price, its dates, and the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...content.reference import figures
from ...content.reference.figures import Price
from ...mock.validation import lifecycle
from ...mock.validation import models as rows
from ...mock.validation.lifecycle import Standing
from ...mock.validation.models import Model, Models
from ..addresses.keys import classes
from ..markup import day, link, text
from ..playbook_page import Site
from .table import Row, Table

NAME = "models"
_LABS = "labs-not-enabled"
_HEADS = ("Model", "Now", "What it can", "List price", "Dates and evidence")
_ORDER: tuple[Standing, ...] = ("answers", "redirected", "unknown", "refused")
_CAPABILITIES = {
    "completion_chat": "chat",
    "function_calling": "tools",
    "vision": "images",
    "reasoning": "reasoning",
    "audio": "audio",
    "completion_fim": "FIM",
    "embeddings": "embeddings",
    "ocr": "OCR",
    "moderation": "moderation",
    "audio_transcription": "transcription",
    "audio_transcription_realtime": "realtime transcription",
    "audio_speech": "speech",
}
"""Capabilities that decide what a request may ask. The others of the API's list change no answer."""

_DOCS = re.compile(r"mistralai/platform-docs-public@(\w+) (\S+\.ts) \((\d{4}-\d\d-\d\d)\)")
_COMMIT = re.compile(r"([\w.-]+/[\w.-]+)@([0-9a-f]{7,40})\b")
_THREAD = re.compile(r"([\w.-]+/[\w.-]+)#(\d+)\b")
_PAGE = re.compile(r"(https://([\w.-]+)/\S+)")


def table(site: Site, up: str) -> Table:
    """Returns the table: the models that answer first, then the redirected, the unknown and the refused."""
    data, prices = rows.load(), figures.prices()
    models = sorted(dict.fromkeys(data.known.values()), key=lambda one: _ORDER.index(_standing(one, data)))
    labs = f"{up}{classes(site.catalog)[_LABS].url}"
    found = [_row(model, data, prices.get(model.id), up, labs) for model in models]
    return Table(NAME, "Models", _HEADS, found)


def _standing(model: Model, data: Models) -> Standing:
    return lifecycle.standing(model, data.date)


def _row(model: Model, data: Models, price: Price | None, up: str, labs: str) -> Row:
    others = [id for id in model.ids if id != model.id]
    also = f"<br>also {_codes(others)}" if others else ""
    cells = (
        _now(model, data, up, labs),
        f"{model.max_context_length:,} tokens of context<br>{_known(model)}{_efforts(model)}{also}",
        _price(price) if price else "",
        f"{_dates(model)}<br>{_evidence(model)}",
    )
    return Row(model.id, cells, _what(model, data, price), (*others, model.name))


def _now(model: Model, data: Models, up: str, labs_url: str) -> str:
    """Returns what a request gets, and what to use instead."""
    seen = f", seen {day(max(model.seen), short=True)}" if model.seen else ""
    labs = f"<br>a {link(labs_url, 'Labs model')}" if model.labs else ""
    instead = f"<br>use {_link(model.replacement)}" if model.replacement else ""
    match _standing(model, data):
        case "answers":
            return f"answers{seen}{labs}{instead}"
        case "redirected":
            return f"answered by {_link(model.successor or '')}{seen}"
        case "refused":
            return f"{link(f'{up}playbooks/invalid-model/#retired', 'refused')}{seen}{instead}"
    last = f": last{seen.removeprefix(',')}" if seen else ": no answer was seen"
    return f"unknown since its retirement{last}{labs}{instead}"


def _link(id: str) -> str:
    """Returns an id that leads to the row of its model."""
    model = rows.load().known.get(id)
    anchor = f"#{Table(NAME, '', (), ()).anchor(Row(model.id, (), ''))}" if model else None
    return link(anchor, f"<code>{text(id)}</code>")


def _codes(ids: list[str]) -> str:
    return " ".join(f"<code>{text(id)}</code>" for id in ids)


def _known(model: Model) -> str:
    return ", ".join(words for name, words in _CAPABILITIES.items() if name in model.capabilities)


def _efforts(model: Model) -> str:
    return f" ({', '.join(model.efforts)})" if model.efforts else ""


def _price(price: Price) -> str:
    note = f"<br>{text(price.note)}" if price.note else ""
    source = link(price.source, day(price.date.isoformat(), short=True))
    return f"{'<br>'.join(map(text, _charges(price)))}{note}<br>{source}"


def _charges(price: Price) -> list[str]:
    return [
        f"{line.what} {f'${line.usd:.2f}' if round(line.usd, 2) == line.usd else f'${line.usd:g}'} per {line.per}"
        if line.usd
        else f"{line.what} free"
        for line in price.lines
    ]


def _dates(model: Model) -> str:
    """Returns the days of release, deprecation and retirement, those of the docs and what the API itself announced."""
    known = {"released": model.released, "deprecated": model.deprecated, "retired": model.retired}
    lines = [f"{what} {day(iso, short=True)}" for what, iso in known.items() if iso]
    if model.announced:
        lines.append(f"retired, says the API, {day(model.announced[:10], short=True)}")
    return "<br>".join(lines)


def _evidence(model: Model) -> str:
    links = dict.fromkeys(one for source in model.sources for one in _links(source))
    note = f"<br>{text(model.note).replace('&#96;', '')}" if model.note else ""
    return ", ".join(links) + note


def _links(source: str) -> Iterator[str]:
    """Yields the addresses in a source. Docs and commits are named by what they are, so that a cell stays short."""
    if found := _DOCS.match(source):
        url = f"https://github.com/mistralai/platform-docs-public/blob/{found[1]}/{found[2]}"
        yield link(url, f"docs {day(found[3], short=True)}")
    elif found := _PAGE.match(source):
        yield link(found[1], text(found[2]))
    elif found := _COMMIT.search(source):
        url = f"https://github.com/{found[1]}/commit/{found[2]}"
        yield link(url, text(found[1]))
    elif found := _THREAD.search(source):
        url = f"https://github.com/{found[1]}/issues/{found[2]}"
        yield link(url, f"{text(found[1])}#{found[2]}")


def _what(model: Model, data: Models, price: Price | None) -> str:
    """Returns one plain sentence for the box."""
    instead = f" Use {model.replacement}." if model.replacement else ""
    match _standing(model, data):
        case "answers":
            paid = ", ".join(_charges(price)) if price else ""
            context = f"{model.max_context_length:,} tokens of context"
            return f"{'. '.join(part for part in (f'Answers: {_known(model)}', context, paid) if part)}.{instead}"
        case "redirected":
            return f"Retired, and answered by {model.successor}."
        case "refused":
            return f"Refused: 400, Invalid model.{instead}"
    return f"Retired on {model.retirement}; whether it answers is not known.{instead}"
