"""The diagnosis in the page: its rules as JSON, and the script that applies them (`docs/assets/js/diagnosis/`).

What a match says besides its name, its title, summary and first step, is under the key `steps`: a third of the size,
and not needed to find it. The script works without that key. It needs `words`, what people call a class, which the box
has in the entries that it searches.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rjsmin import jsmin

from ...content.catalog import Catalog, Cause, Playbook
from ...diagnosis import client_errors, expressions, follow_up, rules
from ...diagnosis.index import Index, Mark, prepared
from ...diagnosis.nearest import own_words
from ...support.redact import MASK, SECRETS

RULES = "assets/rules.json"
SCRIPTS = "assets/js/diagnosis"
"""The folder with the script's parts, in docs/."""
FIELDS = (
    "slug", "category", "retry", "evidence", "statuses", "codes", "types", "exceptions", "sameText", "causes",
    "marks",
)  # fmt: skip
"""The columns of `classes`. By column, the rules are compressed better than by row."""
_START = "/* Made of docs/assets/js/diagnosis/*.js */\n"
_HEAD = "globalThis.diagnosis = (() => {\n'use strict'\n"
_TAIL = """return { diagnose, examine, classes }
})()
if (typeof module === 'object') module.exports = globalThis.diagnosis
"""


def files(pages: Catalog, docs: Path) -> dict[str, str]:
    """Returns path in the site → content, of the rules and of the script."""
    return {RULES: to_json(pages), f"{SCRIPTS}.js": script(docs)}


def to_json(pages: Catalog, steps: bool = True) -> str:
    """Returns the rules for all classes.

    Without `steps`, they name what they find, and say no more: that is less to load before the first answer. They lack
    `words`, too.
    """
    index = prepared(pages)
    found: dict[str, Any] = {
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
        "clients": sorted(rules.CLIENTS),
        "weights": rules.WEIGHTS,
        "elsewhere": rules.ELSEWHERE,
        "integration": rules.INTEGRATION,
        "ownTypes": sorted(index.own_types),
        "sharedCodes": sorted(index.shared),
        "commands": follow_up.COMMANDS,
        "names": _clients(row for row in client_errors.NAMES.values() if row.statuses),
        "classes": dict(
            zip(FIELDS, zip(*(_class(*entry, index) for entry in index.entries), strict=True), strict=True)
        ),
    }
    if steps:
        found["steps"] = {one.slug: _said(one) for one, _ in index.entries}
        found["words"] = {one.slug: own_words(one) for one, _ in index.entries}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def script(docs: Path) -> str:
    """Returns the script: its parts in alphabetical order, without comments and white space, in one scope."""
    parts = [path.read_text(encoding="utf-8") for path in sorted((docs / SCRIPTS).glob("*.js"))]
    return _START + str(jsmin("".join((_HEAD, *parts, _TAIL)))) + "\n"


def _said(playbook: Playbook) -> list[str]:
    return [playbook.title, playbook.summary, *(cause.action for cause in playbook.causes)]


def _clients(rows: Iterable[client_errors.ClientError]) -> list[dict[str, Any]]:
    """Returns the names that say the same, with what they say: `means` follows the name."""
    found: dict[tuple[Any, ...], list[str]] = {}
    for row in rows:
        found.setdefault((row.statuses, row.show, row.describe().removeprefix(row.name)), []).append(row.name)
    return [
        {"names": names, "statuses": _ranges(statuses), "show": show, "means": means}
        for (statuses, show, means), names in found.items()
    ]


def _ranges(statuses: tuple[int, ...]) -> list[list[int]]:
    """Returns the first and last number of each run of consecutive numbers."""
    found: list[list[int]] = []
    for status in statuses:
        if found and status == found[-1][1] + 1:
            found[-1][1] = status
        else:
            found.append([status, status])
    return found


def _class(playbook: Playbook, marks: list[Mark], index: Index) -> list[Any]:
    """Returns the values of `FIELDS`."""
    return [
        playbook.slug,
        playbook.category,
        playbook.retry,
        len(playbook.evidence),
        playbook.statuses,
        playbook.codes,
        playbook.types,
        index.raised[playbook.slug],
        playbook.same_text,
        [_cause(cause, playbook.retry) for cause in playbook.causes],
        _marks(marks, playbook),
    ]


def _cause(cause: Cause, retry: str) -> str | list[Any]:
    """Returns a cause's id; a list if its verdict on retries is not that of the class, or if it is urgent."""
    if cause.urgent:
        return [cause.id, cause.retry or retry, 1]
    return cause.id if cause.retry in (None, retry) else [cause.id, cause.retry]


def _marks(marks: list[Mark], playbook: Playbook) -> list[Any]:
    """Returns the rows of a class's signatures. Before those of a cause stands its place, from 1; 0 is the class."""
    causes = [one.id for one in playbook.causes]
    rows: list[Any] = []
    before = 0
    for mark in marks:
        cause = causes.index(mark.cause) + 1 if mark.cause else 0
        if cause != before:
            rows.append(before := cause)
        rows.append(_mark(mark))
    return rows


def _mark(mark: Mark) -> str | list[Any]:
    """Returns a signature's text, if the script can derive everything else from it; after a `~` if it is general, as
    many are.

    Else a list: the text or `/expression/`; its kind, if it is no message; its value, if it is not the text; 1 if these
    are the API's own words; and the classes that show it, too. Zeros stand for what is missing, and are left out at the
    end.
    """
    signature = mark.signature
    text = signature.text if signature.expression is None else f"/{signature.expression}/"
    kind = mark.kind if mark.kind != "message" else 0
    value = mark.value if mark.value != signature.text else 0
    found: list[Any] = [text, kind, value, int(mark.own), sorted(mark.shown_by) or 0]
    while found[-1] == 0:
        found.pop()
    if found[1:] == ["general"]:
        return f"~{text}"
    return found if len(found) > 1 or text[0] == "~" else text
