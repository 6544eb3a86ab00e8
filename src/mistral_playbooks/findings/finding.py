"""One finding."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing a program did wrong, the request where it did it, and the playbook that helps."""

    id: str
    """`retried-refusal`, `retried-zero-quota`, `too-early`, `too-often`, `no-backoff`, `missing-tool-result` or
    `unfinished-stream`."""
    text: str
    playbook: str | None
    """A slug of the catalog, or None where no playbook is near."""
    request: int
    """Number of the request in the journal, from 1."""
