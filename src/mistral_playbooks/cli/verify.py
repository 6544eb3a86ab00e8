"""`verify`: runs the published programs and records what happened."""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ..newest import NewestError
from .live import live_options
from .progress import print_reasons, refresh, show_differences, verify_with_progress


def _shard(_context: click.Context, _option: click.Parameter, value: str | None) -> tuple[int, int]:
    match = re.fullmatch(r"([1-9]\d?)/([1-9]\d?)", value or "1/1")
    if match is None or int(match[1]) > int(match[2]):
        raise click.BadParameter(f"`{value}` is not a part such as 1/3.")
    return int(match[1]), int(match[2])


class _Major(click.ParamType):
    """A major version of the Python SDK. The table of clients is read only if the option is given."""

    name = "major"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        from ..content.clients import python_sdk

        known = python_sdk().versions
        if not value.isdecimal() or int(value) not in known:
            self.fail(f"There is no SDK {value}. There are: {', '.join(map(str, known))}.", param, ctx)
        return int(value)


def _newest_option(command: Callable[..., None]) -> Callable[..., None]:
    """Adds `--newest` to a command. With it, `_try_newest` is called instead of the command."""

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
        _try_newest(slugs, force=force, as_json=as_json)

    return wrapper


@click.command()
@click.argument("slugs", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Run on every SDK major version and with every client.")
@click.option("--sdk", "majors", multiple=True, type=_Major(), help="Run on this major version of the Python SDK.")
@click.option("--force", is_flag=True, help="Run programs with valid results, too.")
@click.option("--shard", callback=_shard, metavar="K/N", help="Run only part K of N.")
@click.option(
    "--edited", is_flag=True, help="Run only what an edit made outdated; accept results of other versions (as `build`)."
)
@click.option("--update", is_flag=True, help="Accept outputs that differ from the record; rewrite `#>` in Markdown.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
@live_options
@_newest_option
def verify(
    slugs: tuple[str, ...],
    everything: bool,
    majors: tuple[int, ...],
    force: bool,
    shard: tuple[int, int],
    edited: bool,
    update: bool,
    as_json: bool,
) -> None:
    """Run the published programs without a valid result, and write docs/results/.

    With SLUG, also report what its page lacks: unfilled placeholders, sections, evidence, a regression test.

    The exit status is 1 if a page lacks something, or if a program fails, behaves differently than on record, or cannot
    run here; 2 if the command cannot start or cannot write.

    \b
    mistral-playbooks verify --all
    mistral-playbooks verify rate-limited --sdk 1 --force
    mistral-playbooks verify --newest
    mistral-playbooks verify --live --dry-run
    """
    from ..support.process import require_groups
    from ..verify import checkout as repository
    from ..verify import staleness, store
    from ..verify.runners.clients import Clients
    from ..verify.scheduler import table

    if everything and majors:
        raise repository.RepositoryError("--all runs every major version, but --sdk only one. Use one of them.")
    if edited:
        if slugs or everything or majors or force or update or as_json:
            raise repository.RepositoryError("--edited cannot be combined with slugs or other options.")
        sys.exit(0 if refresh(repository.root()) else 1)
    checkout = repository.read(repository.root(), slugs)
    commit = store.commit(checkout.root)
    wanted = repository.wanted(checkout, everything=everything, majors=majors)[shard[0] - 1 :: shard[1]]
    if force:
        todo = wanted
    else:
        with Clients(checkout.root) as clients:
            stale = staleness.find(wanted, checkout.rows, checkout.catalog, clients)
        todo = [one.program for one in stale]
        print_reasons(stale, len(wanted))
    if todo:
        require_groups("verify")
    seen = verify_with_progress(checkout, todo, quiet=as_json, update=update, resume=not force)
    show_differences(seen)
    bad = sum(row.outcome == "failed" for row in seen.rows)
    if as_json:
        names = set(map(repository.identity, wanted))
        rows = repository.read(checkout.root, slugs).rows
        click.echo(table(row for row in rows if repository.identity(row) in names))
    else:
        unchanged = len(wanted) - len(todo)
        click.echo(f"{len(seen.rows) - bad} passed, {bad} failed, {unchanged} unchanged.")
        if wanted and not todo:
            click.echo(f"All {unchanged} have a valid run on record.")
    differs = bool(seen.differing) and not update
    if differs:
        chosen = [*slugs, *["--all"] * everything, *(f"--sdk {major}" for major in majors), "--update"]
        click.echo(f"If this is intended, run: mistral-playbooks verify {' '.join(chosen)}", err=True)
    wrong = _update_inline(checkout.root, slugs) if update else False
    lacking = _check_pages(checkout.root, slugs)
    failed = bad > 0 or differs or bool(seen.unrunnable) or wrong or lacking
    if everything and force and not slugs and shard == (1, 1) and not failed:
        repository.record_verification(checkout, seen.rows, commit)
    sys.exit(1 if failed else 0)


def _check_pages(root: Path, slugs: tuple[str, ...]) -> bool:
    """Names what the pages of these slugs lack besides working programs. Returns whether there is anything."""
    if not slugs:
        return False
    from ..site.checks import page

    site = page.read(root, slugs)
    found = [line for slug in slugs for line in page.find(site, root, slug)]
    for line in found:
        click.echo(line, err=True)
    if found:
        points, them = ("the point", "it") if len(found) == 1 else (f"the {len(found)} points", "them")
        click.echo(f"Not finished: {points} above. Correct {them}, and run the command again.", err=True)
    return bool(found)


def _update_inline(root: Path, slugs: tuple[str, ...]) -> bool:
    """Rewrites `#>` lines in Markdown and prints what changed. Returns whether an example does not run."""
    from ..verify import inline_examples

    changed, problem = inline_examples.update(root, slugs)
    for line in changed:
        click.echo(f"    {line}", err=True)
    if problem:
        click.echo(problem, err=True)
    return problem is not None


def _try_newest(slugs: tuple[str, ...], *, force: bool, as_json: bool) -> None:
    """Runs the trial, reports it, and writes the newest releases to docs/releases.json. Exits with 0 if all passed."""
    import datetime
    import shutil

    from ..newest import report, trial
    from ..sdk import releases
    from ..support.process import require_groups
    from ..verify import checkout as repository

    require_groups("verify --newest")
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
