"""`serve`: serves the site locally and verifies edited programs in the background."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import subprocess

_WATCHED = ("snippets", "docs/playbooks", "src/mistral_playbooks/content", "src/mistral_playbooks/gateway",
            "src/mistral_playbooks/mock")  # fmt: skip
"""Folders in which an edit can make a result stale."""


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Serve on this port.")
def serve(port: int) -> None:
    """Serve the site on 127.0.0.1, and rerun what an edit made outdated.

    \b
    mistral-playbooks serve --port 8000
    """
    import signal
    import subprocess

    from ..site import build
    from ..support.process import foreground
    from ..verify import checkout

    folder = checkout.root()
    if not build.port_is_free(port):
        message = f"port {port} is in use. Choose another: mistral-playbooks serve --port {port + 1}"
        raise checkout.RepositoryError(message)
    environment = {**build.site_environment(), **build.lab_cache(checkout.read(folder))}
    # `--dirty`: rebuild only what an edit changes (site/changes.py). Not strict, because pages may be unfinished.
    options = ("--quiet", "--dirty", "--no-strict", "--dev-addr", f"127.0.0.1:{port}")
    command = build.mkdocs("serve", *options, folder=folder)
    click.echo(f"Serving http://127.0.0.1:{port}/ (Ctrl+C stops it)")
    with _verifying(folder):
        status = foreground(subprocess.Popen(command, env=environment, cwd=folder))
    sys.exit(0 if status in (-signal.SIGINT, -signal.SIGTERM, 130) else abs(status))


@contextmanager
def _verifying(folder: Path) -> Iterator[None]:
    """Runs `verify --edited` now and after each edit. It writes docs/results/, which makes MkDocs reload the pages."""
    import subprocess

    stop = threading.Event()
    command = [sys.executable, "-m", "mistral_playbooks", "verify", "--edited"]

    def watch() -> None:
        seen: dict[str, int] = {}
        while not stop.is_set():
            if (now := _state(folder)) != seen:
                seen = now
                child = subprocess.Popen(command, cwd=folder)
                while child.poll() is None and not stop.wait(0.2):
                    pass
                end(child)
            stop.wait(1)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def end(child: subprocess.Popen[bytes], patience: float = 10) -> None:
    """Ends a verification, which keeps the results that it has. It is asked again after `patience` seconds, because
    Python loses a signal that arrives while it starts another process (CPython 3.11)."""
    import subprocess

    while child.poll() is None:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(patience)


def _state(folder: Path) -> dict[str, int]:
    """Returns when each watched file last changed, in nanoseconds."""
    found: dict[str, int] = {}
    for name in _WATCHED:
        for path, folders, files in os.walk(folder / name):
            folders[:] = [one for one in folders if one not in ("node_modules", "__pycache__")]
            for file in files:
                with suppress(OSError):  # removed in the meantime
                    found[f"{path}/{file}"] = Path(path, file).stat().st_mtime_ns
    return found
