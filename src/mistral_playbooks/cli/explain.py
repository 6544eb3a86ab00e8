"""`explain`: finds the playbook for an error message."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from .options import language_option

if TYPE_CHECKING:
    from ..content.pages import Language
    from ..explain.render import Change


@click.command()
@click.argument("text", required=False)
@language_option
@click.option("--open", "visit", is_flag=True, help="Open the page of the first match in the browser.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--jsonl", is_flag=True, help='Read lines {"id","text"}, print lines {"id","matches"}.')
@click.option("--top", default=3, type=click.IntRange(1, 20), show_default=True, help="Maximum number of matches.")
def explain(text: str | None, lang: Language | None, visit: bool, as_json: bool, jsonl: bool, top: int) -> None:
    """Find the playbook for an error, given as FILE, CODE or TEXT, or on standard input.

    \b
    mistral-playbooks explain 1500
    mistral-playbooks explain "400 3230"
    mistral-playbooks explain --lang typescript error.log
    python your_program.py 2>&1 | mistral-playbooks explain

    An error without a page is answered by what the mock knows of it; with --json, its url is null. Exit status: 0 with
    a match, 1 without one, 2 for unusable input.
    """
    from ..explain import render

    browser = click.launch if visit else None
    status = render.run(text, sys.stdin, top=top, json=as_json, jsonl=jsonl, change=_change(lang), visit=browser)
    sys.exit(status)


def _change(wanted: Language | None) -> Change:
    """Returns a function for a match's change: that of the client that the text shows, or none.

    If the text shows no client, the change is in its language, else in any. `wanted` is the language that the user asks
    for, of the same client if that has a change.
    """
    from ..content import pages
    from ..content.catalog import load
    from ..diagnosis import Match
    from ..explain.caller import caller_of

    def change(text: str, match: Match) -> str | None:
        caller = caller_of(text)
        playbook = load().playbooks[match.slug]
        page = pages.load(playbook, older=caller.major is not None)
        cause = playbook.cause(match.cause).id
        if wanted:
            return page.change(cause, wanted, caller.client, caller.major) or page.change(cause, wanted)
        if caller.language is None or caller.major == 0:
            return None
        languages = [caller.language, "python", "typescript"] if caller.client is None else [caller.language]
        found = (page.change(cause, language, caller.client, caller.major) for language in languages)
        borrowed = page.borrowed(cause) if caller.client is None or caller.sends else None
        return next(filter(None, found), borrowed)

    return change
