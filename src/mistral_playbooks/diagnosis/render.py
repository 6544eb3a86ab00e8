"""The command `explain`: prints the playbooks for an error text. Uses no network."""

from __future__ import annotations

import json as json_format
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable
from errno import ENAMETOOLONG
from pathlib import Path
from typing import IO, Any

from ..content import catalog as catalogs
from ..content.catalog import Catalog
from ..support.redact import mask
from ..support.terminal import print_safely, use_color
from . import Match, Unusable, diagnose
from .facts import LIMIT, decode, read_facts

Change = Callable[[str, "str | None"], "str | None"]
"""Returns the change from the broken to the fixed program of a slug and cause as a diff, or None."""

RETRY = {
    "never": "Do not retry: the same request fails again.",
    "after-wait": "Retry after waiting: the request succeeds once the limit resets.",
    "with-backoff": "Retry a few times, with increasing waits.",
    "after-change": "Retry only after the change: the same request fails again.",
}
_LINK = re.compile(r"\[([^\]\n]{1,200})\]\(([^)\s]{1,300})\)")
_USAGE = "Give an error text, a code or a file name, or pipe a program's output to this command."


def run(
    argument: str | None,
    stdin: IO[Any],
    *,
    top: int = 3,
    json: bool = False,
    jsonl: bool = False,
    change: Change | None = None,
    catalog: Catalog | None = None,
    out: IO[str] | None = None,
    err: IO[str] | None = None,
) -> int:
    """Writes the answer to `out` (default: standard output) and errors to `err`. Returns the exit status.

    0 with a match, 1 without one, 2 for unusable input. With `jsonl`: 0 if all lines were read, else 2.
    """
    answers: IO[str] = out or sys.stdout
    errors: IO[str] = err or sys.stderr
    records = catalog or catalogs.load()
    try:
        if jsonl:
            return _lines(argument, stdin, records, top, answers, errors)
        text = _text(argument, stdin, errors)
        matches = diagnose(text, records, top)
    except Unusable as problem:
        print(f"mistral-playbooks: {problem}. {_USAGE}", file=errors)
        return 2
    if json:
        print(json_format.dumps({"matches": [match.to_dict() for match in matches]}), file=answers)
    elif matches:
        _print(matches, change, answers)
    else:
        print(_nothing(text, records), file=answers)
    return 0 if matches else 1


def _nothing(text: str, records: Catalog) -> str:
    """Says that nothing fits, and what to paste instead."""
    for status in dict.fromkeys(read_facts(text).statuses):
        count = sum(status in record.statuses for record in records)
        if count > 1:
            return (
                f"Status {status} alone does not tell: {count} errors have it. The answer's body does: paste its "
                f"message and code.\nThe errors with this status: /e/{status}/"
            )
    return (
        "No playbook fits this text.\n"
        "Paste the whole error: the status and the body of the answer, or the traceback's last lines."
    )


def _text(argument: str | None, stdin: IO[Any], err: IO[str]) -> str:
    """Returns the content of the file that the argument names, else the argument itself; if None, standard input."""
    if argument is None:
        if stdin.isatty():
            print("Paste the error, then press Ctrl-D (Windows: Ctrl-Z and Enter).", file=err)
        return decode(_bytes(stdin))
    if len(argument) < 1024 and "\n" not in argument and "\0" not in argument:
        path = Path(argument)
        try:
            if argument.strip() and path.is_file():
                with path.open("rb") as file:
                    return decode(_ends(file))
        except OSError as error:
            if error.errno != ENAMETOOLONG:  # else it is an error text
                raise Unusable(f"{mask(argument)[:200]}: cannot be read: {error.strerror}") from None
    return argument


