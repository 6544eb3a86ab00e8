"""The commands for a checkout: verify what is published, build the site, serve it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import catalog as catalogs
from . import programs, results, verification
from .catalog import Catalog
from .clients import Clients
from .programs import Program
from .results import Result
from .verification import Unrunnable


class RepositoryError(Exception):
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
    for folder in (Path(__file__).resolve().parents[2], Path.cwd(), *Path.cwd().parents):
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


def verify(
    checkout: Checkout,
    todo: Sequence[Program],
    *,
    done: Callable[[Result], None] = lambda _: None,
    clients: Clients | None = None,
) -> tuple[list[Result], list[Unrunnable]]:
    """Runs these programs and writes results.json, whole, once all have run.

    A program that cannot be run here loses its row, and with it the proof on its page.
    """
    with clients or Clients(checkout.root) as used:
        rows, unrunnable = verification.verify(
            todo, root=checkout.root, catalog=checkout.catalog, clients=used, done=done
        )
    # Read again: another `verify` may have written meanwhile, and its rows are as good as ours.
    old = results.read(checkout.results_file)
    lost = {item.program.file for item in unrunnable}
    kept = [row for row in old if row.slug in checkout.catalog.playbooks and row.file not in lost]
    results.write(checkout.results_file, results.merge(kept, rows, checkout.programs))
    return rows, unrunnable


def mkdocs(*arguments: str, folder: Path) -> list[str]:
    """The command line of MkDocs, found beside this interpreter. RepositoryError where it is not installed."""
    from importlib.util import find_spec

    if find_spec("mkdocs") is None or find_spec("material") is None:
        raise RepositoryError("MkDocs is not installed here: pip install -c constraints.txt -e '.[site]'")
    return [sys.executable, "-m", "mkdocs", *arguments, "--config-file", str(folder / "mkdocs.yml")]


def site_environment() -> dict[str, str]:
    """MkDocs' environment: without the two banners about the theme's successor."""
    return {**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}


def lab_cache(checkout: Checkout) -> dict[str, str]:
    """Variables under which MkDocs keeps what the labs printed, for this mock, SDK and Python alone.

    Older states are removed: mkdocs-jupyter's own key is the notebook's text, so it would show stale output.
    """
    with Clients(checkout.root) as clients:
        digest = verification.lab_digest(checkout.catalog, clients.client("python"))
    folder = checkout.root / ".cache" / "labs"
    for other in folder.iterdir() if folder.is_dir() else ():
        if other.name != digest:
            shutil.rmtree(other, ignore_errors=True)
    return {"NB_CACHE": "true", "NB_CACHE_DIR": str(folder / digest)}


def build_site(folder: Path, target: Path) -> None:
    """Builds the site beside `target` and swaps it in; the old site stays where the build fails."""
    command = mkdocs("build", "--strict", "--quiet", folder=folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and not (target.is_dir() and (not any(target.iterdir()) or (target / "sitemap.xml").is_file())):
        raise RepositoryError(f"{target} holds something that is no built site. Choose another --site-dir.")
    fresh = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    try:
        done = subprocess.run([*command, "--site-dir", str(fresh)], env=site_environment(), check=False)
        if done.returncode:
            raise RepositoryError("MkDocs did not build the site: see its message above. The old site is as it was.")
        fresh.chmod(0o755)
        shutil.rmtree(target, ignore_errors=True)
        fresh.replace(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def port_is_free(port: int) -> bool:
    """Whether a server can bind to this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
