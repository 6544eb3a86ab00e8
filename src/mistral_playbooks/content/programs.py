"""The published programs: files in `snippets/<slug>/`, named by role, cause and language."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from . import pep723, renames
from .catalog import Catalog
from .clients import EXTENSIONS, ClientSpec, python_sdk, table
from .records import CatalogError, Playbook

LANGUAGES = {extension: language for language, extension in EXTENSIONS.items()}
SHARED = "shared"
"""The folder of programs that several pages show."""
_NAME = re.compile(
    r"(?P<role>broken|fixed|tell)(?:-(?P<cause>[a-z0-9-]+))?(?:\.(?P<client>[a-z0-9-]+))?\.(?P<ext>py|ts|sh)"
)

_ODD = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u115f\u1160\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]"
)
"""What a reader cannot see for what it is: control characters, spaces that are none, marks of direction."""


@dataclass(frozen=True)
class Program:
    """One published program."""

    slug: str
    cause: str
    """The id of the cause; files without a suffix belong to the playbook's first cause."""
    role: str
    language: str
    file: str
    """Path from the repository's root, with slashes."""
    text: str
    """What the copy button gives: the file without its last newline."""
    package: str = ""
    """The client it uses, as its registry names it; empty: the SDK of its language."""
    majors: tuple[int, ...] = ()
    """Majors of the Python SDK that its header admits, newest first; of no meaning for other clients."""
    reason: str | None = None
    """Why it cannot run on the others, in the words of its header."""
    renamed: bool = True
    """Whether its text for an older major has that major's names of modules."""
    works_on: tuple[int, ...] = ()
    """Majors on which a broken program works, because its error is about the others."""
    major: int | None = None
    """The major that `text` is for, where it is for one."""

    @property
    def sdk(self) -> str:
        """The client it uses, as its registry names it."""
        return self.package or table().official[self.language].package

    @property
    def client(self) -> ClientSpec:
        """That client's entry in the table."""
        return table().get(self.language, self.sdk)

    @property
    def excluded_majors(self) -> list[int]:
        """Majors of the Python SDK that its header excludes, oldest first."""
        return sorted(set(python_sdk().versions) - set(self.majors))

    def on(self, major: int) -> Program:
        """This program for one major of the Python SDK: the same text but for the names of modules.

        A program that the newest major cannot run is written for the newest that can, and renamed for none.
        """
        newest = python_sdk().newest_major
        native = self.majors[0] if self.majors else newest
        text = renames.derive(self.text, major) if self.renamed and native == newest else self.text
        return replace(self, text=text, major=major)

    @property
    def name(self) -> str:
        """The file's own name, as the front matter's `runs` names it."""
        return self.file.rsplit("/", 1)[-1]

    @property
    def sha256(self) -> str:
        """Digest of the published text."""
        return digest(self.text)


def digest(text: str) -> str:
    """SHA-256 (hex) of a text as published: without its last newline."""
    return hashlib.sha256(text.removesuffix("\n").encode()).hexdigest()