def _bytes(stream: IO[Any]) -> bytes:
    """Returns a text or binary stream's content, or the head and tail of a long one."""
    stream = getattr(stream, "buffer", stream)
    found: list[bytes] = []
    size = 0
    while piece := stream.read(1 << 16):
        data = piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace")
        found.append(data)
        size += len(data)
        if size > 4 * LIMIT:  # keep only the start and the end of an endless pipe
            whole = b"".join(found)
            found = [whole[: LIMIT // 4], b"\n", whole[-LIMIT:]]
            size = sum(map(len, found))
    return b"".join(found)


def _ends(file: IO[bytes]) -> bytes:
    """Returns a file's content, or the head and tail of a large one."""
    size = file.seek(0, 2)
    file.seek(0)
    if size <= 4 * LIMIT:
        return file.read()
    head = file.read(LIMIT // 4)
    file.seek(size - LIMIT)
    return head + b"\n" + file.read()


def _lines(argument: str | None, stdin: IO[Any], records: Catalog, top: int, out: IO[str], err: IO[str]) -> int:
    """Answers each JSON line with a JSON line immediately."""
    if argument is None:
        return _each(getattr(stdin, "buffer", stdin), records, top, out, err)
    try:
        with Path(argument).open("rb") as file:
            return _each(file, records, top, out, err)
    except (OSError, ValueError):
        raise Unusable(f"--jsonl reads standard input or a file; there is no file {mask(argument)[:80]!r}") from None


def _each(lines: IO[Any], records: Catalog, top: int, out: IO[str], err: IO[str]) -> int:
    status = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        problem = None
        try:
            row = json_format.loads(line.decode("utf-8-sig") if isinstance(line, bytes) else line)
            if not isinstance(row, dict) or "id" not in row or not isinstance(row.get("text"), str):
                problem = 'not an object with "id" and "text" (a string)'
        except (ValueError, RecursionError):
            problem, row = "not JSON in UTF-8", {}
        if problem:
            print(f"mistral-playbooks: line {number}: {problem}.", file=err)
            status = 2
            continue
        try:
            matches = diagnose(row["text"], records, top)
        except Unusable:  # an empty text has no match
            matches = []
        print(json_format.dumps({"id": row["id"], "matches": [m.to_dict() for m in matches]}), file=out, flush=True)
    return status


def _print(matches: list[Match], change: Change | None, out: IO[str]) -> None:
    """Prints the first match in full, and each other match on one line."""
    first, *others = matches
    diff = change(first.slug, first.cause) if change and first.score >= 0.5 else None
    rows: list[tuple[str, str]] = [
        ("Why", "; ".join(first.why)),
        ("Cause", plain(first.summary)),
        ("Retry", RETRY.get(first.retry, first.retry)),
        ("First", plain(first.first_step)),
        ("Page", first.url + (f"#{first.cause}" if first.cause else "")),
    ]
    if use_color(out, os.environ):
        print_safely(_colored(first, others, rows, diff), out)
        return
    lines = [f"{first.title}  [{first.slug}, {certainty(first.score)}]"]
    lines += [f"  {name + ':':7}{text}" for name, text in rows]
    if diff:
        lines += ["  Change:", *(f"    {line}" for line in diff.splitlines())]
    for other in others:
        lines.append(f"Or: {other.title}  [{other.slug}, {certainty(other.score)}]  {'; '.join(other.why[:2])}")
    if first.ask:
        lines += ["To decide, run and paste its output here:", f"  {first.ask}"]
    print_safely("\n".join(lines), out)


def plain(text: str) -> str:
    """Replaces Markdown links with URLs, because terminals do not render Markdown."""
    return _LINK.sub(lambda link: link[2] if link[2].endswith(link[1]) else f"{link[1]} ({link[2]})", text)


def _colored(first: Match, others: list[Match], rows: list[tuple[str, str]], diff: str | None) -> str:
    import click

    width = shutil.get_terminal_size().columns
    about = click.style(f"  {first.slug}, {certainty(first.score)}", dim=True)
    lines = [click.style(first.title, fg="red", bold=True) + about]
    for name, text in rows:
        wrapped = textwrap.wrap(text, max(width - 7, 20), break_long_words=False, break_on_hyphens=False)
        first_line, *rest = [click.style(line, bold=name == "First") for line in wrapped or [""]]
        lines += [click.style(f"{name:7}", dim=True) + first_line, *(" " * 7 + line for line in rest)]
    for line in diff.splitlines() if diff else []:
        lines.append("  " + click.style(line, fg={"+": "green", "-": "red", "@": "cyan"}.get(line[:1])))
    for other in others:
        about = f"  {other.slug}, {certainty(other.score)}  {'; '.join(other.why[:2])}"
        lines.append(click.style("or ", dim=True) + other.title + click.style(about, dim=True))
    if first.ask:
        lines += [click.style("To decide, run and paste its output here:", dim=True), f"  {first.ask}"]
    return "\n".join(lines)


def certainty(score: float) -> str:
    """Returns a score in words."""
    return "sure" if score >= 0.8 else "likely" if score >= 0.5 else "possible"
