"""`check`: validates a request with the mock, in this process. Nothing is sent."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..support.redact import mask
from ..support.terminal import encoding_of, print_safely
from .options import profile_option

if TYPE_CHECKING:
    from ..check.verdict import Refusal
    from ..mock import Profile

_FORMS = (
    'Give a request body {"model": …, "messages": […]}, a list of messages […], or one request per line as in a '
    "batch file."
)
_OTHERS = {
    ".ipynb": "is a notebook, and `check` reads a request. To test its cells, make this the first one: "
    "from mistral_playbooks.testing import start_mock; mock = start_mock()",
    ".html": "is a web page, and `check` reads a request. To test its script, start `mistral-playbooks mock` and use "
    "its address in place of https://api.mistral.ai.",
    ".http": "holds a request with its headers. Give `check` its body alone, in a .json file.",
    ".yaml": "is YAML. `check` reads JSON, so convert the request first.",
}
_OTHERS |= {".htm": _OTHERS[".html"], ".rest": _OTHERS[".http"], ".yml": _OTHERS[".yaml"]}
"""What to do with other files that people give instead of a request."""
_SHEBANG = re.compile(rb"#!\s*(?:\S*/env\s+(?:-S\s+)?)?(?:\S*/)?([\w.+-]+)")


@click.command()
@click.argument("file", required=False, metavar="[FILE]")
@click.option("--fix", is_flag=True, help="Print the repaired input, if the repair is certain.")
@profile_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(file: str | None, fix: bool, profile: Profile, as_json: bool) -> None:
    """Check whether the API would accept a request: a body or a list of messages, as JSON in FILE or on standard input.

    \b
    mistral-playbooks check request.json
    mistral-playbooks check --fix history.json > fixed.json

    Nothing is sent. Exit status: 0 if the request is valid, 1 if it would be refused, 2 if it cannot be checked.
    """
    sys.exit(_run(file, fix, as_json, profile))


@dataclass(frozen=True, slots=True)
class _Request:
    """One request of the input.

    In a batch file, `row` is the whole line and `line` its number. `assumed_model` is the model used for the check if
    the line has none, because the job sets it.
    """

    value: Any
    row: dict[str, Any] | None = None
    line: int | None = None
    assumed_model: str | None = None

    def like_input(self, value: Any) -> Any:
        """Returns a value in the form of the input."""
        if self.assumed_model is not None:
            value = {name: item for name, item in value.items() if name != "model"}
        return value if self.row is None else {**self.row, "body": value}


def _run(argument: str | None, fix: bool, as_json: bool, profile: Profile) -> int:
    """Prints the result, and on standard error changes and errors. Returns the exit status."""
    from ..check.verdict import CheckError, FileError, WorkspaceError

    try:
        # A batch is parsed completely before the first result, so that an invalid line is reported first.
        requests = _requests(_text(argument))
        assumed = dict.fromkeys(one.assumed_model for one in requests if one.assumed_model is not None)
        if assumed and not as_json:
            print_safely(
                f"Lines without a model are checked with {', '.join(assumed)}; the job sets theirs.", sys.stderr
            )
        accepted = [_report(one, fix, as_json, profile) for one in requests]
    except CheckError as problem:
        if other := _not_a_request(argument):
            print(f"mistral-playbooks: {argument} {other}", file=sys.stderr)
            return 2
        forms = "" if isinstance(problem, WorkspaceError | FileError) else f" {_FORMS}"
        print(f"mistral-playbooks: {argument or 'standard input'}: {problem}{forms}", file=sys.stderr)
        return 2
    except RecursionError:
        print(f"mistral-playbooks: {argument or 'standard input'}: the JSON is nested too deeply.", file=sys.stderr)
        return 2
    return 0 if all(accepted) else 1


def _not_a_request(file: str | None) -> str | None:
    """Returns what to do with a file that is no request, by its first line or its name; None if neither tells."""
    from ..explain.source import PROGRAMS

    ending = Path(file or "").suffix.lower()
    if ending in _OTHERS:
        return _OTHERS[ending]
    start = PROGRAMS.get(ending)
    with suppress(OSError, ValueError), open(file or "", "rb") as opened:
        if named := _SHEBANG.match(opened.read(200)):
            start = f"{named[1].decode()} {{}}"
    if start is None:
        return None
    node = " (Node 24, or with `tsx` in place of `node`)" if ending in (".ts", ".mts", ".cts") else ""
    return (
        "is a program, and `check` reads a request. To check what the program sends: mistral-playbooks run -- "
        f"{start.format(file)}{node}"
    )


def _text(argument: str | None) -> str:
    from ..check.verdict import CheckError, FileError

    try:
        if argument is None or argument == "-":
            if sys.stdin.isatty():
                print("Paste the JSON, then press Ctrl-D (Windows: Ctrl-Z and Enter).", file=sys.stderr)
            data = sys.stdin.buffer.read()
        else:
            data = Path(argument).read_bytes()
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CheckError("not valid UTF-8.") from None
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or problem
        raise FileError(f"cannot be read: {why}. Check the path and its permissions.") from None


def _requests(text: str) -> list[_Request]:
    """Parses the input: one request, or one per line."""
    from ..check.verdict import CheckError, add_job_model, normalize_body

    if not text.strip():
        raise CheckError("the input is empty.")
    lines: Iterator[tuple[int | None, Any]]
    try:
        lines = iter([(None, json.loads(text))])
    except RecursionError:
        raise CheckError("the JSON is nested too deeply.") from None
    except ValueError as problem:
        rows = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        if len(rows) < 2 or not all(line.lstrip().startswith("{") for _, line in rows):
            raise CheckError(f"not valid JSON: {problem}.") from None
        lines = _lines(rows)
    found = []
    for number, value in lines:
        row = value if isinstance(value, dict) and isinstance(value.get("body"), dict) else None
        with_model = None if row is None else add_job_model(row["body"])
        if row is None or with_model is None:
            one = _Request(value if row is None else row["body"], row, number)
        else:
            one = _Request(with_model, row, number, with_model["model"])
        try:
            normalize_body(one.value)
        except CheckError as problem:
            raise type(problem)(f"line {number}: {problem}" if number else str(problem)) from None
        found.append(one)
    return found


def _lines(rows: list[tuple[int, str]]) -> Iterator[tuple[int, Any]]:
    from ..check.verdict import CheckError

    for number, line in rows:
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError) as problem:
            raise CheckError(f"line {number} is not valid JSON: {problem}.") from None


def _report(one: _Request, fix: bool, as_json: bool, profile: Profile) -> bool:
    """Checks one request, repairs it if `fix` is set, and prints the result. Returns whether the request is valid."""
    from ..check.repair import advice, repair
    from ..check.verdict import playbook, refusal

    repaired = repair(one.value, profile) if fix else None
    error = repaired.error if repaired else refusal(one.value, profile)
    if as_json:
        match = playbook(error) if error else None
        answer: dict[str, Any] = {} if one.line is None else {"line": one.line}
        answer |= {
            "accepted": error is None,
            "error": error.to_dict() if error else None,
            "playbook": match.to_dict() if match else None,
        }
        if repaired:
            fixed = one.like_input(repaired.value)
            decide = advice(error.message) if error else None
            answer |= {"changes": [mask(change) for change in repaired.changes], "decide": decide, "fixed": fixed}
        print_safely(json.dumps(answer), sys.stdout)
        return error is None
    place = f"line {one.line}: " if one.line is not None else ""
    if repaired is None:
        print_safely(place + ("Request is valid." if error is None else "\n".join(_refusal_lines(error))), sys.stdout)
        return error is None
    print_safely(_to_json(one.like_input(repaired.value), None if one.line else 2), sys.stdout)
    for change in repaired.changes:
        print_safely(f"{place}{mask(change)}", sys.stderr)
    if error:
        print_safely(f"{place}Not repaired:", sys.stderr)
        print_safely("\n".join(f"  {line}" for line in _refusal_lines(error)), sys.stderr)
        if decide := advice(error.message):
            print_safely(f"  Decide: {decide}", sys.stderr)
    elif not repaired.changes:
        print_safely(f"{place}Nothing to repair.", sys.stderr)
    return error is None


def _refusal_lines(error: Refusal) -> list[str]:
    """Returns the error, and the title, first step and address of its playbook."""
    from ..check.verdict import playbook
    from ..support.plain_markdown import plain

    names = " ".join(str(part) for part in (error.status, error.code, error.type) if part is not None)
    lines = [f"Request would be refused: {names}", *(f"  {line}" for line in error.message.splitlines())]
    lines += [f"  Checked as {error.checked_as}."] if error.checked_as else []
    if match := playbook(error):
        lines += [f"  Playbook: {match.title}  [{match.slug}]", f"  First:    {plain(match.first_step)}"]
        lines.append(f"  Page:     {match.url}" + (f"#{match.cause}" if match.cause else ""))
    return lines


def _to_json(value: Any, indent: int | None) -> str:
    """Returns JSON, with non-ASCII characters escaped only if standard output cannot encode them."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode(encoding_of(sys.stdout))
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent)
    return text
