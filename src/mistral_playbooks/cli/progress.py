"""Prints the progress, failures and differences of a verification. Shared by verify and build."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..content.programs import Program
    from ..verify.checkout import Checkout, Verified
    from ..verify.results import Result
    from ..verify.staleness import Stale


_LINES, _COLUMNS = 12, 240
"""How much of a failed program's output is printed: its last lines, and the start of a long line."""


@contextmanager
def _interruptible() -> Iterator[None]:
    """Handles SIGTERM and SIGHUP like Ctrl+C: ends the running programs and keeps the results of finished ones."""
    import signal

    def stop(number: int, _frame: object) -> None:
        raise KeyboardInterrupt(number)

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    except KeyboardInterrupt as error:
        click.echo("Interrupted. docs/results/ is unchanged. Run the command again to continue.", err=True)
        sys.exit(128 + (error.args[0] if error.args else signal.SIGINT))
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def verify_with_progress(checkout: Checkout, todo: list[Program], quiet: bool = False, **how: Any) -> Verified:
    """Runs programs, with a progress bar on a terminal. Prints which failed and which could not run."""
    from ..verify import checkout as repository

    def print_failure(row: Result) -> None:
        if row.outcome == "failed":
            click.echo(f"failed  {row.file} ({row.sdk} {row.version}): {'; '.join(row.reasons)}", err=True)
            click.echo("\n".join(f"    {line[:_COLUMNS]}" for line in row.output.splitlines()[-_LINES:]), err=True)

    def resumed(number: int) -> None:
        click.echo(f"Continuing: {number} of {len(todo)} programs ran before the interruption.", err=True)

    how["resumed"] = resumed
    if sys.stderr.isatty() and not quiet:
        from rich.console import Console
        from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

        columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
        with _interruptible(), Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("verifying", total=len(todo))

            def step(row: Result) -> None:
                progress.advance(task)
                print_failure(row)

            seen = repository.verify(checkout, todo, done=step, **how)
    else:
        with _interruptible():
            seen = repository.verify(checkout, todo, done=print_failure, **how)
    for reason in sorted({item.reason for item in seen.unrunnable}):
        files = [item.program.file for item in seen.unrunnable if item.reason == reason]
        programs = "1 program" if len(files) == 1 else f"{len(files)} programs, such as"
        click.echo(f"not run: {programs} {files[0]}. {reason}", err=True)
    if seen.not_isolated:
        click.echo(f"not isolated ({seen.not_isolated}): a program could reach the network.", err=True)
    if seen.removed:
        click.echo(f"Removed {_results(seen.removed)} of programs that cannot be run here.", err=True)
    return seen


def _results(count: int) -> str:
    return f"{count} outdated result{'' if count == 1 else 's'}"


def show_differences(seen: Verified) -> None:
    """Prints how the behavior of programs differs from the record."""
    import difflib

    for old, new in seen.differing:
        click.echo(f"differs  {new.file} ({new.sdk} {new.version})", err=True)
        for line in difflib.unified_diff(old.lines, new.lines, "on record", "now", lineterm="", n=1):
            click.echo(f"    {line}", err=True)
        for name in ("routes", "fault", "basis", "reasons"):
            if (before := getattr(old, name)) != (now := getattr(new, name)):
                click.echo(f"    {name}: {_plain(before)} on record, {_plain(now)} now", err=True)


def _plain(value: object) -> str:
    return ", ".join(value) or "none" if isinstance(value, tuple) else str(value or "none")


def print_reasons(stale: Sequence[Stale], count: int) -> None:
    """Prints how many programs are run and why, one line per reason."""
    from collections import Counter

    for why, number in Counter(one.why for one in stale).most_common():
        file = next(one.program.file for one in stale if one.why == why)
        others = f" and {number - 1} other{'s' * (number > 2)}" if number > 1 else ""
        click.echo(f"Running {number} of {count} programs because {why}: {file}{others}.", err=True)


def refresh(folder: Path) -> bool:
    """Reruns what an edit made stale. Returns whether every program passed.

    Raises UserError, and changes nothing, on a system that cannot run programs.
    """
    from ..support.process import require_groups
    from ..verify import checkout as repository

    checkout = repository.read(folder)
    stale, lost = repository.outdated(checkout)
    if stale:
        require_groups(click.get_current_context().info_name or "verify")
    if lost:
        click.echo(
            f"Removed {_results(repository.drop(checkout, lost))} of clients that are not installed here. "
            "To renew them, run: mistral-playbooks verify --all"
        )
    if not stale:
        click.echo("All programs are verified.")
        return True
    print_reasons(stale, len(repository.wanted(checkout, ready=True)))
    seen = verify_with_progress(checkout, [one.program for one in stale])
    show_differences(seen)
    return all(row.outcome == "passed" for row in seen.rows)
