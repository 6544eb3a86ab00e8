"""The front matter of a playbook."""

from __future__ import annotations

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
