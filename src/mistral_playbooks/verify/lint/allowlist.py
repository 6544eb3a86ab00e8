"""The list of what a published program may use, read from allowed.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from .tree.source import UNKNOWN

FILE = Path(__file__).with_name("allowed.toml")


@dataclass(frozen=True)
class Entry:
    """One family of things that programs may use."""

    language: str
    """`any` for all languages."""
    kind: str
    """`module`, `builtin`, `argument`, `command` …"""
    of: str
    """The module, call or command that `names` belong to, or a pattern; empty if there is none."""
    names: tuple[str, ...]
    why: str


@cache
def entries() -> tuple[Entry, ...]:
    """Returns the whole list, in the order of its file."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Entry(language, kind, one.get("of", ""), tuple(one.get("names", ())), one["why"])
        for language, kinds in read.items()
        for kind, rows in kinds.items()
        for one in rows
    )


def names(language: str, kind: str, of: str = "") -> tuple[str, ...] | None:
    """Returns the allowed names of one owner, with patterns; None if the owner itself is not on the list.

    An entry that names the owner takes precedence over a pattern.
    """
    found = [one for one in entries() if one.language in (language, "any") and one.kind == kind]
    exact = [one for one in found if one.of == of] or [one for one in found if fnmatchcase(of, one.of)]
    return tuple(name for one in exact for name in one.names) if exact else None


def matches(name: str, patterns: Collection[str] | None) -> bool:
    """Whether a name is one of these patterns, and none of those after a `!`."""
    excluded = any(pattern[0] == "!" and fnmatchcase(name, pattern[1:]) for pattern in patterns or ())
    return not excluded and any(pattern[0] != "!" and fnmatchcase(name, pattern) for pattern in patterns or ())


def is_header(name: str) -> bool:
    """Whether a program may read a header of this name."""
    return matches(name.lower(), names("any", "header"))


@dataclass(frozen=True)
class Use:
    """Something in a program that is not on the list."""

    line: int
    what: str
    """As a page's `allows` would name it: `socket`, `os.kill`, `$HTTPS_PROXY`, `curl --insecure`."""
    instead: str = ""
    """The next action, if there is a better one than to do without it."""


def is_played(use: Use, hosts: Collection[str]) -> bool:
    """Whether a program uses the address of one of these hosts, which the mock plays for its page."""
    address = re.search(r"\bhttps://([a-z0-9.-]+)(?:/\S*)?$", use.what)
    return address is not None and any(fnmatchcase(address[1], one) for one in hosts)


def refused(uses: Iterator[Use], file: str, page: str, exceptions: Collection[str]) -> Iterator[tuple[int, str]]:
    """Yields the line and the message of each use that the page does not allow. `exceptions` are its `allows`.

    What belongs to a refused module is not named again. An exception that no use needs is reported, too, in line 1.
    """
    needed: set[str] = set()
    named: set[str] = set()
    for use in uses:
        what = use.what.replace(UNKNOWN, "…")
        excused = [one for one in exceptions if what == one or what.startswith((f"{one}.", f"{one}("))]
        needed.update(excused)
        if not excused and not any(what.startswith(f"{one}.") for one in named):
            named.add(what)
            name = file.rsplit("/", 1)[-1]
            instead = use.instead or "Do without it"
            yield (
                use.line,
                f"uses `{what}`, which is not on the list of what programs may use. {instead}, or name it "
                f"in docs/playbooks/{page}.md: `allows: [{{program: {name}, what: '{what}', reason: …}}]`",
            )
    for one in sorted(set(exceptions) - needed):
        yield 1, f"does not use `{one}`, which docs/playbooks/{page}.md allows. Remove it from `allows`"
