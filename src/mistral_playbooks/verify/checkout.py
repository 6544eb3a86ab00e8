"""The commands for a checkout: verify what is published, build the site, serve it."""

from __future__ import annotations

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
from . import results, scheduler, staleness
from .checkpoint import Progress
from .results import Result
from .runners.clients import Clients, installed_major
from .scheduler import Unrunnable
from .staleness import Stale


class RepositoryError(UserError):
    """A command for a checkout cannot do its work. The text says why and what to do."""


@dataclass(frozen=True)
class Checkout:
    """A working copy of the repository, read and validated."""

    root: Path
    catalog: Catalog
    programs: list[Program]
    rows: list[Result]

    @property
    def results_file(self) -> Path:
        return self.root / "docs" / "results.json"


def root() -> Path:
    """The checkout that this package is installed from, else the one around the current folder."""
    for folder in (Path(__file__).resolve().parents[3], Path.cwd(), *Path.cwd().parents):
        if (folder / "mkdocs.yml").is_file() and (folder / "docs" / "playbooks").is_dir():
            return folder
    raise RepositoryError("This command works in a checkout of the repository: mkdocs.yml is not here.")


def read(folder: Path, slugs: Sequence[str] = ()) -> Checkout:
    """Reads front matter, programs (of `slugs` where some are given) and results.

    RepositoryError for an unknown slug; CatalogError or ResultsError where something cannot be used.
    """
    catalog = catalogs.read(folder / "docs" / "playbooks")
    for slug in slugs:
        if slug not in catalog.playbooks:
            raise RepositoryError(f"There is no playbook `{slug}`. There are: {', '.join(catalog.playbooks)}.")
    found = programs.find(folder, catalog, slugs)
    return Checkout(folder, catalog, found, results.read(folder / "docs" / "results.json"))


def wanted(
    checkout: Checkout, *, everything: bool = False, majors: Sequence[int] = (), ready: bool = False
) -> list[Program]:
    """What a command is about: each program once for each major of the Python SDK that it is to run on.

    `everything`: all majors and clients; `majors`: the Python SDK's of these alone; else what the extra `site`
    installs. `ready` adds the environments that are made already.
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


def elsewhere(checkout: Checkout) -> list[Program]:
    """What has a row but no environment here: proofs that can only be kept or lost."""
    here = {(p.file, p.sdk, p.major) for p in wanted(checkout, ready=True)}
    rows = {(row.file, row.sdk, row.major if row.sdk == python_sdk().package else None) for row in checkout.rows}
    every = wanted(checkout, everything=True)
    return [p for p in every if (key := (p.file, p.sdk, p.major)) in rows and key not in here]


def drop(checkout: Checkout, stale: Sequence[Stale]) -> int:
    """Takes the rows that no longer hold, and cannot be renewed here, out of results.json. Gives their number."""
    if stale:
        with _locked(checkout.root):
            rows = results.read(checkout.results_file)
            results.write(checkout.results_file, _without(rows, stale))
    return len(stale)


def _without(rows: Iterable[Result], stale: Iterable[Stale]) -> list[Result]:
    """The rows of all other programs."""
    gone = {(one.program.file, one.program.sdk, one.program.major) for one in stale}
    return [row for row in rows if not gone & {(row.file, row.sdk, row.major), (row.file, row.sdk, None)}]


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Held while results.json is read, merged and written: two verifications at once lose nothing."""
    cache = folder / ".cache"
    with ExitStack() as held:
        try:
            cache.mkdir(exist_ok=True)
            held.enter_context(locked(cache / "verify.lock"))
        except OSError as error:
            raise RepositoryError(
                f".cache/verify.lock cannot be written: {error.strerror}. docs/results.json is as it was."
            ) from error
        yield


@dataclass(frozen=True)
class Verified:
    """What a verification saw."""

    rows: list[Result]
    """Of every program that ran, now or in an interrupted verification before this one."""
    unrunnable: list[Unrunnable]
    differing: list[tuple[Result, Result]]
    """(the row on record, the new one) where the same code on the same client now prints something else."""
    lost: int = 0
    """How many of the programs that cannot be run here had a row that no longer holds, so that it went."""


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
    """Runs these programs and writes results.json, whole, once all have run.

    `done` is called with each row, those of an interrupted verification before this one first, whose number
    `resumed` is told. Without `update` a row on record whose output now differs stays as it is. A program that cannot
    be run here loses its row, and with it the proof on its page, unless the row still holds.
    """
    progress = Progress(checkout.root)
    earlier: list[Result] = []
    with clients or Clients(checkout.root) as used:
        rest = list(todo)
        if resume:
            seen = progress.rows()
            rest = [one.program for one in staleness.find(todo, seen, checkout.catalog, used)]
            earlier = staleness.holding(todo, seen, checkout.catalog, used)
            if earlier:
                resumed(len(earlier))
            for row in earlier:
                done(row)

        def keep(row: Result) -> None:
            progress.keep(row)
            done(row)

        rows, unrunnable = scheduler.verify(
            rest, root=checkout.root, catalog=checkout.catalog, clients=used, done=keep, before=checkout.rows
        )
    rows = sorted({row.key: row for row in [*earlier, *rows]}.values(), key=lambda row: row.key)
    with _locked(checkout.root):
        # Read again: another `verify` may have written meanwhile, and its rows are as good as ours.
        old = results.read(checkout.results_file)
        differing = results.differing(old, rows)
        refused = set() if update else {new.key for _, new in differing}
        stale = staleness.find((item.program for item in unrunnable), old, checkout.catalog, None)
        kept = _without([row for row in old if row.slug in checkout.catalog.playbooks], stale)
        new = [row for row in rows if row.key not in refused]
        results.write(checkout.results_file, results.merge(kept, new, checkout.programs))
    progress.clear()
    return Verified(rows, unrunnable, differing, lost=len(old) - len(_without(old, stale)))
