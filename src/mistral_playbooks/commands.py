"""The commands for a checkout: verify, build, serve. Each imports what it needs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .calibration.options import live_options
from .watch.options import newest_option

if TYPE_CHECKING:
    from .programs import Program
    from .repository import Checkout, Verified
    from .results import Result
    from .staleness import Stale


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


def _verify(checkout: Checkout, todo: list[Program], quiet: bool = False, **how: Any) -> Verified:
    """Runs programs with progress on a terminal, plain lines elsewhere; says what failed and what could not be run."""
    from . import repository

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


def _differences(seen: Verified) -> None:
    """Shows where a program now prints something else."""
    import difflib

    for old, new in seen.differing:
        click.echo(f"differs  {new.file} ({new.sdk} {new.version})", err=True)
        for line in list(difflib.unified_diff(old.lines, new.lines, "on record", "now", lineterm="", n=1)):
            click.echo(f"    {line}", err=True)


@click.command()
@click.argument("slugs", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="On every SDK major and with every client.")
@click.option(
    "--sdk", "majors", multiple=True, type=click.IntRange(1, 3), help="On this major of the Python SDK alone."
)
@click.option("--force", is_flag=True, help="Also what holds: same code, mock, SDK and runtime as on record.")
@click.option(
    "--update", is_flag=True, help="Take over outputs that differ from those on record; rewrite `#>` lines in Markdown."
)
@click.option("--json", "as_json", is_flag=True, help="The rows of results.json for these programs.")
@live_options
@newest_option
def verify(
    slugs: tuple[str, ...], everything: bool, majors: tuple[int, ...], force: bool, update: bool, as_json: bool
) -> None:
    """Run the published programs whose proof no longer holds, and write docs/results.json.

    Status 1 where a program does not do what it must, prints something else than before, or cannot be run here;
    2 where it cannot begin, or not write what it found.

    \b
    mistral-playbooks verify --all
    mistral-playbooks verify rate-limited --sdk 1 --force
    mistral-playbooks verify --newest
    mistral-playbooks verify --live --dry-run
    """
    from . import repository, staleness
    from .clients import Clients
    from .verification import table

    if everything and majors:
        raise repository.RepositoryError("--all is every major, --sdk one: give one of them.")
    checkout = repository.read(repository.root(), slugs)
    wanted = repository.wanted(checkout, everything=everything, majors=majors)
    if force:
        todo = wanted
    else:
        with Clients(checkout.root) as clients:
            stale = staleness.find(wanted, checkout.rows, checkout.catalog, clients)
        todo = [one.program for one in stale]
        _say_why(stale, len(wanted))
    seen = _verify(checkout, todo, quiet=as_json, update=update, resume=not force)
    _differences(seen)
    if as_json:
        names = {(program.file, program.sdk, program.major) for program in wanted}
        rows = repository.read(checkout.root, slugs).rows
        click.echo(table([r for r in rows if names & {(r.file, r.sdk, r.major), (r.file, r.sdk, None)}]))
    else:
        bad = sum(row.outcome == "failed" for row in seen.rows)
        held = len(wanted) - len(todo)
        click.echo(f"{len(seen.rows) - bad} passed, {bad} failed, {held} still hold.")
    if seen.differing and not update:
        click.echo("Is that what should be? Then: mistral-playbooks verify --update", err=True)
    failed = any(row.outcome != "passed" for row in seen.rows) or (seen.differing and not update)
    wrong = _update_inline(checkout.root, slugs) if update else False
    sys.exit(1 if failed or seen.unrunnable or wrong else 0)


def _update_inline(root: Path, slugs: tuple[str, ...]) -> bool:
    """Rewrites `#>` lines in Markdown and shows what changed. True where an example does not run."""
    from . import inline

    changed, problem = inline.update(root, slugs)
    for line in changed:
        click.echo(f"    {line}", err=True)
    if problem:
        click.echo(problem, err=True)
    return problem is not None


def _say_why(stale: list[Stale], count: int) -> None:
    """What is run and why, one line a reason."""
    from collections import Counter

    for why, number in Counter(one.why for one in stale).most_common():
        file = next(one.program.file for one in stale if one.why == why)
        click.echo(f"{number} of {count} to run, such as {file}: {why}.", err=True)


def _refresh(folder: Path) -> None:
    """Reruns what is stale; stops where a program fails."""
    from . import repository, staleness
    from .clients import Clients

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
    _say_why(stale, len(wanted))
    seen = _verify(checkout, [one.program for one in stale])
    _differences(seen)
    if any(row.outcome == "failed" for row in seen.rows):
        click.echo("A published program does not do what it must (see above): the site is not built.", err=True)
        sys.exit(1)


@click.command()
@click.option("--site-dir", type=click.Path(path_type=Path, file_okay=False), default=None, help="Default: site/")
def build(site_dir: Path | None) -> None:
    """Verify what changed, then build the site.

    \b
    mistral-playbooks build --site-dir public
    """
    from . import repository

    folder = repository.root()
    _refresh(folder)
    target = (site_dir or folder / "site").resolve()
    repository.build_site(folder, target)
    click.echo(f"Built: {target}")


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(port: int) -> None:
    """Verify what changed, then build and serve the site on 127.0.0.1.

    \b
    mistral-playbooks serve --port 8000
    """
    import signal
    import subprocess

    from . import repository
    from .process import foreground

    folder = repository.root()
    if not repository.port_is_free(port):
        message = f"port {port} is in use. Choose another: mistral-playbooks serve --port {port + 1}"
        raise repository.RepositoryError(message)
    _refresh(folder)
    click.echo(f"Serving http://127.0.0.1:{port}/ (Ctrl+C stops it)")
    command = repository.mkdocs("serve", "--quiet", "--dev-addr", f"127.0.0.1:{port}", folder=folder)
    environment = {**repository.site_environment(), **repository.lab_cache(repository.read(folder))}
    status = foreground(subprocess.Popen(command, env=environment, cwd=folder))
    sys.exit(0 if status in (-signal.SIGINT, -signal.SIGTERM, 130) else abs(status))
