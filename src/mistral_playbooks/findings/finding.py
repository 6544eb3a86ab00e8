"""The data of a finding."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A mistake of a program, with the request and the playbook that helps."""

    id: str
    """`retried-refusal`, `retried-zero-quota`, `too-early`, `too-often`, `no-backoff`, `missing-tool-result` or
    `unfinished-stream`."""
    text: str
    playbook: str | None
    """A slug of the catalog; None if no playbook applies."""
    request: int
    """Number of the request in the journal, from 1."""
