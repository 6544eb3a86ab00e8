"""Runs programs of others against the mock, unchanged: `python tests/run_programs.py FOLDER`.

Every program below FOLDER (`.py`, `.ipynb`, `.ts`, `.js`, `.sh`) runs once, under the gateway that `mistral-playbooks
run` uses, in its own copy of FOLDER, with a time limit. A table says which end well, and why the others do not. Nothing
is installed: choose an interpreter that has what the programs import. Exit status 1 if a program does not end well.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from mistral_playbooks.gateway.certificates import Authority
from mistral_playbooks.gateway.environment import KEY
from mistral_playbooks.gateway.proxy import Gateway
from mistral_playbooks.mock import Api, Exchange, Settings
from mistral_playbooks.support.errors import UserError
from mistral_playbooks.support.loop_thread import LoopThread
from mistral_playbooks.support.process import Outcome, run
from mistral_playbooks.verify.runners import node

KINDS = (".py", ".ipynb", ".ts", ".mts", ".js", ".mjs", ".sh")
MOST_BYTES = 200_000_000
"""Of a folder, which is copied for each program."""
_IGNORED = shutil.ignore_patterns("node_modules", ".*", "__pycache__", "venv")
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_MISSING = re.compile(
    r"No module named '?([\w.]+)|(cannot import name '\w+' from '[\w.]+')|Cannot find (?:package|module) '([^']+)'"
    r"|(does not provide an export named '\w+')|(\S+): (?:command )?not found$",
    re.MULTILINE,
)
_ERROR = re.compile(r"^(?:[\w.]*(?:Error|Exception|Warning|Unset|Exit|Interrupt)\b.*|.*\berror: .*)$", re.IGNORECASE)


@dataclass(frozen=True)
class Result:
    """What one program did. `group` is "ends well" or the kind of reason, `why` the reason itself."""

    program: str
    group: str
    why: str
    exit: int
    seconds: float
    requests: int
    refused: tuple[str, ...]


@dataclass(frozen=True)
class Options:
    """How programs are run. `own_folder` is whether a program runs in its own folder, otherwise in the whole one's."""

    python: str
    seconds: float = 60.0
    own_folder: bool = False
    typescript: tuple[str, ...] = ()
    """The command that runs `.ts` and `.mts`; Node itself if empty, which cannot leave out imports of types alone."""


def programs(folder: Path, only: str = "*") -> list[Path]:
    """Returns the programs below a folder, as paths relative to it. Packages' parts and tests are not programs.

    Raises UserError if there are none, or if the folder is too large to be copied for each.
    """
    found: list[Path] = []
    size = 0
    for at, names, files in os.walk(folder):
        left_out = _IGNORED(at, [*names, *files])
        names[:] = sorted(set(names) - left_out)
        for name in sorted(set(files) - left_out):
            path = Path(at) / name
            size += path.lstat().st_size
            is_part = name.startswith(("_", "test_", "conftest.")) or name.endswith((".d.ts", ".d.mts"))
            if path.suffix in KINDS and not is_part and path.relative_to(folder).match(only):
                found.append(path.relative_to(folder))
    if size > MOST_BYTES:
        raise UserError(f"{folder} holds {size:,} bytes, which would be copied for each program. Name a folder in it.")
    if not found:
        raise UserError(f"{folder} holds no program that matches {only!r} ({', '.join(KINDS)}). Check the path.")
    return found


def command(program: Path, options: Options) -> list[str]:
    """Returns what runs a program, by its suffix."""
    if program.suffix == ".py":
        return [options.python, str(program)]
    if program.suffix == ".ipynb":
        limit = f"--ExecutePreprocessor.timeout={options.seconds:.0f}"
        kernel = "--ExecutePreprocessor.kernel_name=python3"
        words = ["-m", "nbconvert", "--to", "notebook", "--execute", "--log-level=ERROR", "--output", "executed"]
        return [options.python, *words, limit, kernel, str(program)]
    if program.suffix == ".sh":
        return ["bash", str(program)]
    if program.suffix.endswith("ts") and options.typescript:
        return [*options.typescript, str(program)]
    return [node.executable(), str(program)]


