"""Writes a playbook's page as Markdown, from front matter, prose, programs and results.

The author writes the front matter and the prose. This module adds everything else on the page, in a fixed order. It
does not need the site generator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from ..content.catalog import Catalog, CatalogError, Cause, Playbook
from ..content.clients import python_sdk
from ..content.programs import Program
from ..verify.results import Result
from . import components, editions, sections, shortcodes
from .card import card, output
from .markup import fence, heading, inline, plain
from .proof import Results
from .reference.table import Place
from .shortcodes import ShortcodeError
from .status import view as status
from .status.built import Built
from .tables import clients

UP = "../../"
"""The path from a playbook's page to the site's root."""


_NOT_RUN = '<p class="pb-unproven">No output: there is no passing run of exactly these programs.</p>'


@dataclass(frozen=True)
class Site:
    """The data of all pages."""

    catalog: Catalog
    programs: tuple[Program, ...]
    results: Results
    mutations: Sequence[Mapping[str, str]] = ()
    includes: Mapping[str, str] = field(default_factory=dict)
    """Name to the wording that several pages share."""
    status: Built | None = None
    """What is known about the API's status; None where no page shows it."""
    places: Mapping[str, Sequence[Place]] = field(default_factory=dict)
    """Slug to the rows of the reference that are about this class."""

    @cached_property
    def failures(self) -> list[Result]:
        """The passing runs of all texts of broken programs."""
        texts = editions.all_editions(program for program in self.programs if program.role == "broken")
        return [row for text in texts for row in self.results.of(text) if row.major not in text.works_on]

    def of(self, slug: str, cause: str | None = None) -> list[Program]:
        """Returns the programs of a playbook, or of one of its causes."""
        return [p for p in self.programs if p.slug == slug and cause in (None, p.cause)]


def read_includes(docs: Path) -> dict[str, str]:
    """Returns the texts in docs/includes by name. Raises CatalogError for one that is not UTF-8."""
    try:
        return {path.stem: path.read_text(encoding="utf-8") for path in sorted((docs / "includes").glob("*.md"))}
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError(f"docs/includes: a file cannot be read as UTF-8: {error}.") from error


def meta(playbook: Playbook) -> dict[str, object]:
    """Returns the metadata for the theme: the description, the codes for the window's title, and the slug."""
    return {
        "description": plain(playbook.summary),
        "seen_as": components.title(playbook),
        "slug": playbook.slug,
    }


def playbook(site: Site, slug: str, body: str, first_line: int = 1) -> str:
    """Returns the Markdown of a page from the body of `docs/playbooks/<slug>.md`, which starts in line `first_line`.

    Raises CatalogError for an unknown or wrong shortcode, a cause with programs that is not on the page, and a
    program that would appear nowhere.
    """
    return _Page(site, site.catalog.playbooks[slug]).markdown(body, first_line)


def with_anchors(playbook: Playbook, html: str) -> str:
    """Returns a built page on which the former anchors of each cause lead to its element.

    Raises CatalogError unless exactly one element has the id of each cause, and none a former one.
    """
    ids = re.findall(r'\sid="([^"]+)"', html)
    for cause in playbook.causes:
        for problem in anchor_problems(playbook, cause, ids):
            raise CatalogError(problem)
        if taken := set(cause.former) & set(ids):
            raise CatalogError(
                f"docs/playbooks/{playbook.slug}.md: key `former` of `{cause.id}`: the page has the anchor "
                f"`{sorted(taken)[0]}` again. Remove it from `former`."
            )
        if cause.former:
            old = "".join(f'<span id="{id}" data-now="{cause.id}"></span>' for id in cause.former)
            html = re.sub(rf'<[^>]*\sid="{cause.id}"[^>]*>', rf"\g<0>{old}", html, count=1)
    return html


def anchor_problems(playbook: Playbook, cause: Cause, ids: Sequence[str]) -> Iterator[str]:
    """Yields a problem unless the id of a cause occurs once in the ids of its page."""
    if (count := ids.count(cause.id)) == 1:
        return
    problem = "nothing on the page has" if not count else f"{count} elements have"
    missing = f"Write a heading `## … {{#{cause.id}}}` above the fix"
    action = missing if not count else "Rename the cause, or the heading"
    yield f"docs/playbooks/{playbook.slug}.md: {problem} the id `{cause.id}` of a cause. {action}."


