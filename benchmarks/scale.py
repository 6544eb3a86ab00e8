"""`python benchmarks/scale.py [--classes N]`: measures what N classes (default: 76) would cost.

Copies the checkout, duplicates classes under other names until there are N, verifies everything from scratch and again
unchanged, builds the site, serves it and edits a page. Takes about 15 minutes. The exit status is 1 if a figure misses
its bound.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from statistics import median

import measured
import verification
import yaml
from figures import Figure, table
from rich.console import Console

_LOAD = (
    "import time; from mistral_playbooks.content import catalog; began = time.perf_counter(); catalog.load(); "
    "print(time.perf_counter() - began)"
)


def multiply(folder: Path, classes: int) -> list[str]:
    """Duplicates the playbooks of a copied checkout until there are `classes`. Returns all slugs.

    A duplicate has another slug but the same error text, so each lists the others in `same_text`. No program can tell
    them apart, so those that would have to (`tell`) are left out, and classes that have no other are not duplicated.
    """
    pages, snippets = folder / "docs" / "playbooks", folder / "snippets"
    slugs = sorted(path.stem for path in pages.glob("*.md"))
    families = {slug: [slug] for slug in slugs}
    for file in snippets.rglob("tell*"):
        if any(file.parent.glob("fixed*")):
            file.unlink()
    several = [slug for slug in slugs if not any((snippets / slug).glob("tell*"))]
    for number in range(classes - len(slugs)):
        slug = several[number % len(several)]
        families[slug].append(f"{slug}-{len(families[slug]) + 1}")
    for slug, family in families.items():
        _, head, body = (pages / f"{slug}.md").read_text(encoding="utf-8").split("---\n", 2)
        record = yaml.safe_load(head)
        for name in family:
            alike = [one for like in (slug, *record.get("same_text", [])) for one in families[like] if one != name]
            copied = {**record, "same_text": alike}
            if slug in several:
                copied["shared"] = [file for file in record.get("shared", []) if not file.startswith("tell")]
                copied["runs"] = {key: run for key, run in record.get("runs", {}).items() if not key.startswith("tell")}
                copied["allows"] = [one for one in record.get("allows", []) if not one["program"].startswith("tell")]
            own = f"{slug}(?:/(?:{'|'.join(cause['id'] for cause in record['causes'])}))?"
            copied["runs"] = {key: _renamed(run, own, slug, name) for key, run in copied.get("runs", {}).items()}
            text = yaml.safe_dump(copied, sort_keys=False, allow_unicode=True)
            (pages / f"{name}.md").write_text(f"---\n{text}---\n{body}", encoding="utf-8")
            if name != slug:
                shutil.copytree(folder / "snippets" / slug, folder / "snippets" / name)
    return sorted(name for family in families.values() for name in family)


def _renamed(run: dict[str, str], own: str, slug: str, name: str) -> dict[str, str]:
    """Returns a program's conditions, with the class's new slug in its faults. `own` matches the page's own faults."""
    if "fault" not in run:
        return run
    faults = re.sub(rf"(?:^|(?<= ))(?:{own})(?=[:@, ]|$)", lambda fault: fault[0].replace(slug, name, 1), run["fault"])
    return {**run, "fault": faults}


def edit(folder: Path, slug: str, turns: int = 3) -> list[float]:
    """Measures several times how many seconds it takes until an edit of a playbook appears on the served page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mistral_playbooks", "serve", "--port", str(port)]
    server = subprocess.Popen(
        command,
        cwd=folder,
        env=verification.environment(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    page, source = f"http://127.0.0.1:{port}/playbooks/{slug}/", folder / "docs" / "playbooks" / f"{slug}.md"
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


def measure(classes: int, say: Console) -> list[Figure]:
    """Returns all figures for a checkout with this many classes."""
    with verification.copy() as folder:
        slugs = multiply(folder, classes)
        env = verification.environment(folder)
        say.print(f"{len(slugs)} classes; verifying all from scratch …")
        first = verification.verify(folder, "--all", "--force", "--update")
        rows = first.passed + first.failed
        say.print(f"{rows} rows in {first.run.seconds:.0f} s; {first.failed} failed")
        again = verification.verify(folder, "--all")
        built = measured.module(["mistral_playbooks", "build", "--site-dir", str(folder / "built")], folder, env)
        if built.status:
            raise SystemExit(f"the site was not built:\n{built.stdout}{built.stderr}")
        say.print(f"built in {built.seconds:.0f} s; serving …")
        edits = edit(folder, slugs[-1])
        code = [sys.executable, "-c", _LOAD]
        loads = [
            float(subprocess.run(code, cwd=folder, env=env, capture_output=True, text=True, check=True).stdout)
            for _ in range(9)
        ]
    detail = {"rows": rows, "failed": first.failed, "processors": os.cpu_count() or 1}
    cpu = {"cpu_seconds": round(first.run.cpu, 1)}
    return [
        Figure("everything", "minutes of `verify --all --force`", first.run.seconds / 60, "at most", 12, detail),
        Figure("processor", "CPU seconds per row", first.run.cpu / rows, "at most", 0.45, cpu),
        Figure("unchanged", "seconds of `verify --all`, nothing changed", again.run.seconds, "at most", 5, {}),
        Figure("build", "seconds of `build` from verified results", built.seconds, "at most", 40, {}),
        Figure("edit", "seconds to the edited page under `serve`", median(edits), "at most", 3, {"all": edits}),
        Figure("catalog", "milliseconds of `catalog.load()`", 1000 * median(loads[1:]), "at most", 30, {}),
    ]


def main() -> int:
    """Measures and prints the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--classes", type=int, default=76)
    console = Console()
    figures = measure(options.parse_args().classes, console)
    console.print(table(figures))
    return 0 if all(one.holds for one in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
