"""Markdown as plain text: everything that pages use, within the width."""

from __future__ import annotations

import pytest

from mistral_playbooks.content import catalog, pages
from mistral_playbooks.support.plain_markdown import plain, render

TEXT = """## Why it *happens* {#why}

A **bold** start with `a_code_name` and a [link](https://a.org/d), also [inside](other.md#x).
It goes on.

- First item, which is longer than the line is wide, so that it wraps
  and goes on.
- Second.

| Cause | What to do |
|---|---|
| One `a|b` | Wait |

```python
if x:
    **y**
```
"""


def test_each_kind_of_block() -> None:
    assert render(TEXT.replace("a|b", "a\\|b"), 50, heading=str.upper) == (
        "WHY IT HAPPENS\n\n"
        "A bold start with `a_code_name` and a link\n(https://a.org/d), also inside. It goes on.\n\n"
        "- First item, which is longer than the line is\n  wide, so that it wraps and goes on.\n\n"
        "- Second.\n\n"
        "Cause      What to do\nOne `a|b`  Wait\n\n"
        "    if x:\n        **y**"
    )


def test_a_wide_table_becomes_rows() -> None:
    text = "| Field | Meaning | Note |\n|---|---|---|\n| a | " + "long " * 12 + "| x |"
    assert (
        render(text, 40)
        == "- a\n    Meaning: long long long long long\n      long long long long long long long\n    Note: x"
    )


def test_links() -> None:
    assert plain("[a.org/d](https://a.org/d) and [b](https://b.org)") == "https://a.org/d and b (https://b.org)"


@pytest.mark.parametrize("playbook", list(catalog.load()), ids=lambda one: one.slug)
def test_every_page_fits_and_keeps_its_words(playbook: catalog.Playbook) -> None:
    prose = pages.load(playbook).prose
    shown = render(prose, 80)
    assert "](" not in shown
    assert "\n## " not in shown
    code = {line.strip() for line in shown.splitlines() if line.startswith("    ")}
    for line in shown.splitlines():
        assert len(line) <= 80 or line.strip() in code or len(max(line.split(), key=len)) > 60, line
    assert plain(prose.splitlines()[-1]).split()[-1].strip("`*.|")[:12] in shown
