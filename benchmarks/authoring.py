"""Measures what an author of pages waits for, and what the pages weigh, in a copy of the checkout."""

from __future__ import annotations

import gzip
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from statistics import median

import measured
import verification

from mistral_playbooks.content import catalog
from mistral_playbooks.site.exports import rules

_LOAD = (
    "import time; from mistral_playbooks.content import catalog; began = time.perf_counter(); catalog.load(); "
    "print(time.perf_counter() - began)"
)


def build(folder: Path) -> measured.Run:
    """Builds the site of a copy into its folder `built`. Raises SystemExit if that fails."""
    command = ["mistral_playbooks", "build", "--site-dir", str(folder / "built")]
    done = measured.module(command, folder, verification.environment(folder))
    if done.status:
        raise SystemExit(f"the site was not built:\n{done.stdout}{done.stderr}")
    return done


def loads(folder: Path, turns: int) -> list[float]:
    """Measures the seconds of `catalog.load()`, each time in a new process. The first, which compiles, is left out."""
    command, env = [sys.executable, "-c", _LOAD], verification.environment(folder)
    runs = [
        subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=True).stdout
        for _ in range(turns + 1)
    ]
    return [float(run) for run in runs[1:]]


def edits(folder: Path, turns: int) -> list[float]:
    """Measures the seconds until an edit of the heaviest playbook appears on the served page.

    `folder` has a built site. Raises SystemExit if a page does not appear.
    """
    heaviest = max(_playbooks(folder / "built"), key=lambda page: page.stat().st_size).parent.name
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mistral_playbooks", "serve", "--port", str(port)]
    env = verification.environment(folder)
    server = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    page, source = f"http://127.0.0.1:{port}/playbooks/{heaviest}/", folder / "docs" / "playbooks" / f"{heaviest}.md"
    try:
        _until(page, "", 300)
        seconds = []
        for turn in range(turns):
            time.sleep(3)  # MkDocs checks for changes made during a build
            began, mark = time.perf_counter(), f"Edited for the {turn}th time."
            source.write_text(source.read_text(encoding="utf-8") + f"\n\n{mark}\n", encoding="utf-8")
            _until(page, mark, 120)
            seconds.append(time.perf_counter() - began)
        return seconds
    finally:
        server.terminate()
        server.wait(30)


def _until(page: str, mark: str, timeout: float) -> None:
    """Waits until a page contains a text. Raises SystemExit after `timeout` seconds."""
    ends = time.monotonic() + timeout
    while time.monotonic() < ends:
        try:
            with urllib.request.urlopen(page, timeout=60) as answer:
                if mark in answer.read().decode():
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"{page} did not show {mark!r} within {timeout:.0f} s")


def weights(folder: Path) -> dict[str, float]:
    """Returns the weights of a copy's built site in kB: pages as HTML, what the box loads compressed."""
    site, docs = folder / "built", folder / "docs"
    pages = [page.stat().st_size for page in _playbooks(site)]
    diagnosis = rules.script(docs) + rules.to_json(catalog.read(docs / "playbooks"), steps=False)
    found = {
        "home": (site / "index.html").stat().st_size,
        "median": median(pages),
        "heaviest": max(pages),
        "diagnosis": len(gzip.compress(diagnosis.encode(), 6)),
        "answers.js": len(gzip.compress((site / "assets" / "answers.js").read_bytes(), 6)),
        "reference.js": len(gzip.compress((site / "assets" / "reference.js").read_bytes(), 6)),
    }
    return {name: size / 1000 for name, size in found.items()}


def most(folder: Path) -> float:
    """Returns how many kB the diagnosis may weigh: 40 for 77 classes, and in proportion for more, as in its test."""
    return 40 * max(77, len(catalog.read(folder / "docs" / "playbooks").playbooks)) / 77


def _playbooks(site: Path) -> list[Path]:
    return sorted((site / "playbooks").glob("*/index.html"))
