"""The tests that the pages show."""

from __future__ import annotations

from helpers.machine import ROOT
from mistral_playbooks.content import catalog, programs
from mistral_playbooks.site import sections
from mistral_playbooks.site.playbook_page import Site
from mistral_playbooks.site.proof import Results
from mistral_playbooks.verify import store

_CATALOG = catalog.read(ROOT / "docs/playbooks")
SITE = Site(
    _CATALOG,
    tuple(programs.find(ROOT, _CATALOG)),
    Results(tuple(store.read(ROOT / "docs/results"))),
)


def shown(slug: str) -> str | None:
    """The test on the page of a class."""
    playbook = SITE.catalog.playbooks[slug]
    of_cause = SITE.of(slug, playbook.causes[0].id)
    if not sections.regression_test_section(playbook, of_cause, SITE.results, ""):
        return None
    return sections.regression_test_of(playbook, of_cause, SITE.results)


REGRESSION_TESTS = {slug: test for slug in SITE.catalog.playbooks if (test := shown(slug))}
"""Slug → the test on its page."""
