"""The front matter of a playbook."""

from __future__ import annotations

from pathlib import Path

from mistral_playbooks.content import catalog
from mistral_playbooks.content.catalog import Catalog

GOOD = """\
---
title: Invalid model
summary: The API serves no model with this id, or not on this endpoint.
category: models
statuses: [400]
codes: ["1500"]
types: [invalid_model]
exceptions: [SDKError]
signatures: ["Invalid model: ", "/model [a-z]+ gone/"]
same_text: []
retry: after-change
causes:
  - {id: unknown, tell: Not in the list., action: Take an id from the list.}
  - id: retired
    tell: It worked before.
    action: Move on.
    response: {status: 400, body: {message: gone}, basis: documented}
evidence:
  - {url: "https://example.org/1", seen: 2026-04-21, kind: reported}
response: {status: 400, body: {message: "Invalid model: x"}, basis: recorded}
related: []
---
Body.
"""


def folder(tmp_path: Path, **files: str) -> tuple[Path, Catalog]:
    """Makes a checkout with the playbook `invalid-model` and these programs; gives its root and its catalog."""
    (tmp_path / "docs/playbooks").mkdir(parents=True)
    (tmp_path / "docs/playbooks/invalid-model.md").write_text(GOOD, encoding="utf-8")
    target = tmp_path / "snippets/invalid-model"
    target.mkdir(parents=True)
    for name, text in files.items():
        (target / name).write_text(text, encoding="utf-8")
    return tmp_path, catalog.read(tmp_path / "docs/playbooks")
