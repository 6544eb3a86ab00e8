"""The card of a program: tabs for clients, and in each the views *Change*, *Whole*, *Broken* and *Output*.

Every program stands in the HTML once (`listing`). The controls are radio buttons, so the card works without JavaScript;
docs/assets/css/playbooks.css shows what they choose, and docs/assets/js/playbooks.js remembers the client.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ...content import pep723
from ...content.catalog import CatalogError, Playbook
from ...content.programs import Program
from .. import editions, proof
from ..markup import LEXERS, text
from ..proof import Results
from . import listing, output

MAX_TABS = 17
"""As many as the style sheet has rules for."""


@dataclass(frozen=True)
class Edition:
    """The programs under one tab."""

    label: str
    tab: int
    """The number of the tab, from 1."""
    broken: Program | None
    fixed: Program | None
    """Also a program that only tells something."""

    @property
    def shown(self) -> Program:
        """The program that the proof is about."""
        found = self.fixed or self.broken
        assert found is not None
        return found

    @cached_property
    def version(self) -> listing.Version:
        """Its lines in a listing."""
        return f"t{self.tab}", listing.lines_of(self.broken, self.fixed)


def editions_of(programs: Iterable[Program]) -> list[Edition]:
    """Returns what the tabs of a card show, in order.

    If only one program of a client has a text for an older major version, the other's for the next newer one is used.
    """
    texts = editions.all_editions(programs)
    by_key = {(editions.label(one), _side(one)): one for one in texts}
    found = []
    for label in dict.fromkeys(editions.label(one) for one in texts):
        of_label = next(one for one in texts if editions.label(one) == label)
        pair = []
        for role in ("broken", "fixed"):
            shared = [
                one
                for one in texts  # from the newest major to the oldest
                if (one.sdk, one.language, _side(one)) == (of_label.sdk, of_label.language, role)
                and (one.major is None or (of_label.major is not None and one.major >= of_label.major))
            ]
            one = by_key.get((label, role)) or (shared[-1] if shared else None)
            runs = one and (of_label.major is None or (of_label.major in set(one.majors) - set(one.works_on)))
            pair.append(one if runs else None)
        found.append(Edition(label, len(found) + 1, *pair))
    return found


def _side(program: Program) -> str:
    return "broken" if program.role == "broken" else "fixed"


def card(key: str, programs: Sequence[Program], playbook: Playbook, results: Results, up: str) -> str:
    """Returns the card of some programs as one block of HTML.

    `key` is unique on the page. `up` is the path from the page to the site's root. Raises CatalogError if a fixed
    program equals its broken one, or a program has characters that Markdown would change.
    """
    found = editions_of(programs)
    for edition in found:
        _check(edition)
    pairs = any(edition.broken and edition.fixed for edition in found)
    views = ("change", "whole", "broken", "output") if pairs else ("whole", "output")
    whole = f"pb-{key}-whole"
    panes = [_pane(group, playbook, results, whole, up) for group in _in_panes(found)]
    return (
        f'<div class="pb-card">\n{_tabs(key, found)}'
        f'<div class="pb-bar">{_views(key, views, whole)}'
        f'<button class="pb-copy" type="button" hidden>Copy<span> {"fixed " if pairs else ""}program</span></button>'
        f"</div>\n{''.join(panes)}\n</div>"
    )


def _check(edition: Edition) -> None:
    for program in filter(None, (edition.broken, edition.fixed)):
        if match := editions.UNSAFE.search(program.text):
            line = program.text.count("\n", 0, match.start()) + 1
            raise CatalogError(
                f"{program.file}, line {line}: Markdown would change a tab, another control character, or a line "
                "of spaces. Indent with spaces, and remove spaces from empty lines."
            )
    if edition.broken and edition.fixed:
        texts = {pep723.strip_header(program.text) for program in (edition.broken, edition.fixed)}
        if len(texts) == 1:
            raise CatalogError(f"{edition.fixed.file}: the same text as {edition.broken.file}. Write the fix into it.")


def _in_panes(found: Sequence[Edition]) -> list[list[Edition]]:
    """Returns groups of editions that one listing can show."""
    panes: list[list[Edition]] = []
    for edition in found:
        for pane in panes:
            first = pane[0]
            alike = (first.shown.file, bool(first.broken), bool(first.fixed)) == (
                edition.shown.file,
                bool(edition.broken),
                bool(edition.fixed),
            )
            if alike and listing.versions_fit([first.version, edition.version]):
                pane.append(edition)
                break
        else:
            panes.append([edition])
    return panes


def _tabs(key: str, found: Sequence[Edition]) -> str:
    if len(found) > MAX_TABS:
        raise CatalogError(f"{found[0].shown.file}: more than {MAX_TABS} clients. Raise MAX_TABS, and add to its CSS.")
    if len(found) == 1:
        return f'<p class="pb-client">{text(found[0].label)}</p>'
    labels = [
        f'<label><input type=radio name="pb-{key}" value="{text(edition.label)}"{" checked" * (edition.tab == 1)}>'
        f"{text(edition.label)}</label>"
        for edition in found
    ]
    return f'<fieldset class="pb-tabs"><legend>Client</legend>{"".join(labels)}</fieldset>\n'


def _views(key: str, views: Sequence[str], whole: str) -> str:
    labels = []
    for view in views:
        name = "Program" if len(views) == 2 and view == "whole" else view.capitalize()
        # The gaps of the listing are labels of *Whole*, too.
        own = f' id="{whole}"' if view == "whole" else ""
        labels.append(
            f'<label><input type=radio name="pb-{key}-view" value={view}{own} aria-label={name}'
            f"{' checked' * (view == views[0])}>{name}</label>"
        )
    return f'<fieldset class="pb-views"><legend>View</legend>{"".join(labels)}</fieldset>'


def _pane(group: Sequence[Edition], playbook: Playbook, results: Results, whole: str, up: str) -> str:
    first = group[0]
    tabs = " ".join(f"t{edition.tab}" for edition in group)
    missing = ""
    if first.shown.role != "tell" and not (first.broken and first.fixed):
        missing = '<p class="pb-none">' + (
            "On this version, the broken program works.</p>" if first.fixed else "This version cannot run the fix.</p>"
        )
    side = "" if first.broken and first.fixed else " pb-only-fixed" if first.fixed else " pb-only-broken"
    shown = [program for program in (first.broken, first.fixed) if program]
    older = [program for edition in group[1:] for program in (edition.broken, edition.fixed) if program]
    lines = [proof.line(edition.shown, results, up) for edition in group]
    if len(group) > 1 and all(results.of(edition.shown) for edition in group):
        lines = [proof.line(first.shown, results, up, [edition.shown for edition in group[1:]])]
    proofs = [
        f'<p class="{classes}{f" v t{edition.tab}" if len(lines) > 1 else ""}">{line}</p>'
        for edition, (line, classes) in zip(group, lines, strict=False)
    ]
    return (
        f'<section class="pb-pane{side} v {tabs}" aria-label="{text(first.label)}">'
        f"{missing}"
        f'<pre class="pb-lst no-copy language-{LEXERS[first.shown.language]}" '
        f'data-file="{text(editions.key(first.shown))}" role=group aria-label=Program tabindex=0><code>'
        f"{listing.html([edition.version for edition in group], whole)}</code></pre>"
        f"{output.of_pane(shown, older, playbook, results, up)}{''.join(proofs)}</section>"
    )
