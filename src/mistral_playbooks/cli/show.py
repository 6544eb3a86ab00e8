"""`show`: a whole playbook in the terminal, without a network."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from ..support.errors import UserError
from ..support.terminal import link, print_safely, use_color
from .options import language_option

if TYPE_CHECKING:
    from ..content.catalog import Catalog, Playbook
    from ..content.pages import Language, Page
    from ..support.plain_markdown import Style

_WIDTH = 100
_CAUSE = re.compile(r"^<!-- cause ([\w-]+) -->$", re.MULTILINE)


def _complete(_ctx: click.Context, _param: click.Parameter, start: str) -> list[str]:
    """Returns the slugs, or the causes of a slug with a slash, that begin like this."""
    from ..content.catalog import load

    names = [name for one in load() for name in (one.slug, *(f"{one.slug}/{cause.id}" for cause in one.causes))]
    return [name for name in names if name.startswith(start) and name.count("/") == start.count("/")]


@click.command()
@click.argument("slug", metavar="SLUG[/CAUSE]", shell_complete=_complete)
@language_option
@click.option("--open", "visit", is_flag=True, help="Open the page in the browser instead.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: the record, the prose and the changes.")
def show(slug: str, lang: Language | None, visit: bool, as_json: bool) -> None:
    """Show a playbook: its causes, the change, the explanation and the evidence. SLUG is a name from `list`.

    \b
    mistral-playbooks show rate-limited
    mistral-playbooks show --lang typescript invalid-model/retired
    """
    from ..content import pages
    from ..content.catalog import load

    catalog = load()
    name, _, cause = slug.strip("/").removeprefix("playbooks/").lower().replace("#", "/").partition("/")
    playbook = _named(name, cause, catalog)
    page = pages.load(playbook)
    site = os.environ.get("SITE_URL") or catalog.site
    address = f"{site.rstrip('/')}{playbook.url}{f'#{cause}' if cause else ''}"
    if visit:
        if not site:
            raise UserError("There is no page to open. Set SITE_URL to the site's address.")
        click.launch(address)
    elif as_json:
        record = {**playbook.to_dict(), "prose": page.prose, "changes": page.changes}
        print(json.dumps(record))
    else:
        color = use_color(sys.stdout, os.environ)
        text = "\n\n".join(_parts(playbook, cause or None, page, lang, address, color))
        if sys.stdout.isatty():
            click.echo_via_pager(f"{text}\n", color=color)
        else:
            print_safely(text, sys.stdout)


def _named(slug: str, cause: str, catalog: Catalog) -> Playbook:
    """Returns a playbook. Raises UserError for an unknown slug or cause."""
    playbook = catalog.named(slug)
    ids = [one.id for one in playbook.causes]
    if cause and cause not in ids:
        raise UserError(f"`{slug}` has no cause `{cause}`. It has: {', '.join(ids)}.")
    return playbook


def _parts(
    playbook: Playbook, cause: str | None, page: Page, lang: Language | None, address: str, color: bool
) -> Iterator[str]:
    """Yields the parts of the page in the order of the site. With a cause, only what belongs to it."""
    from ..explain.render import RETRY
    from ..support.plain_markdown import plain, render

    width = min(shutil.get_terminal_size((_WIDTH, 24)).columns, _WIDTH)

    def heading(text: str) -> str:
        return click.style(text, bold=True, underline=True) if color else f"{text}\n{'-' * len(text)}"

    def strong(text: str) -> str:
        return click.style(text, bold=True) if color else text

    title = (
        click.style(playbook.title, fg="red", bold=True) if color else f"{playbook.title}\n{'=' * len(playbook.title)}"
    )
    facts = [playbook.slug, *map(str, playbook.statuses), *playbook.codes, *playbook.types]
    yield f"{title}\n{' · '.join(facts)}"
    yield render(playbook.summary, width)
    yield render(f"Retry: {RETRY[playbook.cause(cause).retry or playbook.retry]}", width)
    if address:
        yield f"Page: {link(address) if color and '://' in address else address}"
    shown = [one for one in playbook.causes if cause in (None, one.id)]
    yield heading("Which is yours?" if len(shown) > 1 else "Cause")
    for one in shown:
        yield "\n".join(
            (
                strong(one.id),
                render(f"Look for: {one.tell}", width),
                render(f"Fix: {one.action}", width),
            )
        )
    first = cause or playbook.causes[0].id
    yield from _change(page, first, lang, heading, color)
    if cause is None:
        at = 0
        for match in _CAUSE.finditer(page.prose):
            yield render(page.prose[at : match.start()], width, heading, strong)
            yield from _change(page, match[1], lang, heading, color)
            at = match.end()
        yield render(page.prose[at:], width, heading, strong)
    if playbook.evidence:
        rows = [
            f"- {one.seen} {one.kind}: {one.url}{f' ({plain(one.note)})' if one.note else ''}"
            for one in playbook.evidence
        ]
        yield heading("Evidence")
        yield "\n".join(rows)


def _change(page: Page, cause: str, lang: Language | None, heading: Style, color: bool) -> Iterator[str]:
    """Yields the change of a cause in one language: the wanted one, else the first that has one."""
    from ..content.pages import EXTENSION, LABEL

    languages: list[Language] = [lang] if lang else list(EXTENSION)
    if language := next((one for one in languages if page.change(cause, one)), None):
        yield heading(f"The change: {cause} ({LABEL[language]})")
        marks = {"+": "green", "-": "red", "@": "cyan"}
        lines = (page.change(cause, language) or "").splitlines()
        yield "\n".join(
            "    " + (click.style(line, fg=marks.get(line[:1])) if color and line[:1] in marks else line)
            for line in lines
        )
