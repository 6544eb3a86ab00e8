"""The commands for a checkout: verify, build, serve. Each imports what it needs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from .programs import Program
    from .repository import Checkout
    from .results import Result


def _verify(checkout: Checkout, todo: list[Program], quiet: bool = False) -> tuple[list[Result], bool]:
    """Runs programs with progress on a terminal, plain lines elsewhere. The rows, and whether all could be run."""
    from . import repository

    def say(row: Result) -> None:
        if row.outcome == "failed":
            click.echo(f"failed  {row.file} ({row.sdk} {row.version}): {'; '.join(row.reasons)}", err=True)
            click.echo("\n".join(f"    {line}" for line in row.output.splitlines()[-12:]), err=True)

    if sys.stderr.isatty() and not quiet:
        from rich.console import Console
        from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

        columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("verifying", total=len(todo))

            def step(row: Result) -> None:
                progress.advance(task)
                say(row)

            rows, unrunnable = repository.verify(checkout, todo, done=step)
    else:
        rows, unrunnable = repository.verify(checkout, todo, done=say)
    for reason in sorted({item.reason for item in unrunnable}):
        files = [item.program.file for item in unrunnable if item.reason == reason]
        click.echo(f"not run, so without proof: {len(files)} programs, such as {files[0]}. {reason}", err=True)
    return rows, not unrunnable


@click.command()
@click.argument("slugs", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="The rows of results.json for these programs.")
def verify(slugs: tuple[str, ...], as_json: bool) -> None:
    """Run the published programs and write docs/results.json. Status 1 where one does not do what it must.

    \b
    mistral-playbooks verify
    mistral-playbooks verify rate-limited
    """
    from . import repository
    from .verification import table

    checkout = repository.read(repository.root(), slugs)
    rows, complete = _verify(checkout, checkout.programs, quiet=as_json)
    if as_json:
        click.echo(table(rows))
    else:
        bad = sum(row.outcome == "failed" for row in rows)
        click.echo(f"{len(rows) - bad} programs passed, {bad} failed.")
    sys.exit(0 if complete and all(row.outcome == "passed" for row in rows) else 1)


def _refresh(folder: Path) -> None:
    """Reruns what is stale; stops where a program fails."""
    from . import repository, verification
    from .clients import Clients

    checkout = repository.read(folder)
    with Clients(folder) as clients:
        todo = verification.stale(checkout.programs, checkout.rows, checkout.catalog, clients)
    if todo:
        click.echo(f"Verifying {len(todo)} of {len(checkout.programs)} programs: code, mock, SDK or runtime changed.")
        rows, _ = _verify(checkout, todo)
        if any(row.outcome == "failed" for row in rows):
            click.echo("A published program does not do what it must (see above): the site is not built.", err=True)
            sys.exit(1)
    else:
        click.echo(f"All {len(checkout.programs)} programs are verified.")


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
