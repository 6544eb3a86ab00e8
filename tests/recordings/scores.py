"""What a replay comes to: how many recordings agree, by half-year, and how near the counts of tokens are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from .recording import Recording
from .verdicts import Verdict

NEAR = 0.15
"""How far an estimated count of tokens may be from the recorded one."""

COUNTED = datetime(2026, 6, 1, tzinfo=UTC)
"""Since then prompts are counted as today."""


def half_year(at: float) -> str:
    """`2026 H2` for a time in July 2026."""
    then = datetime.fromtimestamp(at, UTC)
    return f"{then.year} H{1 if then.month < 7 else 2}"


def scores(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """How many recordings agree, differ for a reason, or differ without one: in all, and by half-year."""
    halves = sorted({half_year(verdict.recording.at) for verdict in verdicts})
    counted = [verdict.prompt for verdict in verdicts if verdict.prompt and verdict.recording.at >= COUNTED.timestamp()]
    near = sum(abs(mine - recorded) <= NEAR * recorded for recorded, mine in counted)
    return {
        "all": _score(verdicts),
        "by_half_year": {
            half: _score([one for one in verdicts if half_year(one.recording.at) == half]) for half in halves
        },
        "prompt_tokens": {"near": near, "of": len(counted)},
    }


def _score(verdicts: Sequence[Verdict]) -> dict[str, int]:
    marks = [verdict.mark for verdict in verdicts]
    # One that differs only while a reason of it is needed no longer counts as neither.
    agree = sum(not verdict.problems for verdict in verdicts)
    excepted = marks.count("exception")
    left = sum(mark in ("differs", "stale exception") for mark in marks)
    return {"agree": agree, "exceptions": excepted, "neither": left, "of": len(marks)}


def lines(found: dict[str, Any]) -> list[str]:
    """The scores as text."""
    text = "score: {agree} of {of} agree, {exceptions} are exceptions with reasons, {neither} are neither"
    by_half = "{half}: {agree} of {of} agree, {exceptions} are exceptions"
    said = [text.format(**found["all"])]
    said += [by_half.format(half=half, **one) for half, one in found["by_half_year"].items()]
    if found["prompt_tokens"]["of"]:
        near = "prompt tokens: within {share:.0%} of the recorded count in {near} of {of} chats of text since {day}"
        said.append(near.format(share=NEAR, day=f"{COUNTED:%Y-%m}", **found["prompt_tokens"]))
    return said


def is_text(recording: Recording) -> bool:
    """Whether it is a chat with nothing but text, with its request as it was sent."""
    if recording.path != "/v1/chat/completions" or recording.status != 200 or not recording.body:
        return False
    if any("truncated" in note for note in recording.notes):
        return False
    contents = [message.get("content") for message in json.loads(recording.body).get("messages", ())]
    parts = [part for content in contents if isinstance(content, list) for part in content]
    return all(part.get("type") in ("text", "thinking") for part in parts)
