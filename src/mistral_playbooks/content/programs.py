"""The published programs: files in `snippets/<slug>/`, named by role, cause and language."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from . import pep723, renames
from .catalog import Catalog
from .clients import ClientSpec, python_sdk, table
from .pages import EXTENSION
from .records import CatalogError, Playbook

LANGUAGES = {extension: language for language, extension in EXTENSION.items()}
SHARED = "shared"
"""The folder of programs that several pages show."""
_NAME = re.compile(
    r"(?P<role>broken|fixed|tell)(?:-(?P<cause>[a-z0-9-]+))?(?:\.(?P<client>[a-z0-9-]+))?\.(?P<ext>py|ts|sh)"
)
_INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u115f\u1160\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]"
)
"""Characters that are invisible or misleading: control characters, unusual spaces, direction marks."""


@dataclass(frozen=True)
class Program:
    """One published program."""

    slug: str
    cause: str
    """The id of the cause; files without a suffix belong to the playbook's first cause."""
    role: str
    language: str
    file: str
    """Path relative to the repository, with slashes."""
    text: str
    """What the copy button copies: the file without its last newline."""
    package: str = ""
    """The client's name in its registry; empty for the official SDK of the language."""
    majors: tuple[int, ...] = ()
    """Major versions of the Python SDK that its header supports, newest first. Empty for other clients."""
    reason: str | None = None
    """Why it cannot run on the other versions, as stated in its header."""
    renamed: bool = True
    """Whether modules are renamed to derive its text for older major versions."""
    allows: tuple[str, ...] = ()
    """What its page allows it to use besides the list for all programs."""
    hosts: tuple[str, ...] = ()
    """The hosts besides the API (as in `response.host`) that its page has an answer of."""
    works_on: tuple[int, ...] = ()
    """Major versions on which a broken program works, because its error occurs only on the others."""
    major: int | None = None
    """The major version that `text` is for, or None."""
    broken: str = ""
    """The digest of the broken program that a fix is compared with; empty for other roles."""

    @property
    def sdk(self) -> str:
        """The client's name in its registry."""
        return self.package or table().official[self.language].package

    @property
    def client(self) -> ClientSpec:
        """The client's entry in the table."""
        return table().get(self.language, self.sdk)

    @property
    def excluded_majors(self) -> list[int]:
        """Major versions of the Python SDK that its header excludes, oldest first."""
        return sorted(set(python_sdk().versions) - set(self.majors))

    def on(self, major: int) -> Program:
        """Returns the program for one major version of the Python SDK. Only module names differ.

        A program that the newest version cannot run is not renamed. It is written for the newest version that can.
        """
        newest = python_sdk().newest_major
        native = self.majors[0] if self.majors else newest
        if not self.renamed or native != newest:
            return replace(self, major=major)
        allows = tuple(renames.name_in(one, major) for one in self.allows)
        return replace(self, text=renames.derive(self.text, major), allows=allows, major=major)

    @property
    def name(self) -> str:
        """The file name, as in the front matter's `runs`."""
        return self.file.rsplit("/", 1)[-1]

    @cached_property
    def sha256(self) -> str:
        """Digest of the published text."""
        return digest(self.text)


def digest(text: str) -> str:
    """Returns the SHA-256 (hex) of a text as published, without its last newline."""
    return hashlib.sha256(text.removesuffix("\n").encode()).hexdigest()


