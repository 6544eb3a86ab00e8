"""What programs printed when they ran: the end of an output in a card, and all of it on the page of runs."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from ...content.catalog import Playbook
from ...content.clients import python_sdk
from ...content.pep723 import shell_of
from ...content.programs import Program
from ...gateway.environment import TRUST
from ...verify.results import Result
from .. import editions, proof
from ..markup import RUNNERS, code, inline, text
from ..proof import Results

LINES, COLUMNS = 12, 240
"""How much a card shows of an output: its last lines, and the start of a long line."""


def captured(row: Result) -> str:
    """Returns all that a run printed, and its exit status; also what it printed while the error lasted."""
    name = row.file.rsplit("/", 1)[-1]
    done = _terminal(name, row.fault, row.exit, row.output)
    if failing := row.keeps_failing:
        done += "\n" + _terminal(f"{name}, while the error lasts", failing.fault, failing.exit, failing.output)
    return done


def _terminal(name: str, fault: str | None, status: int, printed: str) -> str:
    under = f'<span class="pb-output__under">under {text(fault)}</span>' if fault else ""
    tone = "ok" if status == 0 else "error"
    content = text(printed.rstrip("\n")) or '<span class="pb-output__none">(nothing)</span>'
    return (
        '<figure class="pb-output"><figcaption>'
        f'<span class="pb-output__name">{text(name)}</span>{under}'
        f'<span class="pb-output__exit pb-output__exit--{tone}">exit {status}</span></figcaption>'
        f"<pre><samp>{content}</samp></pre></figure>"
    )


def of_pane(
    programs: Sequence[Program], older: Sequence[Program], playbook: Playbook, results: Results, up: str
) -> str:
    """Returns the *Output* of some programs of one client: the command that reproduces the error, and each run's end.

    `older` are their texts for older majors, of which only links are shown.
    """
    parts = [_reproduce(program, playbook, results) for program in programs if program.role == "broken"]
    for program in programs:
        rows = results.of(program)
        if not rows:
            parts.append(f'<p class="pb-unproven">{text(program.name)}: no passing run of exactly this program.</p>')
            continue
        first = rows[0]
        ran = f'{text(first.sdk)} <a href="{up}{proof.record(first)}">{text(first.version)}</a>'
        if program is programs[0] and (len(rows) > 1 or any(results.of(one) for one in older)):
            ran += f', <a href="{up}verification/{program.slug}/">older</a>'
        parts.append(_run(program.name, ran, first.fault, first.exit, first.output))
        if program.role == "fixed" and playbook.retry == "never" and (failing := first.keeps_failing):
            parts.append(_run(program.name, "while the error lasts", failing.fault, failing.exit, failing.output))
    return f'<div class="pb-out">{"".join(parts)}</div>'


def _run(name: str, said: str, fault: str | None, status: int, printed: str) -> str:
    under = f" under {text(fault)}" if fault else ""
    return f"<p><b>{text(name)}</b> exit {status}{under}, {said}</p><pre>{code(tail(printed)) or '(nothing)'}</pre>"


def tail(printed: str) -> str:
    """Returns the last lines of an output, none of them very long."""
    lines = printed.rstrip("\n").split("\n")
    left_out = len(lines) - LINES
    short = [line if len(line) <= COLUMNS else f"{line[:COLUMNS]} …" for line in lines[-LINES:]]
    return "\n".join([f"… {left_out} more lines", *short] if left_out > 0 else short)


def command(program: Program, playbook: Playbook, results: Results) -> str:
    """Returns the command that shows a reader the error of a broken program. Under `run`, pip would find no index,
    and a page would have no browser."""
    fault = proof.fault_of(program, playbook, results)
    run = playbook.run_of(program.name)
    given = f"--fault {fault} " if fault else ""
    given += f"--limits {run.limits} " if run and run.limits else ""
    given += profile_option(playbook, program)
    variables = run.env if run and not proof.replaces_a_key(program, playbook) else {}
    if any(variables.get(name, "") is None for name in TRUST):
        given += "--isolate never "  # in a network of its own, the system trusts the mock, too
    changed = [f"-u {name}" for name, value in variables.items() if value is None]
    changed += [f"{name}={shlex.quote(value)}" for name, value in variables.items() if value is not None]
    env = f"env {' '.join(changed)} " if changed else ""
    # The text for an older major version is not in the checkout: the reader has saved it under its name.
    path = program.file if program.major is None else program.name
    if program.client.is_browser:
        return f"mistral-playbooks verify {playbook.slug} --force"
    runner = shell_of(program.text) if program.language == "curl" else RUNNERS[program.language]
    if program.client.is_installer:
        return f"{runner} {path}"
    return f"mistral-playbooks run {given}-- {env}{runner} {path}"


def profile_option(playbook: Playbook, program: Program) -> str:
    """Returns the option of `run` for a program's message rules; empty for those of the hosted API."""
    run = playbook.run_of(program.name)
    return f"--profile {run.profile} " if run and run.profile != "hosted" else ""


def _reproduce(program: Program, playbook: Playbook, results: Results) -> str:
    if python_sdk().newest_major in program.works_on:
        failing = ", ".join(str(major) for major in program.majors if major not in program.works_on)
        return f"<p>It fails on SDK {failing} and works on the others.</p>"
    needs = [f"<p>{inline(said)}</p>" for said in editions.needs(program, playbook.run_of(program.name))]
    line = code(command(program, playbook, results))
    return (
        f'{"".join(needs)}<div class="language-sh highlight" data-role="command"><pre><code>{line}</code></pre></div>'
    )
