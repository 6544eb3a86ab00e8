"""The diagnosis in the page: its rules as JSON, and the script that applies them (`docs/assets/js/diagnosis/`).

What a match says besides its name, its summary and first step, is under the key `steps`: a third of the size, and not
needed to find it. The script works without that key.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ...content.catalog import Catalog, Cause, Playbook
from ...diagnosis import client_errors, expressions, follow_up, rules, unwritten
from ...diagnosis.index import Mark, prepared
from ...support.redact import MASK, SECRETS
from .assets import lighter

RULES = "assets/rules.json"
SCRIPTS = "assets/js/diagnosis"
"""The folder with the script's parts, in docs/."""
_START = "/* Made of docs/assets/js/diagnosis/*.js: comments and reasons are there. */\n"
_HEAD = "globalThis.diagnosis = (() => {\n'use strict'\n"
_TAIL = "return { diagnose, examine }\n})()\nif (typeof module === 'object') module.exports = globalThis.diagnosis\n"


def files(pages: Catalog, docs: Path) -> dict[str, str]:
    """Returns path in the site → content, of the rules and of the script."""
    return {RULES: to_json(pages), f"{SCRIPTS}.js": script(docs)}


def to_json(pages: Catalog) -> str:
    """Returns the rules for all classes: those with a page, and those that only the mock knows."""
    index = prepared(unwritten.extended(pages))
    found = {
        "version": 1,
        "expressions": expressions.EXPRESSIONS,
        "secrets": SECRETS,
        "mask": MASK,
        "word": expressions.WORD,
        "characters": rules.CHARACTERS,
        "entities": rules.ENTITIES,
        "letters": rules.LETTERS,
        "limit": rules.LIMIT,
        "condensed": rules.CONDENSED,
        "short": rules.SHORT,
        "reasons": rules.REASONS,
        "skippedKeys": rules.SKIPPED_KEYS,
        "statusKeys": rules.STATUS_KEYS,
        "messageKeys": rules.MESSAGE_KEYS,
        "genericTypes": sorted(rules.GENERIC_TYPES),
        "builtIn": sorted(rules.BUILT_IN),
        "generic": sorted(rules.GENERIC),
        "clients": sorted(rules.CLIENTS),
        "weights": rules.WEIGHTS,
        "ownTypes": sorted(index.own_types),
        "sharedCodes": sorted(index.shared),
        "commands": follow_up.COMMANDS,
        "names": [_client(row) for row in client_errors.NAMES.values() if row.statuses],
        "classes": [_class(playbook, marks, pages) for playbook, marks in index.entries],
        "steps": {one.slug: [one.summary, *(cause.action for cause in one.causes)] for one, _ in index.entries},
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def script(docs: Path) -> str:
    """Returns the script: its parts in alphabetical order, without comments, in one scope."""
    parts = [path.read_text(encoding="utf-8") for path in sorted((docs / SCRIPTS).glob("*.js"))]
    return _START + _HEAD + "".join(lighter(part) for part in parts) + _TAIL


def _client(row: client_errors.ClientError) -> dict[str, Any]:
    return {"name": row.name, "statuses": _ranges(row.statuses), "show": row.show, "means": row.describe()}


def _ranges(statuses: tuple[int, ...]) -> list[list[int]]:
    """Returns the first and last number of each run of consecutive numbers."""
    found: list[list[int]] = []
    for status in statuses:
        if found and status == found[-1][1] + 1:
            found[-1][1] = status
        else:
            found.append([status, status])
    return found


def _class(playbook: Playbook, marks: list[Mark], pages: Catalog) -> dict[str, Any]:
    found = {
        "slug": playbook.slug,
        "title": playbook.title,
        "category": playbook.category,
        "retry": playbook.retry,
        "page": playbook.slug in pages.playbooks,
        "statuses": playbook.statuses,
        "codes": playbook.codes,
        "types": playbook.types,
        "exceptions": playbook.exceptions,
        "sameText": playbook.same_text,
        "evidence": len(playbook.evidence),
        "causes": [_cause(cause, playbook.retry) for cause in playbook.causes],
        "marks": [_mark(mark, playbook) for mark in marks],
    }
    return {key: value for key, value in found.items() if value not in ((), 0)}


def _cause(cause: Cause, retry: str) -> str | list[Any]:
    """Returns a cause's id; a list if its verdict on retries is not that of the class, or if it is urgent."""
    if cause.urgent:
        return [cause.id, cause.retry or retry, 1]
    return cause.id if cause.retry in (None, retry) else [cause.id, cause.retry]


def _mark(mark: Mark, playbook: Playbook) -> str | list[Any]:
    """Returns a signature's text, if the script can derive everything else from it.

    Else a list: the text or `/expression/`; its cause's place; its kind, if it is no message; its value, if it is not
    the text; 1 if these are the API's own words; and the classes that show it, too. Zeros stand for what is missing,
    and are left out at the end.
    """
    signature = mark.signature
    text = signature.text if signature.expression is None else f"/{signature.expression}/"
    cause = [one.id for one in playbook.causes].index(mark.cause) + 1 if mark.cause else 0
    kind = mark.kind if mark.kind != "message" else 0
    value = mark.value if mark.value != signature.text else 0
    found: list[Any] = [text, cause, kind, value, int(mark.own), sorted(mark.shown_by) or 0]
    while found[-1] == 0:
        found.pop()
    return found if len(found) > 1 else text
