"""The table of what published programs may use, read from the list that `verify` applies."""

from __future__ import annotations

from ...verify.lint import allowlist
from ...verify.lint.allowlist import Entry
from ..markup import inline, table, text

LANGUAGES = ("any", "python", "typescript", "curl")
_KINDS = {
    "argument": "Arguments of",
    "assigned": "Names of variables",
    "attribute": "Attributes",
    "base": "Base classes",
    "builtin": "Builtins",
    "command": "Command",
    "error": "Fields of an error to decide by",
    "host": "Host",
    "method": "Special methods",
    "module": "Module",
    "operator": "Operators",
    "option": "Arguments",
    "header": "Header of an answer",
    "pattern": "Patterns of `grep`",
    "value": "Keys of an error's body to decide by",
    "written": "Variables of `--write-out`",
    "variable": "Environment variable",
}


def allowed(language: str) -> str:
    """Returns the table of one language, or of what all share (`any`)."""
    rows = [_row(entry) for entry in allowlist.entries() if entry.language == language]
    return table(f"What a program may use: {language}", ("What", "Names", "Why"), rows)


def _row(entry: Entry) -> str:
    owner = f" <code>{text(entry.of)}</code>" if entry.of else ""
    names = " ".join(f"<code>{text(name)}</code>" for name in entry.names) or "–"
    return f"<td>{inline(_KINDS[entry.kind])}{owner}</td><td>{names}</td><td>{inline(entry.why)}</td>"
