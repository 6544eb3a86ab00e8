"""`verify --newest`. Everything else is imported when the option is used."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import Any

import click

from ..newest import NewestError


def newest_option(command: Callable[..., None]) -> Callable[..., None]:
    """Adds `--newest` to a command. With it, `run` is called instead of the command."""

    @click.option(
        "--newest", is_flag=True, help="Try the newest releases in temporary environments; list retiring models."
    )
    @functools.wraps(command)
    def wrapper(newest: bool, **rest: Any) -> None:
        if not newest:
            command(**rest)
            return
        slugs, force, as_json = rest.pop("slugs"), rest.pop("force"), rest.pop("as_json")
        shard = rest.pop("shard")
        if any(rest.values()) or shard != (1, 1):
            raise NewestError("--newest can be combined only with SLUGs, --force and --json.")
        run(slugs, force=force, as_json=as_json)

    return wrapper


def run(slugs: tuple[str, ...], *, force: bool, as_json: bool) -> None:
    """Runs the trial, reports it, and writes the newest releases to docs/releases.json. Exits with 0 if all passed."""
    import datetime
    import shutil

    from ..newest import report, trial
    from ..sdk import releases
    from ..verify import checkout as repository

    checkout = repository.read(repository.root(), slugs)
    now = datetime.datetime.now(datetime.UTC)
    try:
        result = trial.run(checkout, env=os.environ, now=now, force=force, log=lambda text: click.echo(text, err=True))
    except OSError as error:
        # If many files could not be copied, report only the first.
        reason = error.args[0][0][2] if isinstance(error, shutil.Error) and error.args[0] else error
        raise NewestError(
            f".cache/newest cannot be used: {reason}. Check the free disk space and the folder's permissions."
        ) from error
    found = [target.release for target in result.targets if target.overall]
    releases.write(checkout.root / "docs" / "releases.json", found, result.date)
    if as_json:
        click.echo(report.dumps(result))
    click.echo(report.text(result), err=as_json)
    sys.exit(0 if result.passed else 1)
