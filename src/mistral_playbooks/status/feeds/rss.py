"""An RSS feed that is a log of updates, as Mistral's page had it before it moved to Rootly (`feed.rss`).

Recorded from status.mistral.ai by others in July 2026: each update is an item of its own, all of one incident have
the same guid and title, and a description begins with its state (`Status: Resolved<br/>…`) and ends with a list of
the affected services. So only the newest item of a guid tells how an incident stands, and no title does.
"""

from __future__ import annotations

import email.utils
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from xml.etree import ElementTree

from ..model import UP, Incident, Report, Update
from . import shapes
from .shapes import FeedError

_STATE = re.compile(r"\s*Status:\s*([A-Za-z ]{1,30}?)\s*(?:<br\s*/?>|\n|$)")
_SERVICE = re.compile(r"<li>([^<]{1,200})</li>")
_ENDED = ("resolved", "completed")


def parse(documents: Mapping[str, bytes], page: str, decides: tuple[str, ...]) -> Report:
    """Returns what `documents["feed"]` says. `decides`: the affected services that count; without any, all. Raises
    FeedError, also if it lists nothing: an empty feed may be one that has moved."""
    updates: dict[str, list[tuple[Update, str]]] = {}
    for item in _items(documents["feed"]):
        guid = shapes.required(item.findtext("guid") or item.findtext("link"), "guid")
        text = item.findtext("description") or ""
        if not (state := _STATE.match(text)):
            raise FeedError("One of its items names no state.")
        update = Update(_time(item.findtext("pubDate")), state[1].lower(), shapes.plain(text[state.end() :]))
        updates.setdefault(guid, []).append((update, text))
    if not updates:
        raise FeedError("It lists no incident, not even an old one.")
    titles = {_guid(item): shapes.line(item.findtext("title")) for item in _items(documents["feed"])}
    found = tuple(_incident(guid, titles[guid], told, page) for guid, told in updates.items())
    active = [one for one in found if one.ended is None and _counts(one, decides)]
    official = shapes.affected("degraded", (one.title for one in active)) if active else UP
    return Report(official, {}, found, complete=False)


def _items(body: bytes) -> list[ElementTree.Element]:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise FeedError("It declares entities, which no feed needs." if b"<!ENTITY" in body else "Its answer is HTML.")
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        raise FeedError("Its answer is not XML, or broke off.") from None
    if root.tag != "rss":
        raise FeedError("Its answer is not RSS.")
    return root.findall("channel/item")


def _guid(item: ElementTree.Element) -> str:
    return shapes.line(item.findtext("guid") or item.findtext("link"))


def _time(text: str | None) -> datetime:
    try:
        found = email.utils.parsedate_to_datetime(text or "")
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise FeedError("One of its items has no time.") from None


def _incident(guid: str, title: str, told: list[tuple[Update, str]], page: str) -> Incident:
    updates = shapes.sorted_updates(update for update, _ in told)
    newest = updates[-1]
    services = dict.fromkeys(name for _, text in told for name in _SERVICE.findall(text))
    return Incident(
        id=guid,
        title=shapes.title_of(title, updates),
        impact=None,
        status=newest.status,
        started=updates[0].at,
        ended=newest.at if newest.status in _ENDED else None,
        url=shapes.link(guid, page),
        components=tuple(services),
        updates=updates,
    )


def _counts(incident: Incident, decides: tuple[str, ...]) -> bool:
    return not decides or not incident.components or bool(set(incident.components) & set(decides))
