"""Chromium for the tests of the site: pages in it, and what axe finds on them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from mistral_playbooks.verify.runners.browser import found

CHROMIUM = found()
MARKS = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium (Debian: apt-get install chromium-headless-shell)"),
    # Playwright's own loop leaves sockets to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]

DESKTOP, PHONE = (1280, 800), (390, 844)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PATIENCE = 300_000
"""Milliseconds after which a wait is given up: a bound, which says nothing about how fast a page is."""


@contextmanager
def opened(browser: Any, size: tuple[int, int] = DESKTOP, **options: Any) -> Iterator[Any]:
    """A page in a context of its own."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


THEMED = """() => self.document$
    && [...document.querySelectorAll(".md-content table:not([class])")].every((one) =>
      one.closest(".md-typeset__table, [tabindex]"))
    && [...document.querySelectorAll("pre > code")].every((one) =>
      one.scrollWidth <= one.clientWidth || one.closest("[tabindex]"))"""
"""Whether the theme's script, which a page loads last, has made what is too wide scroll, also by keys."""
_SHORTEN = "document.querySelectorAll('tbody tr:nth-child(n + 40)').forEach(row => row.remove())"
"""The further rows of a table are like its first ones, and the table of all programs has more than a thousand."""
_FIND = "async rules => (await axe.run(document, {runOnly: rules})).violations"
_SETTLED = """() => document.body.dataset.mdColorScheme === "slate"
    && document.getAnimations().every((one) => one.playState === "finished")"""
"""Whether all colors are the dark ones."""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page: Any, axe: str) -> list[str]:
    """What axe finds on a page as it is shown, and in the dark scheme, which has other colors, and else the same page.

    A page that was opened in the light scheme is in the dark one afterwards.
    """
    page.wait_for_function(THEMED)
    page.evaluate(_SHORTEN)
    page.evaluate(axe)
    found = page.evaluate(_FIND, WCAG)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(_SETTLED)
    found += page.evaluate(_FIND, ["color-contrast"])
    return [
        f"{item['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for item in found
        for node in item["nodes"][:3]
    ]