class _Page:
    def __init__(self, site: Site, playbook: Playbook) -> None:
        self.site, self.playbook, self.results = site, playbook, site.results
        self.file = f"docs/playbooks/{playbook.slug}.md"
        self.programs = site.of(playbook.slug)
        self.places = site.places.get(playbook.slug, ())
        self.placed: set[str] = set()

    def markdown(self, body: str, first_line: int) -> str:
        default = self.playbook.causes[0]
        handlers = {
            "cause": self.cause,
            "program": self.program,
            "clients": self.clients,
            "include": partial(shortcodes.include, self.site.includes),
        }
        parts = [
            *self.first_screen(default),
            shortcodes.expand(body, handlers, self.file, first_line),
            *self.prints(default),
            *self.reproduce(default),
            *sections.regression_test_section(
                self.playbook, self.of_roles(default, "broken", "fixed"), self.results, UP
            ),
            *sections.look_alikes(self.playbook, self.site.catalog, UP),
            *sections.in_reference(self.places, UP),
            *sections.evidence(self.playbook, UP),
        ]
        self.check_placed()
        return "\n\n".join(part for part in parts if part) + "\n"

    # The first screen

    def first_screen(self, default: Cause) -> list[str]:
        record = self.playbook
        return [
            f"# {heading(record.title)}",
            components.strip(record, self.programs, self.results, UP, self.places),
            f'<p class="pb-summary">{inline(record.summary)}</p>',
            # Where waiting can help, the reader wants to know whether others wait, too.
            status.LINE if record.retry in status.WAITS else "",
            components.which(record, UP),
            self.change(default, anchor=True),
        ]

    # Programs

    def change(self, cause: Cause, anchor: bool = False) -> str:
        programs = self.of_roles(cause, "broken", "fixed")
        self.placed.update(program.file for program in programs)
        return components.change(self.playbook, cause, programs, self.results, UP, anchor)

    def of_roles(self, cause: Cause, *roles: str) -> list[Program]:
        return [p for p in self.site.of(self.playbook.slug, cause.id) if p.role in roles]

    # Shortcodes

    def cause(self, arguments: tuple[str, ...]) -> str:
        """`<!-- cause ID -->`: what to do about a cause, and the card of its programs."""
        ids = [cause.id for cause in self.playbook.causes]
        if len(arguments) != 1 or arguments[0] not in ids[1:]:
            others = ", ".join(ids[1:]) or "none: this playbook has one cause"
            raise ShortcodeError(
                f"name one cause other than the default, which is on the page already ({others}). "
                f"Correct the id, or add the cause to the front matter."
            )
        return self.change(self.playbook.cause(arguments[0]))

    def program(self, arguments: tuple[str, ...]) -> str:
        """`<!-- program FILE … -->`: programs of this folder with their output, in tabs if there are several."""
        programs = self.named(arguments)
        sides = [(program.language, program.sdk, program.role == "broken") for program in programs]
        if len(set(sides)) < len(sides):
            raise ShortcodeError("names two programs of one client. Write a shortcode for each.")
        self.placed.update(program.file for program in programs)
        key = "-".join(re.sub(r"\W", "-", name) for name in arguments)
        return card.card(key, programs, self.playbook, self.results, UP)

    def clients(self, arguments: tuple[str, ...]) -> str:
        """`<!-- clients [CAUSE] -->`: what each client prints for a cause, in a table."""
        ids = [cause.id for cause in self.playbook.causes]
        if len(arguments) > 1 or any(id not in ids for id in arguments):
            raise ShortcodeError(f"name a cause, or nothing for the first one: {', '.join(ids)}.")
        cause = self.playbook.cause(arguments[0] if arguments else None)
        shown = clients.table_of(self.of_roles(cause, "broken"), self.results, UP)
        if not shown:
            raise ShortcodeError(
                f"no program of `{cause.id}` has a result. Run `mistral-playbooks verify {self.playbook.slug}`."
            )
        return shown

    def named(self, names: tuple[str, ...]) -> list[Program]:
        by_name = {program.name: program for program in self.programs}
        for name in names or ("",):
            if name not in by_name:
                raise ShortcodeError(
                    f"there is no snippets/{self.playbook.slug}/{name}. Name one of: {', '.join(by_name) or 'none'}."
                )
        return [by_name[name] for name in names]

    def check_placed(self) -> None:
        """Raises CatalogError for the first program that is not on the page."""
        for program in self.programs:
            if program.file in self.placed:
                continue
            if program.role == "tell" or program.cause == self.playbook.causes[0].id:
                action = f"Write `<!-- program {program.name} -->` where the reader needs it"
            else:
                action = f"Write `<!-- cause {program.cause} -->` under a heading `## … {{#{program.cause}}}`"
            raise CatalogError(f"{self.file}: {program.file} appears nowhere on the page. {action}, or remove it.")

    # What follows the prose

    def prints(self, default: Cause) -> list[str]:
        if not self.of_roles(default, "broken", "fixed"):
            return []
        table = clients.table_of(self.of_roles(default, "broken"), self.results, UP)
        return ["## What each client prints {#prints}", table or _NOT_RUN]

    def reproduce(self, default: Cause) -> list[str]:
        """The command for the first program. *Output* has those of the other programs."""
        newest = python_sdk().newest_major
        programs = editions.all_editions(self.of_roles(default, "broken"))
        found = [program for program in programs if newest not in program.works_on]
        if not found:
            return []
        command = output.command(found[0], self.playbook, self.results)
        return [
            "## Reproduce it {#reproduce}",
            "In a checkout of this project, without a key. *Output* above has the command for each program.",
            fence("sh", command, data_role="command"),
        ]
