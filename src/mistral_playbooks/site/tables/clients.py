"""What each client prints for an error: one table, read from the results."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...content.programs import Program
from ...verify.results import Result
from .. import editions, proof
from ..markup import link, table, text
from ..proof import Results

LONGEST = 200
"""Characters of a message. The outputs below the table show all of it."""
_PYTHON = re.compile(r"^(?:\w+\.)*(\w+)(?:: (.*))?$")
_NODE = re.compile(r"^(?:Uncaught )?(\w*(?:Error|Exception))(?: \[(\w+)\])?(?:: (.*))?$")


@dataclass(frozen=True)
class Printed:
    """What a reader sees of an error."""

    exception: str | None
    message: str


def printed(output: str, language: str) -> Printed:
    """Returns the exception that ends an output, and its message; else the output's first line."""
    lines = output.splitlines()
    found = {"python": _python, "typescript": _node}.get(language, _curl)(lines)
    found = found or Printed(None, next((line for line in lines if line.strip()), ""))
    short = found.message if len(found.message) <= LONGEST else f"{found.message[: LONGEST - 1]}…"
    return Printed(found.exception, short)


def _python(lines: Sequence[str]) -> Printed | None:
    frames = [number for number, line in enumerate(lines) if line.startswith('  File "')]
    for line in lines[frames[-1] + 1 :] if frames else ():
        if line and not line.startswith(" ") and (match := _PYTHON.match(line)):
            return Printed(match[1], match[2] or "")
    return None


def _node(lines: Sequence[str]) -> Printed | None:
    for number, line in enumerate(lines):
        if match := _NODE.match(line):
            rest = []
            for following in lines[number + 1 :]:
                if not following.strip() or following.startswith(("    at ", "{", "Node.js")):
                    break
                rest.append(following.strip())
            return Printed(match[2] or match[1], " ".join([match[3] or "", *rest]).strip())
    return None


def _curl(lines: Sequence[str]) -> Printed | None:
    """curl's own message. What comes before it is the body, which is the first line unless it is a stream.

    Of pip, it is the last error: the ones before it say why.
    """
    if failed := [line for line in lines if line.startswith("ERROR: ")]:
        return Printed(None, failed[-1])
    own = next((line for line in reversed(lines) if line.startswith("curl: ")), None)
    body = next((line for line in lines if line.strip() and line != own), "")
    if own is None:
        return None
    return Printed(None, own if not body or body.startswith("data: ") else f"{body} {own}")


def table_of(broken: Sequence[Program], results: Results, up: str) -> str:
    """Returns the table for some broken programs; nothing if none of them has a result.

    `up` leads from the page to the site's root.
    """
    rows = []
    for program in editions.all_editions(broken):
        ran = [row for row in results.of(program) if row.major not in program.works_on]
        if ran:
            rows.append(_row(editions.label(program), program, ran, up))
    return table("What each client prints", ("Client", "Run on", "Exception", "Message"), rows) if rows else ""


def _row(label: str, program: Program, ran: Sequence[Result], up: str) -> str:
    found = printed(ran[0].output, program.language)
    runs = ", ".join(f'<a href="{up}{proof.record(row)}">{text(row.version)}</a>' for row in ran)
    name = f"<code>{text(found.exception)}</code>" if found.exception else "–"
    page = program.client.page
    label = link(page and f"{up}frameworks/{page}/", text(label))
    return f"<td>{label}</td><td>{runs}</td><td>{name}</td><td><code>{text(found.message)}</code></td>"
