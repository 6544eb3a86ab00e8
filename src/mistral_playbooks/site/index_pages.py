"""The pages about all playbooks: index, navigation, and the shortcodes of all other pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

from ..content.catalog import Catalog, Playbook
from . import components, home, proof, run_pages, shortcodes
from .addresses.keys import ErrorClass, classes
from .card import card
from .markup import text
from .playbook_page import Site
from .reference import client as client_parts
from .reference.registry import TABLES
from .reference.table import Table
from .shortcodes import Handler, ShortcodeError
from .status import view
from .tables import allowed as allowlist_table
from .tables import front_matter
from .tables import mock as mock_tables

INDEX = "playbooks/index.md"
"""The generated page with all classes."""

MUTATIONS = "tests/mutations/mutations.json"
"""The mistakes that a test makes on purpose: for each its `id`, what it is, the check that must catch it, and a part of
what this check says."""

CATEGORIES = {
    "account": "Authentication and account",
    "models": "Models",
    "requests": "Requests",
    "streaming": "Streaming",
    "limits": "Rate limits and quota",
    "tools": "Tools and structured output",
    "documents": "Documents, audio, agents",
    "server": "Server and network",
    "sdk": "SDKs and frameworks",
}


def grouped(catalog: Catalog) -> dict[str, list[Playbook]]:
    """Returns category → playbooks, for the categories that have any, in order, what was reported most first."""
    groups = {label: [p for p in catalog if p.category == key] for key, label in CATEGORIES.items()}
    return {label: sorted(playbooks, key=_reports) for label, playbooks in groups.items() if playbooks}


def _reports(playbook: Playbook) -> int:
    return -sum(one.kind == "reported" for one in playbook.evidence)


def every(catalog: Catalog) -> dict[str, list[ErrorClass]]:
    """Returns category → its classes, for the categories that have any, in order, what was reported most first."""
    found = classes(catalog)
    return {label: [found[one.slug] for one in group] for label, group in grouped(catalog).items()}


def navigation(nav: list[Any], catalog: Catalog, labs: Sequence[str] = ()) -> list[Any]:
    """Returns mkdocs.yml's `nav` with two entries replaced.

    `playbooks/` becomes the index and one section for each category; `labs/` the files of the labs, if there are any.
    """
    out: list[Any] = []
    for entry in nav:
        if isinstance(entry, dict) and list(entry.values()) == ["labs/"]:
            out += [{next(iter(entry)): list(labs)}] if labs else []
        elif isinstance(entry, dict) and list(entry.values()) == ["playbooks/"]:
            out.append({next(iter(entry)): INDEX})
            for label, playbooks in grouped(catalog).items():
                out.append({label: [f"playbooks/{playbook.slug}.md" for playbook in playbooks]})
        else:
            out.append(entry)
    return out


def index(site: Site) -> str:
    """Returns the Markdown of the page with all classes."""
    parts = [
        "---\ntitle: All playbooks\ndescription: All error classes of the Mistral API that have a playbook.\n"
        "search:\n  exclude: true\n---",
        "# All playbooks",
    ]
    for label, playbooks in grouped(site.catalog).items():
        parts += [f"## {label}", components.classes(playbooks, "../", summaries=True)]
    return "\n\n".join(parts) + "\n"


def page(site: Site, markdown: str, file: str, up: str, first_line: int = 1, tables: list[Table] | None = None) -> str:
    """Replaces the shortcodes of a page that is not a playbook. `up` is the path from the page to the site's root.

    The reference tables that the page shows are added to `tables`.
    """

    def start(arguments: tuple[str, ...]) -> str:
        if len(arguments) != 1:
            raise ShortcodeError("write `start` and the slug of the playbook whose change stands beside the box.")
        return home.start(site, site.catalog.playbooks.get(arguments[0]), up)

    def show(arguments: tuple[str, ...]) -> str:
        if len(arguments) != 2 or arguments[0] not in ("strip", "which", "change"):
            raise ShortcodeError("write `show`, one of strip, which, change, and the slug of a playbook.")
        component, slug = arguments
        if slug not in site.catalog.playbooks:
            raise ShortcodeError(f"there is no playbook `{slug}`. Name one of: {', '.join(site.catalog.playbooks)}.")
        return example(site, component, site.catalog.playbooks[slug], up)

    def program(arguments: tuple[str, ...]) -> str:
        slug, *names = arguments or ("",)
        found = {one.name: one for one in site.of(slug)}
        if not names or not found.keys() >= {*names}:
            raise ShortcodeError("write `program`, the slug of a playbook, and names of its programs.")
        key = "-".join(re.sub(r"\W", "-", name) for name in arguments)
        return card.card(key, [found[name] for name in names], site.catalog.playbooks[slug], site.results, up)

    def planted() -> str:
        if not site.mutations:
            raise ShortcodeError(f"{MUTATIONS} is not there. Restore it from the repository.")
        return run_pages.mutations(site.mutations)

    def see(arguments: tuple[str, ...]) -> str:
        if not arguments:
            raise ShortcodeError("write `see` and slugs of error classes, those that explain a failure first.")
        known, above = classes(site.catalog), "../" * (file.count("/") - 1)

        def link(slug: str) -> str:
            if slug in known:
                return f'<a href="{up}{known[slug].url}">{text(known[slug].playbook.title)}</a>'
            # Any other page's link to a missing playbook stays as it is, too; a test of the built site names it.
            return f"[{slug}]({above}playbooks/{slug}.md)"

        return f"If it fails: {' · '.join(map(link, arguments))}"

    def client(arguments: tuple[str, ...]) -> str:
        return client_parts.part(site, arguments, up, tables)

    def status(arguments: tuple[str, ...]) -> str:
        if site.status is None or len(arguments) != 1 or arguments[0] not in (*view.PARTS, "line", "files", "probe"):
            raise ShortcodeError(f"write `status` and one of: {', '.join(view.PARTS)}, line, files, probe.")
        match arguments[0]:
            case "line":
                return view.LINE
            case "files":
                return view.files(site.status, up)
            case "probe":
                return view.probe(site.status)
        return view.part(site.status, arguments[0])

    def reference(name: str) -> str:
        table = TABLES[name](site, up)
        if tables is not None:
            tables.append(table)
        return table.html()

    handlers = {
        "lead": _alone(lambda: home.lead(site, up)),
        "start": start,
        "classes": _alone(lambda: home.table(every(site.catalog), site.programs, site.results, up)),
        "numbers": _alone(lambda: proof.numbers(site.programs, site.results, up)),
        "runs": _alone(lambda: run_pages.table(site.programs, site.results, site.catalog, up)),
        "exemptions": _alone(lambda: run_pages.exemptions(site.programs)),
        "planted": _alone(planted),
        "routes": _alone(mock_tables.endpoints),
        "faults": _alone(lambda: mock_tables.faults(site.catalog, up)),
        "limits": _alone(mock_tables.limits),
        "keys": _one_of(front_matter.MODELS, front_matter.keys),
        "allowed": _one_of(allowlist_table.LANGUAGES, allowlist_table.allowed),
        "show": show,
        "program": program,
        "see": see,
        "status": status,
        "reference": _one_of(TABLES, reference),
        "client": client,
        "include": partial(shortcodes.include, site.includes),
    }
    return shortcodes.expand(markdown, handlers, file, first_line)


def _alone(make: Callable[[], str]) -> Handler:
    """Returns the handler of a shortcode without arguments."""

    def handler(arguments: tuple[str, ...]) -> str:
        if arguments:
            raise ShortcodeError("takes no arguments. Remove them.")
        return make()

    return handler


def _one_of(names: Collection[str], make: Callable[[str], str]) -> Handler:
    """Returns the handler of a shortcode whose one argument is one of these names."""

    def handler(arguments: tuple[str, ...]) -> str:
        if len(arguments) != 1 or arguments[0] not in names:
            raise ShortcodeError(f"name one of: {', '.join(names)}.")
        return make(arguments[0])

    return handler


def example(site: Site, component: str, playbook: Playbook, up: str) -> str:
    """Returns one current component of a playbook, for the page that describes the components."""
    match component:
        case "strip":
            return components.strip(
                playbook, site.of(playbook.slug), site.results, up, site.places.get(playbook.slug, ())
            )
        case "which":
            return components.which(playbook, up, page=f"{up}playbooks/{playbook.slug}/")
    programs = site.of(playbook.slug, playbook.causes[0].id)
    return components.change(playbook, playbook.causes[0], programs, site.results, up, key="example")
