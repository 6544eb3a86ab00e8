"""The command `check`: would the API take this request? Judged by the mock, in this process; nothing is sent."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..check.verdict import Refusal

_FORMS = (
    'It should hold a request body {"model": …, "messages": […]}, a list of messages […], or one request a line as '
    "in a batch file."
)


@click.command()
@click.argument("file", required=False, metavar="[FILE]")
@click.option("--fix", is_flag=True, help="Print it repaired, where the repair is certain.")
@click.option("--json", "as_json", is_flag=True, help="For a program that reads.")
def check(file: str | None, fix: bool, as_json: bool) -> None:
    """Would the API take this request? FILE, else standard input, is a request body or a list of messages, as JSON.

    \b
    mistral-playbooks check request.json
    mistral-playbooks check --fix history.json > mended.json

    Nothing is sent. Exit status 0: it would be answered, 1: it would be refused, 2: it cannot be read.
    """
    sys.exit(run(file, sys.stdin, fix=fix, as_json=as_json))


@dataclass(frozen=True, slots=True)
class _Request:
    """One request of the input. `row` is the line of a batch file around it, `line` its number; `lent` is the model
    that it is judged for because its own is the job's."""

    value: Any
    row: dict[str, Any] | None = None
    line: int | None = None
    lent: str | None = None

    def around(self, value: Any) -> Any:
        """A value in the shape of the input."""
        if self.lent is not None:
            value = {name: one for name, one in value.items() if name != "model"}
        return value if self.row is None else {**self.row, "body": value}


def run(
    argument: str | None,
    stdin: IO[Any],
    *,
    fix: bool = False,
    as_json: bool = False,
    out: IO[str] | None = None,
    err: IO[str] | None = None,
) -> int:
    """Answer on `out` (default: standard output), changes and complaints on `err`. Returns the exit status.

    0 where every request would be answered (with `fix`: as repaired), 1 where one would be refused, 2 for an input
    that cannot be used.
    """
    from ..check.verdict import CheckError

    answers: IO[str] = out or sys.stdout
    complaints: IO[str] = err or sys.stderr
    try:
        found = _requests(_text(argument, stdin, complaints), argument)
        lent = dict.fromkeys(one.lent for one in found if one.lent is not None)
        if lent and not as_json:
            _print(f"Rows without a model, which is the job's, are judged for {', '.join(lent)}.", complaints)
        # A batch is read whole before its first line is answered: a line that is none is known beforehand.
        spoken = [_say(one, fix, as_json, answers, complaints) for one in found]
    except CheckError as problem:
        print(f"mistral-playbooks: {argument or 'standard input'}: {problem} {_FORMS}", file=complaints)
        return 2
    except RecursionError:
        print(f"mistral-playbooks: {argument or 'standard input'}: this JSON is nested too deeply.", file=complaints)
        return 2
    return 0 if all(spoken) else 1


def _text(argument: str | None, stdin: IO[Any], err: IO[str]) -> str:
    from ..check.verdict import CheckError

    try:
        if argument is None or argument == "-":
            if stdin.isatty():
                print("Paste the JSON, then press Ctrl-D (Windows: Ctrl-Z and Enter).", file=err)
            data = getattr(stdin, "buffer", stdin).read()
        else:
            data = Path(argument).read_bytes()
        return data if isinstance(data, str) else data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CheckError("this is no text in UTF-8.") from None
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or problem
        raise CheckError(f"this file cannot be read: {why}.") from None


def _requests(text: str, argument: str | None) -> list[_Request]:
    """The requests of the input: one, or one a line."""
    from ..check.verdict import CheckError, of_a_job, whole

    if not text.strip():
        raise CheckError("this is empty.")
    lines: Iterator[tuple[int | None, Any]]
    try:
        lines = iter([(None, json.loads(text))])
    except RecursionError:
        raise CheckError("this JSON is nested too deeply.") from None
    except ValueError as problem:
        rows = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        if len(rows) < 2 or not all(line.lstrip().startswith("{") for _, line in rows):
            raise CheckError(f"this is not JSON: {problem}.") from None
        lines = _lines(rows)
    found = []
    for number, value in lines:
        row = value if isinstance(value, dict) and isinstance(value.get("body"), dict) else None
        with_model = None if row is None else of_a_job(row["body"])
        if row is None or with_model is None:
            one = _Request(value if row is None else row["body"], row, number)
        else:
            one = _Request(with_model, row, number, with_model["model"])
        try:
            whole(one.value)
        except CheckError as problem:
            raise CheckError(f"line {number}: {problem}" if number else str(problem)) from None
        found.append(one)
    return found


def _lines(rows: list[tuple[int, str]]) -> Iterator[tuple[int, Any]]:
    from ..check.verdict import CheckError

    for number, line in rows:
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError) as problem:
            raise CheckError(f"line {number} is not JSON: {problem}.") from None


def _say(one: _Request, fix: bool, as_json: bool, out: IO[str], err: IO[str]) -> bool:
    """Judges one request (and repairs it), prints the answer, and says whether it would be answered."""
    from ..check.repair import decision, repair
    from ..check.verdict import playbook, refusal

    mended = repair(one.value) if fix else None
    left = mended.left if mended else refusal(one.value)
    if as_json:
        match = playbook(left) if left else None
        answer: dict[str, Any] = {} if one.line is None else {"line": one.line}
        answer |= {
            "accepted": left is None,
            "error": left.to_dict() if left else None,
            "playbook": match.to_dict() if match else None,
        }
        if mended:
            fixed = one.around(mended.value)
            answer |= {"changes": list(mended.changes), "decide": _decide(left), "fixed": fixed}
        _print(json.dumps(answer), out)
        return left is None
    place = f"line {one.line}: " if one.line is not None else ""
    if mended is None:
        _print(place + ("It would be answered." if left is None else "\n".join(_refused(left))), out)
        return left is None
    _print(_written(one.around(mended.value), None if one.line else 2, out), out)
    for change in mended.changes:
        _print(f"{place}{change}", err)
    if left:
        _print(f"{place}Not repaired:", err)
        _print("\n".join(f"  {line}" for line in _refused(left)), err)
        if advice := decision(left.message):
            _print(f"  Decide: {advice}", err)
    elif not mended.changes:
        _print(f"{place}Nothing to repair.", err)
    return left is None


def _decide(left: Refusal | None) -> str | None:
    from ..check.repair import decision

    return decision(left.message) if left else None


def _refused(left: Refusal) -> list[str]:
    """The error, and its playbook's title and first step."""
    from ..check.verdict import playbook
    from ..diagnosis.render import plain

    names = " ".join(str(part) for part in (left.status, left.code, left.type) if part is not None)
    lines = [f"It would be refused: {names}", *(f"  {line}" for line in left.message.splitlines())]
    if match := playbook(left):
        page = match.url + (f"#{match.cause}" if match.cause else "")
        lines += [f"  Playbook: {match.title}  [{match.slug}]", f"  First:    {plain(match.first_step)}"]
        lines.append(f"  Page:     {page}")
    return lines


def _written(value: Any, indent: int | None, stream: IO[str]) -> str:
    """JSON with its letters as they are, or escaped where the stream cannot carry them."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent)
    return text


def _print(text: str, stream: IO[str]) -> None:
    """Print; what the stream cannot carry (a Windows pipe, a lone surrogate) becomes `?`."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), file=stream)
