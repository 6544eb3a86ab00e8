"""The Atom feed (RFC 4287): an entry for each incident, and for each time that the API did not work without one."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

_NAMESPACE = "http://www.w3.org/2005/Atom"
_ENTRIES = 50


def feed(data: Mapping[str, Any]) -> str:
    """Returns the feed of a `status.json`. Texts in it are plain texts, however they look."""
    name, page = data["service"]["name"], data["service"]["page"]
    root = ElementTree.Element("feed", xmlns=_NAMESPACE)
    entries = sorted(_entries(data), key=lambda one: one["updated"], reverse=True)[:_ENTRIES]
    # Only an entry changes the feed: a time of its own would change it with each poll.
    updated = entries[0]["updated"] if entries else data["days_from"] + "T00:00:00Z"
    _add(root, "id", _id("feed/" + data["service"]["id"]))
    _add(root, "title", f"{name}: incidents")
    _add(root, "updated", updated)
    ElementTree.SubElement(root, "link", rel="alternate", href=page)
    _add(ElementTree.SubElement(root, "author"), "name", "mistral-playbooks status")
    for one in entries:
        entry = ElementTree.SubElement(root, "entry")
        for key in ("id", "title", "updated", "published"):
            _add(entry, key, one[key])
        ElementTree.SubElement(entry, "link", rel="alternate", href=one["url"] or page)
        _add(entry, "content", one["content"]).set("type", "text")
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _entries(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for one in data["incidents"]:
        times = [one["started"], one["ended"] or "", *(update["at"] for update in one["updates"])]
        updates = [f"{update['at']} {update['status']}: {update['text']}" for update in reversed(one["updates"])]
        yield {
            "id": _id(f"incident/{data['service']['id']}/{one['id']}"),
            "title": ("Resolved: " if one["ended"] else "") + one["title"],
            "updated": max(times),
            "published": one["started"],
            "url": one["url"],
            "content": "\n\n".join(updates) or one["title"],
        }
    for one in data["problems"]:
        if not one["id"].startswith("incident-"):
            yield {
                "id": _id(f"problem/{one['id']}"),
                "title": ("Resolved: " if one["ended"] else "") + one["title"],
                "updated": one["ended"] or one["began"],
                "published": one["began"],
                "url": one["url"],
                "content": one["text"] or one["title"],
            }


def _add(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name)
    element.text = text
    return element


def _id(name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, 'https://mistral-playbooks.invalid/' + name)}"
