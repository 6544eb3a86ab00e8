"""The command `explain`: prints the playbooks for an error text. Uses no network."""

from __future__ import annotations

import json as json_format
import os
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from ..content import catalog as catalogs
from ..content.catalog import Catalog
from ..diagnosis import LIKELY, Answer, Match, Unusable, examine
from ..diagnosis.rules import ELSEWHERE, WEIGHTS
from ..support.plain_markdown import plain
from ..support.redact import mask
from ..support.terminal import link, print_safely, use_color
from . import address, outside, source
from .details import specific

Change = Callable[[str, Match], "str | None"]
"""Returns the change from the broken to the fixed program for a text and its match as a diff, or None."""

RETRY = {
    "never": "Do not retry: the same request fails again.",
    "after-wait": "Retry after waiting: the request succeeds once the limit resets.",
    "with-backoff": "Retry a few times, with increasing waits.",
    "after-change": "Retry only after the change: the same request fails again.",
}
_OUTPUT = 40
"""Characters from which a text may be a program's output, and is no search."""
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
    visit: Callable[[str], object] | None = None,
) -> int:
    """Writes the answer to `out` (default: standard output) and errors to `err`. Returns the exit status.

    Without an argument, or with `-`, the text comes from `stdin`.

    0 with a match, 1 without one, 2 for unusable input. With `jsonl`: 0 if all lines were read, else 2. `visit` gets
    the address of the first match's page.
    """
    answers: IO[str] = out or sys.stdout
    errors: IO[str] = err or sys.stderr
    records = catalog or catalogs.load()
    argument = None if argument == "-" else argument
    try:
        if jsonl:
            return _lines(argument, stdin, records, top, answers, errors)
        text = source.read(argument, stdin, errors)
        answer, instead = _answer(text, records, top)
    except Unusable as problem:
        print(f"mistral-playbooks: {problem}. {_USAGE}", file=errors)
        return 2
    matches = answer.matches
    if json:
        print(json_format.dumps({"matches": [match.to_dict() for match in matches]}), file=answers)
    elif instead:
        print(instead, file=answers)
    elif matches:
        _print(text, answer, change, records, answers)
    else:
        print(_nothing(answer), file=answers)
    if visit and matches:
        if page := _address(matches[0], records):
            visit(page)
        else:
            print("mistral-playbooks: There is no page to open. Set SITE_URL to the site's address.", file=errors)
    return 0 if matches else 1


def _answer(text: str, records: Catalog, top: int) -> tuple[Answer, str | None]:
    """Returns the answer, and what to say instead of its matches: the text is not about an error of the API."""
    own = outside.ours(text)
    answer = examine((outside.without_ours(text).strip() or own) if own else text, records, top)
    answer = replace(answer, matches=[specific(match, text, records) for match in answer.matches])
    best = answer.matches[0].score if answer.matches else 0
    other = address.wrong_method(text) if best < LIKELY or answer.matches[0].slug == ELSEWHERE else None
    if best >= LIKELY and not other:
        return answer, None
    instead = own or other
    guessed = 0 < best <= WEIGHTS["nearest"] or (not best and len(text) >= _OUTPUT)
    if not instead and guessed and outside.shows_no_error(text):
        instead = "This text shows no error. Paste what your program prints when it fails, with the traceback."
    if instead:
        return replace(answer, matches=[]), instead
    return answer, outside.misplaced_key(text) or outside.missing_package(text)


def _nothing(answer: Answer) -> str:
    """Says that nothing fits, and what to paste instead."""
    if answer.reading == "status":
        return (
            f"Status {answer.status} alone does not identify the error: {len(answer.slugs)} have it. Paste the message "
            "and the code in the answer's body. If your program hides them: mistral-playbooks show hidden-error-body\n"
            f"The errors with this status: {', '.join(answer.slugs)}"
        )
    if answer.reading == "foreign":
        return (
            "This is not an error of the Mistral API: it names other software.\n"
            "If Mistral's answer is part of it, paste that part alone: the status and the body."
        )
    return (
        "No playbook fits this text.\n"
        "Paste the status and the body of the answer, or the traceback's last lines. If your program hides them: "
        "mistral-playbooks show hidden-error-body"
    )


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
            matches = _answer(row["text"], records, top)[0].matches
        except Unusable:  # an empty text has no match
            matches = []
        print(json_format.dumps({"id": row["id"], "matches": [m.to_dict() for m in matches]}), file=out, flush=True)
    return status


