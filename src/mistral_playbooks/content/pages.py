"""What a page shows beyond its record: the prose, and the change of each cause for each client.

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
_BESIDE = {"python": "python.httpx", "typescript.openai": "typescript.browser"}
"""Changes whose name is that of what the SDK runs with, instead of the SDK's."""
_PACKAGE = Path(__file__).parents[1]
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_NAME = re.compile(r"broken(?:-([a-z0-9-]+))?(?:\.([a-z0-9-]+))?\.(py|ts|sh)")
_NO_JSON = re.compile(r"""^[+-](?![+-]{2} | +["{}\[\]])""", re.MULTILINE)
"""A changed line of a command that is not one of a JSON body, and no file's name."""
_SHORTCODE = re.compile(r"<!-- (\w+) ?([\w.-]*(?: [\w.-]+)*) -->")


@dataclass(frozen=True, slots=True)
class Page:
    """The prose of a page in Markdown, and its changes by cause and client, as unified diffs.

    `<!-- cause ID -->` in the prose is the place of a cause's change. Changes have keys such as `python` for the SDK of
    the language, or curl; `python.openai` for another client; and `python 1` for an older major version of the SDK, if
    the change differs there. It is empty if it makes no sense there.
    """

    prose: str
    changes: Mapping[str, Mapping[str, str]]

    def change(self, cause: str, language: str, client: str | None = None, major: int | None = None) -> str | None:
        """Returns the change of a cause for a client, or None if no program shows it.

        A client has the suffix of its programs, the language's own SDK "". For None it is the own SDK, else the only
        other client that has a change. `major` is the version of the Python SDK, None for the newest.
        """
        known = self.changes.get(cause, {})
        key = f"{language}.{client}" if client else language
        if key not in known and client is None:
            others = [other for other in known if other.startswith(f"{language}.")]
            key = others[0] if len(others) == 1 else key
        elif key not in known:
            key = _BESIDE.get(key, key)
        return known.get(f"{key} {major}", known.get(key)) or None

    def borrowed(self, cause: str) -> str | None:
        """Returns curl's change of a cause for a reader of another client, who can follow one of the body alone.

        Any other is returned only where no other program shows the cause, as with a command that installs something.
        """
        change = self.change(cause, "curl") or ""
        alone = all(key.startswith("curl") for key in self.changes.get(cause, {}))
        return change if change and (alone or not _NO_JSON.search(change)) else None

    def to_json(self) -> str:
        """Returns the form inside a wheel."""
        return json.dumps(asdict(self), ensure_ascii=False)


def load(playbook: Playbook, *, older: bool = False) -> Page:
    """Returns the page of a playbook of this installation, with the changes for older major versions if `older`.

    Raises CatalogError if it has none.
    """
    try:
        if (compiled := _PACKAGE / "pages" / f"{playbook.slug}.json").is_file():
            return Page(**json.loads(compiled.read_text(encoding="utf-8")))
        return read(Path(__file__).resolve().parents[3], playbook, older=older)
    except OSError as error:
        raise CatalogError(f"{error.filename}: cannot be read: {error.strerror}.") from error


def read(root: Path, playbook: Playbook, *, older: bool = False) -> Page:
    """Compiles a page of a checkout, with the changes for older major versions if `older`."""
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
    changes: dict[str, dict[str, str]] = {}
    for before in sorted((snippets / playbook.slug).glob("broken*")):
        after = before.with_name(before.name.replace("broken", "fixed", 1))
        if (name := _NAME.fullmatch(before.name)) and after.is_file():
            cause, client, extension = name.groups()
            language = next(language for language in EXTENSION if EXTENSION[language] == extension)
            key = f"{language}.{client}" if client else language
            of_cause = changes.setdefault(cause or playbook.causes[0].id, {})
            old, new = (path.read_text(encoding="utf-8") for path in (before, after))
            of_cause[key] = _diff(before.name, after.name, old, new)
            if key == "python" and "mistralai" not in new:  # a program that sends its requests itself
                of_cause["python.httpx"] = of_cause[key]
            if older and key == "python":
                of_cause |= _older(before, after, playbook, of_cause[key])
    return Page(prose, changes)


def _older(before: Path, after: Path, playbook: Playbook, newest: str) -> dict[str, str]:
    """Returns the change for each older major version of the Python SDK, unless it is that of the newest."""
    from .clients import python_sdk  # here, because they need a validator
    from .programs import read_program

    broken, fixed = (read_program(path, playbook) for path in (before, after))
    found = {}
    for major in python_sdk().versions:
        here = major in broken.majors and major in fixed.majors and major not in broken.works_on
        texts = broken.on(major).text, fixed.on(major).text
        change = _diff(before.name, after.name, *texts) if here else ""
        if change != newest:
            found[f"python {major}"] = change
    return found


def _diff(before: str, after: str, old: str, new: str) -> str:
    """Returns the change as a unified diff. Its file names show the language and the client."""
    from difflib import unified_diff

    return "\n".join(unified_diff(old.splitlines(), new.splitlines(), before, after, lineterm="", n=1))
