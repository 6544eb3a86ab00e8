"""A trial, told to a person and to a program that reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from .trial import Broken, Target, Trial

_LINES = 60  # of a difference; the rest is in the JSON


def text(trial: Trial) -> str:
    """What broke first, then what else there is to know."""
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
        then = f"; {one.replacement} takes its place" if one.replacement else ""
        yield f"{one.id}{model} {when} {one.date}{then}: {', '.join(one.programs)}"
    if not trial.retirements:
        yield "No program names a model that is retired within 90 days."
    bad = len(trial.broken)
    yield f"{len(trial.rows) - bad} passed, {bad} broken, {len(trial.problems)} could not be tried."


def _difference(one: Broken) -> Iterator[str]:
    for line in one.difference[:_LINES]:
        yield f"    {line}"
    if len(one.difference) > _LINES:
        yield f"    and {len(one.difference) - _LINES} lines more"


def _target(target: Target) -> str:
    release = target.release
    when = f", released {release.released}" if release.released else ""
    if not target.newer:
        return f"{release.package} {target.proven}: nothing newer that is 72 hours old"
    return f"{release.package} {release.version}{when} (proven: {target.proven})"


def dumps(trial: Trial) -> str:
    """The trial as one JSON object."""
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
        "broken": [_one(one) for one in trial.broken],
        "changed": [_one(one) for one in trial.changed],
        "problems": trial.problems,
        "retirements": [asdict(one) for one in trial.retirements],
        "results": [row.to_dict() for row in trial.rows],
    }
    return json.dumps(data, ensure_ascii=False)


def _one(one: Broken) -> dict[str, object]:
    row = one.row
    return {
        **{"file": row.file, "sdk": row.sdk, "version": row.version, "proven": one.before},
        **{"reasons": row.reasons, "difference": one.difference},
    }