def published(path: Path, file: str) -> str:
    """Returns a file's text as the copy button copies it.

    Raises CatalogError if a reader's copy would differ from the file (byte order mark, line ends, blank lines at the
    start or end), or if it contains misleading characters (tabs, unusual spaces, invisible characters).
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise CatalogError(f"{file}: cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise CatalogError(f"{file}: byte {error.start} is not UTF-8. Save the file as UTF-8.") from error
    if match := _INVISIBLE.search(text):
        line = text.count("\n", 0, match.start()) + 1
        what = {"\ufeff": "a byte order mark", "\r": "a carriage return (Windows line ends)", "\t": "a tab"}
        name = what.get(match[0]) or f"U+{ord(match[0]):04X}, which is invisible or looks like a space"
        raise CatalogError(f"{file}: line {line} contains {name}. Remove it. Indent programs with spaces.")
    if text != text.strip("\n") + "\n" * text.endswith("\n") or re.search(r" +(?:\n|$)", text):
        raise CatalogError(f"{file}: blank lines at the start or end, or spaces at the end of a line. Remove them.")
    return text.removesuffix("\n")


def find(root: Path, catalog: Catalog, slugs: Sequence[str] = ()) -> list[Program]:
    """Returns every program in `root`/snippets, or only those of `slugs`, in the order of the catalog.

    Raises CatalogError for a folder without a playbook, a file that is not a program, an unknown cause, a `runs` key
    without a file, and a fix without a broken program. All of these would be published unverified or not at all.
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
            found.append(read_program(path, playbook))
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
                    f"Known major versions: {', '.join(map(str, sorted(python_sdk().versions)))}."
                )
        for allowance in playbook.allows:
            if not any(allowance.program in playbook.run_keys(program) for program in names):
                raise CatalogError(
                    f"docs/playbooks/{playbook.slug}.md: key `allows`: no program in snippets/{playbook.slug}/ has "
                    f"`{allowance.program}` as its file name, cause or role. Correct it, or remove the entry."
                )
        for name in sorted(names):
            other = re.sub(r"^(fixed|broken)", lambda m: {"fixed": "broken", "broken": "fixed"}[m[1]], name)
            if other not in names:
                raise CatalogError(f"snippets/{playbook.slug}/{name}: the file {other} is missing. Add it.")
    texts = {(program.slug, program.name): program.sha256 for program in found}
    return [
        replace(one, broken=texts[one.slug, one.name.replace("fixed", "broken", 1)]) if one.role == "fixed" else one
        for one in found
    ]


def matrix(programs: Iterable[Program], majors: Sequence[int]) -> list[Program]:
    """Returns every program once, and those for the Python SDK once per supported version in `majors`."""
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
    """Returns the shared programs of a playbook: for the cause that their name ends with, if the page has it, else
    for its first cause."""
    found = []
    for name in playbook.shared:
        key = f"docs/playbooks/{playbook.slug}.md: key `shared`: `{name}`"
        if name in own:
            raise CatalogError(f"{key} is in snippets/{playbook.slug}/ too. Rename one.")
        if not (snippets / SHARED / name).is_file():
            raise CatalogError(f"{key}: there is no such file in snippets/{SHARED}/. Correct the name, or add it.")
        found.append(read_program(snippets / SHARED / name, playbook))
    return found


def read_program(path: Path, playbook: Playbook) -> Program:
    """Returns the program in a file. Raises CatalogError if its name or its text may not be published."""
    slug, causes = playbook.slug, {cause.id for cause in playbook.causes}
    file = f"snippets/{path.parent.name}/{path.name}"
    match = _NAME.fullmatch(path.name)
    shared = path.parent.name == SHARED
    if not match:
        raise CatalogError(
            f"{file}: not a program. Name it ROLE[-CAUSE][.CLIENT].EXTENSION. ROLE is broken, fixed or tell, and "
            "EXTENSION is py, ts or sh."
        )
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
            f"{file}: `{match['client']}` is not a client for {label}. Known: {known}. Add new "
            "clients to src/mistral_playbooks/content/clients.toml."
        )
    text = published(path, file)
    run = playbook.run_of(path.name)
    majors: tuple[int, ...] = ()
    reason = None
    if client.majors:
        majors, reason = pep723.supported_majors(text, file)
    return Program(
        slug=slug,
        cause=match["cause"] if match["cause"] in causes else playbook.causes[0].id,
        role=match["role"],
        language=language,
        file=file,
        text=text,
        package=client.package,
        majors=majors,
        reason=reason,
        renamed=run.renamed if run else True,
        works_on=run.works_on if run else (),
        allows=playbook.allowed_to(path.name),
        hosts=playbook.hosts,
    )