def _print(text: str, answer: Answer, change: Change | None, records: Catalog, out: IO[str]) -> None:
    """Prints the first match in full, and each other match on one line."""
    matches = answer.matches
    first, *others = matches
    diff = change(text, first) if change and first.score >= 0.5 else None
    error = answer.client
    rows: list[tuple[str, str]] = [
        ("Why", "; ".join(first.why)),
        ("Cause", plain(first.summary)),
        ("Retry", RETRY.get(first.retry, first.retry)),
        ("First", plain(first.first_step)),
        ("Page", _address(first, records) or first.url + (f"#{first.cause}" if first.cause else "")),
    ]
    rows.append(("More", f"mistral-playbooks show {first.slug}" + (f"/{first.cause}" if first.cause else "")))
    if error:
        rows = [("Means", error.describe())]
    title = "" if error else _title(first, records)
    if use_color(out, os.environ):
        print_safely(_colored(title, first, others, rows, diff), out)
        return
    lines = [f"{title}  [{first.slug}, {certainty(first.score)}]"] if title else []
    lines += [f"  {name + ':':7}{text}" for name, text in rows]
    if diff:
        lines += ["  Change:", *(f"    {line}" for line in diff.splitlines())]
    for other in matches if error else others:
        lines.append(f"Or: {other.title}  [{other.slug}, {certainty(other.score)}]  {'; '.join(other.why[:2])}")
    if first.ask:
        lines += ["To decide, run and paste its output here:", f"  {first.ask}"]
    print_safely("\n".join(lines), out)


def _title(match: Match, records: Catalog) -> str:
    """Returns the title of a match's class, and the name of the cause if it has one: the class's may be in the words of
    another cause."""
    name = next((cause.name for cause in records.playbooks[match.slug].causes if cause.id == match.cause), "")
    return f"{match.title} · {name}" if name else match.title


def _address(match: Match, records: Catalog) -> str | None:
    """Returns the address of a match's page, if the site's address is known."""
    site = os.environ.get("SITE_URL") or records.site
    return f"{site.rstrip('/')}{match.url}{f'#{match.cause}' if match.cause else ''}" if site else None


def _colored(title: str, first: Match, others: list[Match], rows: list[tuple[str, str]], diff: str | None) -> str:
    import shutil

    import click

    width = shutil.get_terminal_size().columns
    about = click.style(f"  {first.slug}, {certainty(first.score)}", dim=True)
    lines = [click.style(title, fg="red", bold=True) + about] if title else []
    for name, text in rows:
        if "://" in text and " " not in text:
            lines.append(click.style(f"{name:7}", dim=True) + link(text))
            continue
        wrapped = textwrap.wrap(text, max(width - 7, 20), break_long_words=False, break_on_hyphens=False)
        first_line, *rest = [click.style(line, bold=name == "First") for line in wrapped or [""]]
        lines += [click.style(f"{name:7}", dim=True) + first_line, *(" " * 7 + line for line in rest)]
    for line in diff.splitlines() if diff else []:
        lines.append("  " + click.style(line, fg={"+": "green", "-": "red", "@": "cyan"}.get(line[:1])))
    for other in others if title else [first, *others]:
        about = f"  {other.slug}, {certainty(other.score)}  {'; '.join(other.why[:2])}"
        lines.append(click.style("or ", dim=True) + other.title + click.style(about, dim=True))
    if first.ask:
        lines += [click.style("To decide, run and paste its output here:", dim=True), f"  {first.ask}"]
    return "\n".join(lines)


def certainty(score: float) -> str:
    """Returns a score in words."""
    return "sure" if score >= 0.8 else "likely" if score >= 0.5 else "possible"