def published(path: Path, file: str) -> str:
    """The text of a file as the copy button gives it: what everybody sees, and sees alike.

    CatalogError where a reader's copy would differ from the file (byte order mark, line ends, blank lines at its end),
    or where a character in it is not what it seems to be (tabs, other spaces, invisible and turning ones).
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise CatalogError(f"{file}: cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise CatalogError(f"{file}: byte {error.start} is not UTF-8. Save the file as UTF-8.") from error
    if match := _ODD.search(text):
        line = text.count("\n", 0, match.start()) + 1
        what = {"\ufeff": "a byte order mark", "\r": "a carriage return (Windows line ends)", "\t": "a tab"}
        name = what.get(match[0]) or f"U+{ord(match[0]):04X}, which looks like a space or like nothing"
        raise CatalogError(f"{file}: line {line} holds {name}. Remove it: a program is plain text, indented by spaces.")
    if text != text.strip("\n") + "\n" * text.endswith("\n") or re.search(r" +(?:\n|$)", text):
        raise CatalogError(f"{file}: there are blank lines at its ends, or spaces at the end of a line. Remove them.")
    return text.removesuffix("\n")


def find(root: Path, catalog: Catalog, slugs: Sequence[str] = ()) -> list[Program]:
    """Every program below `root`/snippets, in the order of the catalog; only those of `slugs` where some are given.

    Raises CatalogError for a folder without a playbook, a file that is no program, an unknown cause, a `runs`
    key without its file, and a fix without its broken program: each would be published unverified or not at all.
    """
    snippets = root / "snippets"
    found: list[Program] = []
    for folder in sorted(path for path in snippets.iterdir() if path.is_dir()) if snippets.is_dir() else []:
        if slugs or folder.name == "node_modules" or folder.name[0] in "._":
            continue
        if folder.name == SHARED:
            _check_shared(folder, catalog)
        elif folder.name not in catalog.playbooks:
            raise CatalogError(
                f"snippets/{folder.name}/: no playbook has this slug. Write docs/playbooks/{folder.name}.md, "
                "or remove the folder."
            )
    for playbook in catalog:
        if slugs and playbook.slug not in slugs:
            continue
        folder = snippets / playbook.slug
        files = sorted(folder.iterdir()) if folder.is_dir() else []
        for path in files:
            if path.is_dir() or path.name.startswith("."):
                continue
            found.append(_program(path, playbook))
        found += _shared(snippets, playbook, {path.name for path in files})
        names = {program.name for program in found if program.slug == playbook.slug}
        for name in playbook.runs:
            if not any(name in playbook.run_keys(program) for program in names):
                raise CatalogError(
                    f"docs/playbooks/{playbook.slug}.md: key `runs.{name}`: no program in snippets/{playbook.slug}/ "
                    "has this file name, cause or role. Remove the key, or add the program."
                )
            if unknown := set(playbook.runs[name].works_on) - set(python_sdk().versions):
                raise CatalogError(
                    f"docs/playbooks/{playbook.slug}.md: key `runs.{name}.works_on`: there is no SDK {min(unknown)}. "
                    f"Name majors: {', '.join(map(str, sorted(python_sdk().versions)))}."
                )
        for name in sorted(names):
            other = re.sub(r"^(fixed|broken)", lambda m: {"fixed": "broken", "broken": "fixed"}[m[1]], name)
            if other not in names:
                raise CatalogError(f"snippets/{playbook.slug}/{name}: there is no {other} beside it. Add it.")
    return found


def matrix(programs: Iterable[Program], majors: Sequence[int]) -> list[Program]:
    """Every program once, but those of the Python SDK once for each of these majors that it admits."""
    found: list[Program] = []
    for program in programs:
        if program.client.majors:
            found += [program.on(major) for major in majors if major in program.majors]
        else:
            found.append(program)
    return found


def _check_shared(folder: Path, catalog: Catalog) -> None:
    named = {name for playbook in catalog for name in playbook.shared}
    for path in sorted(folder.iterdir()):
        if path.name not in named and path.name[0] not in "._":
            raise CatalogError(f"snippets/{SHARED}/{path.name}: no playbook names it in `shared`. Do so, or remove it.")


def _shared(snippets: Path, playbook: Playbook, own: set[str]) -> list[Program]:
    """Returns the shared programs of a playbook: each is its own, with the first cause, but for its file."""
    found = []
    for name in playbook.shared:
        key = f"docs/playbooks/{playbook.slug}.md: key `shared`: `{name}`"
        if name in own:
            raise CatalogError(f"{key} is in snippets/{playbook.slug}/ too. Rename one.")
        if not (snippets / SHARED / name).is_file():
            raise CatalogError(f"{key}: there is no such file in snippets/{SHARED}/. Correct the name, or add it.")
        found.append(_program(snippets / SHARED / name, playbook))
    return found


def _program(path: Path, playbook: Playbook) -> Program:
    slug, causes = playbook.slug, {cause.id for cause in playbook.causes}
    file = f"snippets/{path.parent.name}/{path.name}"
    match = _NAME.fullmatch(path.name)
    shared = path.parent.name == SHARED
    if not match:
        raise CatalogError(f"{file}: not a program. Name it broken, fixed or tell, [-CAUSE], .py .ts or .sh.")
    if match["cause"] and match["cause"] not in causes and not shared:
        raise CatalogError(
            f"{file}: docs/playbooks/{slug}.md has no cause `{match['cause']}` (it has: {', '.join(sorted(causes))})."
        )
    language = LANGUAGES[match["ext"]]
    client = table().find(language, match["client"] or "")
    if client is None:
        known = ", ".join(one.suffix for one in table() if one.language == language and one.suffix) or "none"
        label = table().official[language].label
        raise CatalogError(
            f"{file}: `{match['client']}` is not a client for {label}. Known: {known}. A new one needs an entry in "
            "src/mistral_playbooks/content/clients.toml."
        )
    text = published(path, file)
    run = playbook.run_of(path.name)
    majors: tuple[int, ...] = ()
    reason = None
    if client.majors:
        majors, reason = pep723.supported_majors(text, file)
    return Program(
        slug=slug,
        cause=playbook.causes[0].id if shared else match["cause"] or playbook.causes[0].id,
        role=match["role"],
        language=language,
        file=file,
        text=text,
        package=client.package,
        majors=majors,
        reason=reason,
        renamed=run.renamed if run else True,
        works_on=run.works_on if run else (),
    )
