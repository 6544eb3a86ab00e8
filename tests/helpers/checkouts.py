"""Copies of what the commands for a checkout read, and programs that run in one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers.machine import ROOT
from mistral_playbooks.content import catalog, programs
from mistral_playbooks.content.catalog import Catalog
from mistral_playbooks.verify import scheduler
from mistral_playbooks.verify.results import Result
from mistral_playbooks.verify.runners.clients import Clients


def copy(target: Path) -> Path:
    """Copies docs and programs, which are small enough to change at will. Packages of npm are linked."""
    for name in ("docs", "snippets", "tests/mutations"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("node_modules", ".cache", ".npmrc"))
    shutil.copy(ROOT / "mkdocs.yml", target / "mkdocs.yml")
    (target / "snippets" / "node_modules").symlink_to(ROOT / "snippets" / "node_modules")
    return target


class Bench:
    """A copied checkout whose clients are started once for many programs."""

    def __init__(self, folder: Path, read: Catalog, clients: Clients) -> None:
        self._folder, self._read, self._clients = folder, read, clients

    def verified(self, file: str, text: str, timeout: float) -> Result:
        """The row of a published program whose text is replaced for this one run."""
        path = self._folder / file
        before = path.read_bytes()
        path.write_text(text, encoding="utf-8")
        try:
            found = programs.find(self._folder, self._read, [file.split("/")[1]])
            program = next(one for one in found if one.file == file)
            (row,), unrunnable = scheduler.verify(
                [program], root=self._folder, catalog=self._read, clients=self._clients, timeout=timeout
            )
        finally:
            path.write_bytes(before)
        assert not unrunnable
        return row


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """Copies the checkout to a folder, in which programs run until the end of the context."""
    read = catalog.read(copy(folder) / "docs/playbooks")
    with Clients(folder) as clients:
        yield Bench(folder, read, clients)
