"""Reports a trial as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from .trial import Broken, Target, Trial

_MAX_LINES = 60  # of a difference in the text; the JSON has them all


def text(trial: Trial) -> str:
    """Returns the report as text, with broken programs first."""
    return "\n".join(_lines(trial))


def _lines(trial: Trial) -> Iterator[str]:
    for one in trial.broken:
        before = f", proven on {one.before}" if one.before else ""
        yield f"broken  {one.row.file} ({one.row.sdk} {one.row.version}{before}): {'; '.join(one.row.reasons)}"
        yield from _difference(one)
    for one in trial.changed:
        yield f"differs  {one.row.file} ({one.row.sdk} {one.row.version}, proven on {one.before})"
        yield from _difference(one)
    for name, reason in trial.problems.items():
        yield f"not tried  {name}: {reason}"
    for target in trial.targets:
        yield _target(target)
    for one in trial.retirements:
        when = "was retired on" if one.past else "will be retired on"
        model = "" if one.model == one.id else f" ({one.model})"
        then = f"; use {one.replacement} instead" if one.replacement else ""
        yield f"{one.id}{model} {when} {one.date}{then}: {', '.join(one.programs)}"
    if not trial.retirements:
        yield "No program uses a model that is retired within 90 days."
    for one in trial.due:
        yield f"due  {one.file} ({one.date}): {one.text}."
    bad = len(trial.broken)
    yield f"{len(trial.rows) - bad} passed, {bad} broken, {len(trial.problems)} not tried."


def _difference(one: Broken) -> Iterator[str]:
    for line in one.difference[:_MAX_LINES]:
        yield f"    {line}"
    if len(one.difference) > _MAX_LINES:
        yield f"    … {len(one.difference) - _MAX_LINES} more lines"


def _target(target: Target) -> str:
    release = target.release
    when = f", released {release.released}" if release.released else ""
    if not target.newer:
        return f"{release.package} {target.proven}: no newer release that is at least 72 hours old"
    return f"{release.package} {release.version}{when} (proven: {target.proven})"


def dumps(trial: Trial) -> str:
    """Returns the trial as one JSON object."""
    data = {
        "version": 1,
        "date": trial.date.isoformat(),
        "passed": trial.passed,
        "newest": [
            {
                "language": target.language,
                **asdict(target.release),
                "proven": target.proven,
                "newer": target.newer,
            }
            for target in trial.targets
        ],
        "broken": [_row(one) for one in trial.broken],
        "changed": [_row(one) for one in trial.changed],
        "problems": trial.problems,
        "retirements": [asdict(one) for one in trial.retirements],
        "due": [asdict(one) for one in trial.due],
        "results": [row.to_dict() for row in trial.rows],
    }
    return json.dumps(data, ensure_ascii=False)


def _row(one: Broken) -> dict[str, object]:
    row = one.row
    return {
        **{"file": row.file, "sdk": row.sdk, "version": row.version, "proven": one.before},
        **{"reasons": row.reasons, "difference": one.difference},
    }
