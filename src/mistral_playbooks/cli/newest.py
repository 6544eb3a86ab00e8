"""`--newest` on the command `verify`. The rest is imported when asked for."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import Any

import click

from ..newest import WatchError


def newest_option(command: Callable[..., None]) -> Callable[..., None]:
    """Adds it; with `--newest` the command itself is not run."""

    @click.option(
        "--newest", is_flag=True, help="On the newest releases, in throw-away environments; and models soon retired."
    )
    @functools.wraps(command)
    def either(newest: bool, **rest: Any) -> None:
        if not newest:
            command(**rest)
            return
        slugs, force, as_json = rest.pop("slugs"), rest.pop("force"), rest.pop("as_json")
        part = rest.pop("shard")
        if any(rest.values()) or part != (1, 1):
            raise WatchError("--newest goes with SLUGs, --force and --json alone.")
        run(slugs, force=force, as_json=as_json)

    return either


def run(slugs: tuple[str, ...], *, force: bool, as_json: bool) -> None:
    """Tries, tells, and keeps which releases there are in docs/releases.json. Status 0 where nothing broke."""
    import datetime
    import shutil

    from ..newest import report, trial
    from ..sdk import releases
    from ..verify import checkout as repository

    checkout = repository.read(repository.root(), slugs)
    now = datetime.datetime.now(datetime.UTC)
    try:
        seen = trial.run(checkout, env=os.environ, now=now, force=force, say=lambda text: click.echo(text, err=True))
    except OSError as error:
        # Of many files that could not be copied one says enough.
        reason = error.args[0][0][2] if isinstance(error, shutil.Error) and error.args[0] else error
        raise WatchError(
            f".cache/newest cannot be used: {reason}. Is the disk full, or the folder not yours?"
        ) from error
    found = [target.release for target in seen.targets if target.overall]
    releases.write(checkout.root / "docs" / "releases.json", found, seen.date)
    if as_json:
        click.echo(report.dumps(seen))
    click.echo(report.text(seen), err=as_json)
    sys.exit(0 if seen.passed else 1)
