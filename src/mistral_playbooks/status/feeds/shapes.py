"""Reads JSON of unknown content: a value has the expected type, or the feed says nothing."""

from __future__ import annotations

import datetime
import html
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from ..model import Level, Reading, Update, down, parse_time

TITLE, TEXT = 200, 2000
"""Characters of a title and of an update that are kept."""
UPDATES = 40
"""Updates of an incident that are kept, the newest."""

_TAGS = re.compile(r"<(?:br|/p|/li|/div)\s*/?>|<[^<>]{0,500}>", re.IGNORECASE)


class FeedError(Exception):
    """A feed is not of its form. The message says what is unexpected, in one sentence."""


def parse(body: bytes) -> Any:
    """Returns the JSON data of a body. Raises FeedError."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        head = body[:200].lstrip().lower()
        kind = "HTML" if head.startswith((b"<!doctype", b"<html")) else "not JSON, or broke off"
        raise FeedError(f"Its answer is {kind}.") from None


def mapping(value: object, what: str) -> Mapping[str, Any]:
    """Returns an object. Raises FeedError if it is none."""
    if not isinstance(value, dict):
        raise FeedError(f"Its {what} is not an object.")
    return value


def array(value: object, what: str) -> list[Any]:
    """Returns a list. Raises FeedError if it is none."""
    if not isinstance(value, list):
        raise FeedError(f"Its {what} is not a list.")
    return value


def line(value: object, limit: int = TITLE) -> str:
    """Returns a text in one line, without control characters; empty if it is no text."""
    if not isinstance(value, str):
        return ""
    shown = " ".join("".join(one if one.isprintable() else " " for one in value).split())
    return shown if len(shown) <= limit else shown[: limit - 1].rstrip() + "…"


def plain(value: object) -> str:
    """Returns a text that may have HTML in it as plain text in one line."""
    return line(html.unescape(_TAGS.sub(" ", value[: 4 * TEXT])) if isinstance(value, str) else "", TEXT)


def required(value: object, what: str) -> str:
    """Returns a text that must be there. Raises FeedError."""
    if not (found := line(value)):
        raise FeedError(f"It has no {what}.")
    return found


def moment(*values: object) -> datetime.datetime | None:
    """Returns the first of these that is a time."""
    return next((found for value in values if (found := parse_time(value))), None)


def begun(*values: object) -> datetime.datetime:
    """Returns the first of these that is a time. Raises FeedError if none is."""
    if not (found := moment(*values)):
        raise FeedError("One of its incidents has no time of its start.")
    return found


def link(value: object, page: str) -> str | None:
    """Returns an https address on the page's own host, or None."""
    text = line(value, 500)
    parts = urlsplit(text) if text.startswith("https://") else None
    return text if parts and parts.hostname == urlsplit(page).hostname else None


def sorted_updates(updates: Iterable[Update]) -> tuple[Update, ...]:
    """Returns updates without repetitions, oldest first."""
    return tuple(sorted(dict.fromkeys(updates), key=lambda one: one.at)[-UPDATES:])


def title_of(name: object, updates: tuple[Update, ...]) -> str:
    """Returns an incident's title; without one, what its first update says (Mistral's page has had such, 2026-09)."""
    first = next((one.text for one in updates if one.text), "")
    return line(name) or line(first.partition(". ")[0], 120) or "Incident without a title"


def names(values: object) -> tuple[str, ...]:
    """Returns the names in a list of texts or of objects with a name."""
    found = values if isinstance(values, list) else []
    texts = (line(one.get("name") if isinstance(one, dict) else one) for one in found)
    return tuple(dict.fromkeys(text for text in texts if text))


_ORDER: tuple[Level, ...] = ("maintenance", "degraded", "outage")


def worst(readings: Iterable[Reading]) -> Reading | None:
    """Returns the worst of these: the highest level that is down, else one that is unknown, else one that is up."""
    found = list(readings)
    for level in reversed(_ORDER):
        if hit := next((one for one in found if one.level == level), None):
            return hit
    return next((one for one in found if one.state == "unknown"), None) or next(iter(found), None)


def affected(level: Level, titles: Iterable[str], word: str = "") -> Reading:
    """Returns the reading of what a page's incidents concern; without any, in the page's own word."""
    shown = next((title for title in titles if title), "")
    kind = "a maintenance" if level == "maintenance" else "an incident"
    return down(level, f"The status page reports {kind}: {shown}" if shown else f"The status page says “{word}”.")
