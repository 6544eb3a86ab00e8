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
from .results import Result
from .runners.clients import PYTHON, Clients, installed_major
from .scheduler import Unrunnable
from .staleness import Stale


class RepositoryError(UserError):
    """A command cannot use this checkout. The message says why and what to do."""


@dataclass(frozen=True)
class Checkout:
    """A working copy of the repository, read and validated."""

    root: Path
    catalog: Catalog
    programs: list[Program]
    rows: list[Result]

    @property
    def results(self) -> Path:
        return self.root / "docs" / "results"


def root() -> Path:
    """Returns the checkout that this package is installed from, else the one around the current folder."""
    for folder in (Path(__file__).resolve().parents[3], Path.cwd(), *Path.cwd().parents):
        if (folder / "mkdocs.yml").is_file() and (folder / "docs" / "playbooks").is_dir():
            return folder
    raise RepositoryError("This command needs a checkout of the repository, but there is no mkdocs.yml here.")


def read(folder: Path, slugs: Sequence[str] = ()) -> Checkout:
    """Reads front matter, programs (of `slugs`, if given) and results.

    Raises UserError for an unknown slug, and CatalogError or ResultsError for invalid files.
    """
    catalog = catalogs.read(folder / "docs" / "playbooks")
    for slug in slugs:
        catalog.named(slug)
    found = programs.find(folder, catalog, slugs)
    return Checkout(folder, catalog, found, store.read(folder / "docs" / "results"))


def wanted(
    checkout: Checkout, *, everything: bool = False, majors: Sequence[int] = (), ready: bool = False
) -> list[Program]:
    """Returns the programs that a command applies to, once per major version of the Python SDK to run on.

    `everything` selects all major versions and clients, `majors` only these versions of the Python SDK. By default,
    only what the extra `site` installs is selected. `ready` adds environments that already exist.
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
        if everything or not p.client.requirements or (ready and environments.is_ready(p.sdk, checkout.root))
    ]


def outdated(checkout: Checkout) -> tuple[list[Stale], list[Stale]]:
    """Returns what an edit of a program, a record or the mock made stale: what can run here, and what cannot.

    Versions are ignored, so a fresh clone on a machine with another Python, Node or curl reruns nothing.
    """
    here = wanted(checkout, ready=True)
    keys = {identity(program) for program in here}
    recorded = {identity(row) for row in checkout.rows}
    others = [p for p in wanted(checkout, everything=True) if identity(p) in recorded - keys]
    return (
        staleness.find(here, checkout.rows, checkout.catalog, None),
        staleness.find(others, checkout.rows, checkout.catalog, None),
    )


def identity(one: Program | Result) -> tuple[str, str, str, int | None]:
    """Returns what a program and its row have in common. Only the Python SDK is tested on several major versions."""
    return one.slug, one.file, one.sdk, one.major if one.sdk == python_sdk().package else None


def drop(checkout: Checkout, stale: Sequence[Stale]) -> int:
    """Removes outdated rows of programs that cannot run here. Returns how many."""
    if stale:
        with _locked(checkout.root):
            rows = store.read(checkout.results)
            store.write(checkout.results, _without(rows, stale), {one.program.slug for one in stale})
    return len(stale)


def _without(rows: Iterable[Result], stale: Iterable[Stale]) -> list[Result]:
    """Returns the rows of all other programs."""
    gone = {identity(one.program) for one in stale}
    return [row for row in rows if identity(row) not in gone]


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Locks the results while they are read, merged and written, so that concurrent verifications lose nothing."""
    cache = folder / ".cache"
    with ExitStack() as stack:
        try:
            cache.mkdir(exist_ok=True)
            stack.enter_context(locked(cache / "verify.lock"))
        except OSError as error:
            raise RepositoryError(
                f".cache/verify.lock cannot be written: {error.strerror}. docs/results/ is unchanged."
            ) from error
        yield


@dataclass(frozen=True)
class Verified:
    """The outcome of a verification."""

    rows: list[Result]
    """One per program that ran, now or before an interruption."""
    unrunnable: list[Unrunnable]
    differing: list[tuple[Result, Result]]
    """(row on record, new row) for each program whose behavior changed, although its code and client did not."""
    removed: int = 0
    """Number of removed outdated rows of programs that cannot run here."""
    not_isolated: str = ""
    """Why the programs had no network of their own; empty if they had one, or none ran."""


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
    """Runs these programs, and writes their results when all have run.

    `done` is called with each row, starting with those of an interrupted verification. `resumed` is called with their
    number. Without `update`, a program whose behavior changed keeps its row on record. Outdated rows of programs that
    cannot run here are removed, and with them the results on their pages.
    """
    checkpoint = store.Checkpoint(checkout.root)
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

        recorded = store.read(checkout.results)
        rows, unrunnable = scheduler.verify(
            rest,
            root=checkout.root,
            catalog=checkout.catalog,
            clients=used,
            done=keep,
            differs=lambda row: bool(results.differing(recorded, [row])),
        )
    rows = sorted({row.key: row for row in [*earlier, *rows]}.values(), key=lambda row: row.key)
    with _locked(checkout.root):
        # Read again: another `verify` may have written in the meantime, and its rows are just as valid.
        old = store.read(checkout.results)
        differing = results.differing(old, rows)
        refused = set() if update else {new.key for _, new in differing}
        stale = staleness.find((item.program for item in unrunnable), old, checkout.catalog, None)
        kept = _without([row for row in old if row.slug in checkout.catalog.playbooks], stale)
        new = [row for row in rows if row.key not in refused]
        store.write(checkout.results, results.merge(kept, new, checkout.programs))
    checkpoint.clear()
    removed = len(old) - len(_without(old, stale))
    return Verified(rows, unrunnable, differing, removed, used.not_isolated)


def record_verification(checkout: Checkout, rows: Sequence[Result], commit: str | None) -> None:
    """Records that every program was run from scratch, at `commit`, and passed."""
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
