"""The repository's working copy: what `verify`, `build` and `serve` read, run and write."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..content import catalog as catalogs
from ..content import programs
from ..content.catalog import Catalog
from ..content.clients import python_sdk
from ..content.programs import Program
from ..sdk import environments
from ..support.errors import UserError
from ..support.lock import locked
from . import results, scheduler, staleness, store
from .checkpoint import Checkpoint
from .results import Result
from .runners.clients import PYTHON, Clients, installed_major
from .scheduler import Unrunnable
from .staleness import Stale


class RepositoryError(UserError):
    """A command cannot work on this checkout. The text says why and what to do."""


@dataclass(frozen=True)
class Checkout:
    """A working copy of the repository, read and validated."""

    root: Path
    catalog: Catalog
    programs: list[Program]
    rows: list[Result]

    @property
    def results(self) -> Path:
        """The folder of the results."""
        return self.root / "docs" / "results"


def root() -> Path:
    """Returns the checkout that this package is installed from, else the one around the current folder."""
    for folder in (Path(__file__).resolve().parents[3], Path.cwd(), *Path.cwd().parents):
        if (folder / "mkdocs.yml").is_file() and (folder / "docs" / "playbooks").is_dir():
            return folder
    raise RepositoryError("This command works in a checkout of the repository: mkdocs.yml is not here.")


def read(folder: Path, slugs: Sequence[str] = ()) -> Checkout:
    """Reads front matter, programs (of `slugs`, if given) and results.

    Raises RepositoryError for an unknown slug; CatalogError or ResultsError for what cannot be used.
    """
    catalog = catalogs.read(folder / "docs" / "playbooks")
    for slug in slugs:
        if slug not in catalog.playbooks:
            raise RepositoryError(f"There is no playbook `{slug}`. There are: {', '.join(catalog.playbooks)}.")
    found = programs.find(folder, catalog, slugs)
    return Checkout(folder, catalog, found, store.read(folder / "docs" / "results"))


def wanted(
    checkout: Checkout, *, everything: bool = False, majors: Sequence[int] = (), ready: bool = False
) -> list[Program]:
    """Returns the programs that a command is about, each once for each major version of the Python SDK to run on.

    `everything`: all major versions and clients; `majors`: these of the Python SDK alone; else what the extra `site`
    installs. `ready` adds the environments that exist already.
    """
    if majors and not everything:
        return programs.matrix([p for p in checkout.programs if p.client.majors], sorted(majors, reverse=True))
    here = installed_major() or python_sdk().newest_major
    versions = python_sdk().versions
    on = [m for m in versions if everything or m == here or (ready and environments.is_ready(m, checkout.root))]
    found = programs.matrix(checkout.programs, on)
    return [
        p
        for p in found
        if everything
        or p.language != "python"
        or p.client.majors
        or (ready and environments.is_ready(p.sdk, checkout.root))
    ]


def outdated(checkout: Checkout) -> tuple[list[Stale], list[Stale]]:
    """Returns what an edit of a program, a record or the mock made stale: what can run here, and what cannot.

    Versions do not count, so a fresh clone runs nothing again on a machine with another Python, Node or curl.
    """
    here = wanted(checkout, ready=True)
    keys = {_identity(program) for program in here}
    recorded = {_identity(row) for row in checkout.rows}
    others = [p for p in wanted(checkout, everything=True) if _identity(p) in recorded - keys]
    return (
        staleness.find(here, checkout.rows, checkout.catalog, None),
        staleness.find(others, checkout.rows, checkout.catalog, None),
    )


def _identity(one: Program | Result) -> tuple[str, str, str, int | None]:
    """Returns what a program and its row share; only the Python SDK has several versions at a time."""
    return one.slug, one.file, one.sdk, one.major if one.sdk == python_sdk().package else None


def drop(checkout: Checkout, stale: Sequence[Stale]) -> int:
    """Removes outdated rows that cannot be renewed here. Returns how many."""
    if stale:
        with _locked(checkout.root):
            rows = store.read(checkout.results)
            store.write(checkout.results, _without(rows, stale), {one.program.slug for one in stale})
    return len(stale)


def _without(rows: Iterable[Result], stale: Iterable[Stale]) -> list[Result]:
    """Returns the rows of all other programs."""
    gone = {_identity(one.program) for one in stale}
    return [row for row in rows if _identity(row) not in gone]


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Held while results are read, merged and written, so that two verifications at once lose nothing."""
    cache = folder / ".cache"
    with ExitStack() as held:
        try:
            cache.mkdir(exist_ok=True)
            held.enter_context(locked(cache / "verify.lock"))
        except OSError as error:
            raise RepositoryError(
                f".cache/verify.lock cannot be written: {error.strerror}. docs/results/ is unchanged."
            ) from error
        yield


@dataclass(frozen=True)
class Verified:
    """What a verification found."""

    rows: list[Result]
    """Of every program that ran, now or before an interruption."""
    unrunnable: list[Unrunnable]
    differing: list[tuple[Result, Result]]
    """(row on record, new row) if the same code with the same client now does something else."""
    removed: int = 0
    """How many outdated rows of programs that cannot be run here were removed."""


def verify(
    checkout: Checkout,
    todo: Sequence[Program],
    *,
    done: Callable[[Result], None] = lambda _: None,
    resumed: Callable[[int], None] = lambda _: None,
    clients: Clients | None = None,
    update: bool = True,
    resume: bool = True,
) -> Verified:
    """Runs these programs and writes their results once all have run.

    `done` is called with each row, first with those of an interrupted verification, whose number `resumed` gets.
    Without `update`, a row on record stays if its program now does something else. An outdated row of a program that
    cannot be run here is removed, and with it the proof on its page.
    """
    checkpoint = Checkpoint(checkout.root)
    earlier: list[Result] = []
    with clients or Clients(checkout.root) as used:
        rest = list(todo)
        if resume:
            seen = checkpoint.rows()
            rest = [one.program for one in staleness.find(todo, seen, checkout.catalog, used)]
            earlier = staleness.valid(todo, seen, checkout.catalog, used)
            if earlier:
                resumed(len(earlier))
            for row in earlier:
                done(row)

        def keep(row: Result) -> None:
            checkpoint.keep(row)
            done(row)

        rows, unrunnable = scheduler.verify(rest, root=checkout.root, catalog=checkout.catalog, clients=used, done=keep)
    rows = sorted({row.key: row for row in [*earlier, *rows]}.values(), key=lambda row: row.key)
    with _locked(checkout.root):
        # Read again: another `verify` may have written meanwhile, and its rows are as good as ours.
        old = store.read(checkout.results)
        differing = results.differing(old, rows)
        refused = set() if update else {new.key for _, new in differing}
        stale = staleness.find((item.program for item in unrunnable), old, checkout.catalog, None)
        kept = _without([row for row in old if row.slug in checkout.catalog.playbooks], stale)
        new = [row for row in rows if row.key not in refused]
        store.write(checkout.results, results.merge(kept, new, checkout.programs))
    checkpoint.clear()
    return Verified(rows, unrunnable, differing, removed=len(old) - len(_without(old, stale)))


def write_down(checkout: Checkout, rows: Sequence[Result], commit: str | None) -> None:
    """Records that every program was run from nothing, at `commit`, and passed."""
    store.write_verification(
        checkout.results,
        store.Verification(
            date=datetime.datetime.now(datetime.UTC).date().isoformat(),
            commit=commit,
            runtime=PYTHON,
            classes=len({row.slug for row in rows}),
            programs=len({row.file for row in rows}),
            runs=len(rows),
        ),
    )
