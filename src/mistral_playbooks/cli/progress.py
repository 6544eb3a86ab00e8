"""Verification as a terminal shows it: progress, failures, differences. Shared by verify, build and serve."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..content.programs import Program
    from ..verify.checkout import Checkout, Verified
    from ..verify.results import Result
    from ..verify.staleness import Stale


@contextmanager
def _interruptible() -> Iterator[None]:
    """A termination, too, ends the programs under way; what has run is kept."""
    import signal

    def stop(number: int, _frame: object) -> None:
        raise KeyboardInterrupt(number)

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    except KeyboardInterrupt as error:
        click.echo("Interrupted: docs/results.json is as it was. The same again goes on where this stopped.", err=True)
        sys.exit(128 + (error.args[0] if error.args else signal.SIGINT))
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def verify_with_progress(checkout: Checkout, todo: list[Program], quiet: bool = False, **how: Any) -> Verified:
    """Runs programs with progress on a terminal, plain lines elsewhere; says what failed and what could not be run."""
    from ..verify import checkout as repository

    def say(row: Result) -> None:
        if row.outcome == "failed":
            click.echo(f"failed  {row.file} ({row.sdk} {row.version}): {'; '.join(row.reasons)}", err=True)
            click.echo("\n".join(f"    {line}" for line in row.output.splitlines()[-12:]), err=True)

    def resumed(number: int) -> None:
        click.echo(f"{number} of {len(todo)} ran before an interruption, and hold.", err=True)

    how["resumed"] = resumed
    if sys.stderr.isatty() and not quiet:
        from rich.console import Console
        from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

        columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
        with _interruptible(), Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("verifying", total=len(todo))

            def step(row: Result) -> None:
                progress.advance(task)
                say(row)

            seen = repository.verify(checkout, todo, done=step, **how)
    else:
        with _interruptible():
            seen = repository.verify(checkout, todo, done=say, **how)
    for reason in sorted({item.reason for item in seen.unrunnable}):
        files = [item.program.file for item in seen.unrunnable if item.reason == reason]
        programs = "1 program" if len(files) == 1 else f"{len(files)} programs, such as"
        click.echo(f"not run: {programs} {files[0]}. {reason}", err=True)
    if seen.lost:
        click.echo(f"{seen.lost} of them had a proof that no longer holds: it is gone.", err=True)
    return seen


def show_differences(seen: Verified) -> None:
    """Shows where a program now prints something else."""
    import difflib

    for old, new in seen.differing:
        click.echo(f"differs  {new.file} ({new.sdk} {new.version})", err=True)
        for line in list(difflib.unified_diff(old.lines, new.lines, "on record", "now", lineterm="", n=1)):
            click.echo(f"    {line}", err=True)


def say_why(stale: list[Stale], count: int) -> None:
    """What is run and why, one line a reason."""
    from collections import Counter

    for why, number in Counter(one.why for one in stale).most_common():
        file = next(one.program.file for one in stale if one.why == why)
        click.echo(f"{number} of {count} to run, such as {file}: {why}.", err=True)


def refresh(folder: Path) -> None:
    """Reruns what is stale; stops where a program fails."""
    from ..verify import checkout as repository
    from ..verify import staleness
    from ..verify.runners.clients import Clients

    checkout = repository.read(folder)
    wanted = repository.wanted(checkout, ready=True)
    with Clients(folder) as clients:
        stale = staleness.find(wanted, checkout.rows, checkout.catalog, clients)
        lost = repository.drop(
            checkout, staleness.find(repository.elsewhere(checkout), checkout.rows, checkout.catalog, clients)
        )
    if lost:
        click.echo(
            f"{lost} proofs on other clients no longer hold and cannot be renewed here. To renew them: "
            "mistral-playbooks verify --all"
        )
    if not stale:
        click.echo(f"All {len(wanted)} programs are verified.")
        return
    say_why(stale, len(wanted))
    seen = verify_with_progress(checkout, [one.program for one in stale])
    show_differences(seen)
    if any(row.outcome == "failed" for row in seen.rows):
        click.echo("A published program does not do what it must (see above): the site is not built.", err=True)
        sys.exit(1)
