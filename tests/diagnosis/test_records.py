"""Ten compact records, written from the facts: the diagnosis is developed against these, not against the pages.

`seed()` is the catalog of the ten classes of the first version; `wider()` adds three neighbours that share a
code, a status or a text with them.
"""

from __future__ import annotations

import pytest

from helpers.records import wider
from mistral_playbooks.content.catalog import Playbook
from mistral_playbooks.content.regex_subset import fault


@pytest.mark.parametrize("playbook", list(wider()), ids=lambda p: p.slug)
def test_expressions_are_in_the_subset(playbook: Playbook) -> None:
    for text in (*playbook.signatures, *(s for c in playbook.causes for s in c.signatures)):
        if text.startswith("/"):
            assert fault(text[1:-1]) is None, text
