"""`verify`: runs the published programs and writes down what happened."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .live import live_options
from .newest import newest_option
from .progress import say_why, show_differences, verify_with_progress


class _Major(click.ParamType):
    """A major of the Python SDK that the table of clients has. The table is read only if the option is given."""

    name = "major"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        from ..content.clients import python_sdk

        known = python_sdk().versions
        if not value.isdecimal() or int(value) not in known:
            self.fail(f"There is no SDK {value}. There are: {', '.join(map(str, known))}.", param, ctx)
        return int(value)


@click.command()
@click.argument("slugs", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="On every SDK major and with every client.")
@click.option("--sdk", "majors", multiple=True, type=_Major(), help="On this major of the Python SDK alone.")
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

    With SLUG, also name what its page lacks: places to fill in, sections, evidence, a test that keeps it fixed.

    Status 1 where a page lacks something, or a program does not do what it must, prints something else than before, or
    cannot be run here; 2 where it cannot begin, or not write what it found.

    \b
    mistral-playbooks verify --all
    mistral-playbooks verify rate-limited --sdk 1 --force
    mistral-playbooks verify --newest
    mistral-playbooks verify --live --dry-run
    """
    from ..verify import checkout as repository
    from ..verify import staleness
    from ..verify.runners.clients import Clients
    from ..verify.scheduler import table

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
        say_why(stale, len(wanted))
    seen = verify_with_progress(checkout, todo, quiet=as_json, update=update, resume=not force)
    show_differences(seen)
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
    unfinished = _check_pages(checkout.root, slugs)
    sys.exit(1 if failed or seen.unrunnable or wrong or unfinished else 0)


def _check_pages(root: Path, slugs: tuple[str, ...]) -> bool:
    """Names what the pages of these slugs lack besides working programs. Returns whether there is anything."""
    if not slugs:
        return False
    from ..site.checks import page

    site = page.read(root, slugs)
    said = [line for slug in slugs for line in page.find(site, root, slug)]
    for line in said:
        click.echo(line, err=True)
    return bool(said)


def _update_inline(root: Path, slugs: tuple[str, ...]) -> bool:
    """Rewrites `#>` lines in Markdown and shows what changed. True where an example does not run."""
    from ..verify import inline_examples

    changed, problem = inline_examples.update(root, slugs)
    for line in changed:
        click.echo(f"    {line}", err=True)
    if problem:
        click.echo(problem, err=True)
    return problem is not None