class Stage:
    """Where programs run: one authority and one thread for all, a gateway and a mock for each."""

    def __init__(self, folder: Path, options: Options, authority: Authority, background: LoopThread) -> None:
        self._folder, self._options = folder, options
        self._given = authority, background

    def run(self, program: Path) -> Result:
        """Runs one program in its own copy of the folder."""
        api = Api(Settings(api_key=KEY))
        with tempfile.TemporaryDirectory() as scratch, Gateway(api, *self._given) as gateway:
            copy = Path(scratch) / self._folder.name
            shutil.copytree(self._folder, copy, ignore=_IGNORED)
            if packages := _node_modules(self._folder):
                (copy / "node_modules").symlink_to(packages)
            env = gateway.environment({**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "MPLBACKEND": "agg"})
            outcome = run(
                command(copy / program, self._options),
                env=env,
                cwd=(copy / program).parent if self._options.own_folder else copy,
                timeout=self._options.seconds,
            )
        group, why = reason(outcome, tuple(api.journal), tuple(gateway.refused))
        refused = tuple(dict.fromkeys(gateway.refused))
        return Result(str(program), group, why, outcome.exit, round(outcome.seconds, 1), api.handled, refused)


def _node_modules(folder: Path) -> Path | None:
    places = (one / "node_modules" for one in (folder, *folder.parents))
    return next((one for one in places if one.is_dir()), None)


def reason(outcome: Outcome, journal: Sequence[Exchange], refused: Sequence[str]) -> tuple[str, str]:
    """Returns the group of a program's end, and the reason in words."""
    if outcome.exit == 0 and not outcome.stopped:
        return "ends well", ""
    if outcome.stopped:
        return "stopped", outcome.stopped
    said = _ESCAPES.sub("", outcome.stderr.strip() or outcome.stdout.strip())
    line = _last_line(said)
    # The end of what it says: above may stand an import that failed and was caught.
    if missing := _MISSING.search(line) or _MISSING.search("\n".join(said.splitlines()[-25:])):
        return "missing package", next(filter(None, missing.groups()))
    last = journal[-1] if journal else None
    if last is not None and last.status >= 400:
        if last.code in ("1500", "3003", "3040") and last.model:
            return "model refused", last.model
        if last.status == 404 and last.code is None:
            return "path not served", f"{last.method} {last.path}"
        return "request refused", f"{last.status}{f'/{last.code}' if last.code else ''} {last.path}: {line}"
    if refused:
        return "host refused", ", ".join(dict.fromkeys(refused))
    return "other error", line


def _last_line(text: str) -> str:
    """Returns the line that names the error: the last one that looks so, otherwise the last one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return next((line for line in reversed(lines) if _ERROR.match(line)), lines[-1] if lines else "no output")[:300]


def results(folder: Path, names: Sequence[Path], options: Options, jobs: int) -> Iterator[Result]:
    """Yields what each program did, in the order of their names."""
    with Authority() as authority, LoopThread() as background, ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(Stage(folder, options, authority, background).run, names)


def show(found: Sequence[Result], console: Console) -> None:
    """Prints a row for each program, then how many ended in which way."""
    table = Table("program", "exit", "", "why", box=None)
    for one in found:
        colour = "green" if one.group == "ends well" else "red"
        table.add_row(one.program, str(one.exit), f"[{colour}]{one.group}", one.why.replace("[", r"\["))
    console.print(table)
    counts = Counter(one.group for one in found)
    text = ", ".join(f"{count} {group}" for group, count in counts.most_common())
    console.print(f"\n{len(found)} programs: {text}", highlight=False)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python tests/run_programs.py", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--python", default=sys.executable, help="interpreter of .py and .ipynb (default: this one)")
    parser.add_argument("--typescript", default="", metavar="COMMAND", help="runs .ts and .mts (default: Node)")
    parser.add_argument("--only", default="*", metavar="GLOB", help="programs to run, as a glob of their paths")
    parser.add_argument("--seconds", type=float, default=60.0, help="time limit of a program (default: 60)")
    parser.add_argument("--jobs", type=int, choices=(1, 2), default=1, help="programs at once (default: 1)")
    parser.add_argument("--own-folder", action="store_true", help="run each program in its own folder, not in FOLDER")
    parser.add_argument("--json", action="store_true", help="print JSON")
    chosen = parser.parse_args(arguments)
    folder: Path = chosen.folder.resolve()
    python = shutil.which(chosen.python)
    if not folder.is_dir():
        parser.error(f"{chosen.folder} is not a folder. Name the folder that holds the programs.")
    if python is None:
        parser.error(f"--python {chosen.python} is not a program. Give the path of an interpreter.")
    try:
        names = programs(folder, chosen.only)
        options = Options(
            os.path.abspath(python), chosen.seconds, chosen.own_folder, tuple(shlex.split(chosen.typescript))
        )
        found = list(results(folder, names, options, chosen.jobs))
    except UserError as error:
        parser.error(str(error))
    if chosen.json:
        print(json.dumps({"programs": [asdict(one) for one in found]}, indent=2))
    else:
        show(found, Console() if sys.stdout.isatty() else Console(width=200))
    return int(any(one.group != "ends well" for one in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
