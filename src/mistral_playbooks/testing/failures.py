"""Names the playbook of an exception that ended a test."""

from __future__ import annotations

from typing import Any


def playbook_of(error: BaseException) -> str | None:
    """Returns the title, first step and command of the playbook, if one surely fits the error or what caused it."""
    from ..content import catalog
    from ..diagnosis import SURE, Unusable, diagnose
    from ..support.plain_markdown import plain

    try:
        found = diagnose(_text(error), catalog.load(), 1)
    except Unusable:
        return None
    if not found or found[0].score < SURE:
        return None
    match = found[0]
    name = match.slug + (f"/{match.cause}" if match.cause else "")
    return f"{match.title}\nFirst: {plain(match.first_step)}\nMore: mistral-playbooks show {name}"


def _text(error: BaseException) -> str:
    """Returns what a traceback of the error ends with, causes first, with the answer that the client keeps."""
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain:
        chain.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\n".join(map(_line, reversed(chain)))


def _line(error: BaseException) -> str:
    kind = type(error)
    text = f"{kind.__module__}.{kind.__qualname__}: {error}"
    status: Any = getattr(error, "status_code", None)
    body: Any = getattr(error, "body", None)
    if isinstance(status, int) and isinstance(body, str) and body not in text:
        text += f"\nStatus {status}. Body: {body}"
    return text
