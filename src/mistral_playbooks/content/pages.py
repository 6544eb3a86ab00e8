"""What a page shows beyond its record: the prose, and the change of each cause in each language.

A wheel carries one `pages/<slug>.json` per page, which is read only when it is printed. A checkout compiles it from
`docs/` and `snippets/`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from .records import CatalogError, Playbook

Language = Literal["python", "typescript", "curl"]
EXTENSION: Mapping[Language, str] = {"python": "py", "typescript": "ts", "curl": "sh"}
LABEL: Mapping[str, str] = {"python": "Python", "typescript": "TypeScript", "curl": "curl"}
_PACKAGE = Path(__file__).parents[1]
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_SHORTCODE = re.compile(r"<!-- (\w+) ?([\w.-]*(?: [\w.-]+)*) -->")


@dataclass(frozen=True, slots=True)
class Page:
    """The prose of a page in Markdown, and its changes by cause and language, as unified diffs.

    `<!-- cause ID -->` in the prose is the place of a cause's change.
    """

    prose: str
    changes: Mapping[str, Mapping[str, str]]

    def change(self, cause: str, language: str) -> str | None:
        """Returns the change of a cause in a language, or None if no program shows it."""
        return self.changes.get(cause, {}).get(language)

    def to_json(self) -> str:
        """Returns the form inside a wheel."""
        return json.dumps(asdict(self), ensure_ascii=False)


def load(playbook: Playbook) -> Page:
    """Returns the page of a playbook of this installation. Raises CatalogError if it has none."""
    try:
        if (compiled := _PACKAGE / "pages" / f"{playbook.slug}.json").is_file():
            return Page(**json.loads(compiled.read_text(encoding="utf-8")))
        return read(Path(__file__).resolve().parents[3], playbook)
    except OSError as error:
        raise CatalogError(f"{error.filename}: cannot be read: {error.strerror}.") from error


def read(root: Path, playbook: Playbook) -> Page:
    """Compiles a page of a checkout."""
    docs, snippets = root / "docs", root / "snippets"
    text = (docs / "playbooks" / f"{playbook.slug}.md").read_text(encoding="utf-8")

    def expanded(match: re.Match[str]) -> str:
        kind, name = match[1], match[2]
        if kind == "include":
            return (docs / "includes" / f"{name}.md").read_text(encoding="utf-8").strip()
        if kind == "program":
            places = [[snippets / folder / one for folder in (playbook.slug, "shared")] for one in name.split()]
            files = [next(path for path in either if path.is_file()) for either in places]
            return "\n\n".join(f"```\n{file.read_text(encoding='utf-8').strip()}\n```" for file in files)
        return match[0] if kind == "cause" else ""

    prose = _SHORTCODE.sub(expanded, _FRONT_MATTER.sub("", text)).strip()
    changes = {}
    for place, cause in enumerate(playbook.causes):
        suffixes = (f"-{cause.id}", "") if place == 0 else (f"-{cause.id}",)  # the first cause's files have no suffix
        found = {language: _change(snippets / playbook.slug, suffixes, EXTENSION[language]) for language in EXTENSION}
        if found := {language: change for language, change in found.items() if change}:
            changes[cause.id] = found
    return Page(prose, changes)


def _change(folder: Path, suffixes: tuple[str, ...], extension: str) -> str | None:
    """Returns the change in a language: that of its own SDK or of curl, else that of the only other client that has
    one."""
    from difflib import unified_diff

    for pattern in ("broken{}.{}", "broken{}.*.{}"):
        for suffix in suffixes:
            pairs = [
                (before, after)
                for before in folder.glob(pattern.format(suffix, extension))
                if (after := before.with_name(before.name.replace("broken", "fixed", 1))).is_file()
            ]
            if len(pairs) == 1:
                old, new = (path.read_text(encoding="utf-8").splitlines() for path in pairs[0])
                return "\n".join(list(unified_diff(old, new, lineterm="", n=1))[2:])
    return None
