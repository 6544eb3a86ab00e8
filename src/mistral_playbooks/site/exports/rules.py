"""The diagnosis in the page: its rules as JSON, and the script that applies them (`docs/assets/js/diagnosis/`)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from ...content.catalog import Catalog, Playbook
from ...diagnosis import client_errors, follow_up, rules, unwritten
from ...diagnosis.index import Mark, prepared
from ...support.redact import MASK, SECRETS

SCRIPTS = "assets/js/diagnosis"
"""The folder with the script's parts, in docs/."""
_COMMENT = re.compile(r"^\s*(?:/\*.*?\*/|//[^\n]*)\n?", re.MULTILINE | re.DOTALL)
_START = "/* Made of docs/assets/js/diagnosis/*.js: comments and reasons are there. */\n"
_HEAD = "globalThis.diagnosis = (() => {\n'use strict'\n"
_TAIL = "return { diagnose, examine }\n})()\nif (typeof module === 'object') module.exports = globalThis.diagnosis\n"


def files(pages: Catalog, docs: Path) -> dict[str, str]:
    """Returns path in the site → content, of the rules and of the script."""
    return {"assets/rules.json": to_json(pages), f"{SCRIPTS}.js": script(docs)}


def to_json(pages: Catalog) -> str:
    """Returns the rules for all classes: those with a page, and those that only the mock knows."""
    index = prepared(unwritten.extended(pages))
    found = {
        "version": 1,
        "expressions": rules.EXPRESSIONS,
        "secrets": SECRETS,
        "mask": MASK,
        "word": rules.WORD,
        "characters": rules.CHARACTERS,
        "entities": rules.ENTITIES,
        "letters": rules.LETTERS,
        "limit": rules.LIMIT,
        "condensed": rules.CONDENSED,
        "short": rules.SHORT,
        "reasons": rules.REASONS,
        "bareReasons": rules.BARE_REASONS,
        "skippedKeys": rules.SKIPPED_KEYS,
        "statusKeys": rules.STATUS_KEYS,
        "messageKeys": rules.MESSAGE_KEYS,
        "genericTypes": sorted(rules.GENERIC_TYPES),
        "builtIn": sorted(rules.BUILT_IN),
        "generic": sorted(rules.GENERIC),
        "clients": sorted(rules.CLIENTS),
        "weights": rules.WEIGHTS,
        "lettersWeight": rules.LETTERS_WEIGHT,
        "ownTypes": sorted(index.own_types),
        "sharedCodes": sorted(index.shared),
        "commands": follow_up.COMMANDS,
        "names": [_client(row) for row in client_errors.NAMES.values() if row.statuses],
        "classes": [_class(playbook, marks, pages) for playbook, marks in index.entries],
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def script(docs: Path) -> str:
    """Returns the script: its parts in alphabetical order, without comments, in one scope."""
    parts = [path.read_text(encoding="utf-8") for path in sorted((docs / SCRIPTS).glob("*.js"))]
    return _START + _HEAD + "".join(_COMMENT.sub("", part) for part in parts) + _TAIL


def _client(row: client_errors.ClientError) -> dict[str, Any]:
    return {"name": row.name, "statuses": row.statuses, "show": row.show, "means": row.describe()}


def _class(playbook: Playbook, marks: list[Mark], pages: Catalog) -> dict[str, Any]:
    found = {
        "slug": playbook.slug,
        "title": playbook.title,
        "summary": playbook.summary,
        "category": playbook.category,
        "retry": playbook.retry,
        "url": playbook.url if playbook.slug in pages.playbooks else None,
        "statuses": playbook.statuses,
        "codes": playbook.codes,
        "types": playbook.types,
        "exceptions": playbook.exceptions,
        "sameText": playbook.same_text,
        "evidence": len(playbook.evidence),
        "causes": [
            {"id": cause.id, "action": cause.action, **({"retry": cause.retry} if cause.retry else {})}
            for cause in playbook.causes
        ],
        "marks": [_mark(mark, playbook) for mark in marks],
    }
    return {key: value for key, value in found.items() if value not in ((), None, 0)}


def _mark(mark: Mark, playbook: Playbook) -> dict[str, Any]:
    """Returns what the script cannot derive from a signature's text. A mark of a message has no `kind`."""
    signature = mark.signature
    found: dict[str, Any] = {}
    if signature.expression is None:
        found["text"] = signature.text
    else:
        found |= {"expression": signature.expression, "needles": signature.needles, "letters": signature.letters}
    if mark.cause:
        found["cause"] = [cause.id for cause in playbook.causes].index(mark.cause)
    if mark.kind != "message":
        found["kind"] = mark.kind
    if mark.value != signature.text:
        found["value"] = mark.value
    if mark.own:
        found["own"] = 1
    if mark.shown_by:
        found["shownBy"] = sorted(mark.shown_by)
    return found
