"""Proof: what `docs/results/` says about the programs as they are published now.

A row is valid for a program if slug, cause, file and digest are the program's, and its outcome is `passed`. Nothing
here runs a program.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ..content.catalog import Playbook
from ..content.clients import table
from ..content.programs import Program
from ..content.response import Basis
from ..sdk import releases
from ..support.versions import sort_key
from ..verify import store
from ..verify.results import Result
from ..verify.store import Verification
from .markup import date, inline, text

STRENGTH: tuple[Basis, ...] = ("documented", "reported", "recorded")
"""What the mock's answers are based on, weakest first."""


@dataclass(frozen=True)
class Results:
    """All rows."""

    rows: tuple[Result, ...] = ()
    newest: Mapping[str, str] = field(default_factory=dict)
    """Package → its newest known release, whether or not anything ran on it."""
    verification: Verification | None = None
    """The last time that every program was run from nothing."""

    def of(self, program: Program) -> tuple[Result, ...]:
        """Returns the passing runs of exactly this text, newest SDK first; runs of a working broken program last."""
        rows = self._by_text.get((program.file, program.sha256), ())
        found = [row for row in rows if row.proves(program) and row.cause == program.cause]
        found.sort(key=lambda row: sort_key(row.version), reverse=True)
        return tuple(sorted(found, key=lambda row: row.language == "python" and row.major in program.works_on))

    def last_run(self, row: Result) -> str:
        """The date of the latest run known: a row keeps the date on which it changed, and every program ran since."""
        return max(row.date, self.verification.date) if self.verification else row.date

    @cached_property
    def _by_text(self) -> dict[tuple[str, str], list[Result]]:
        """File and digest → rows, so that a page does not search the rows of all programs."""
        found: dict[tuple[str, str], list[Result]] = {}
        for row in self.rows:
            found.setdefault((row.file, row.sha256), []).append(row)
        return found


def read(docs: Path) -> Results:
    """Returns what a folder of documentation says of results and releases. Raises ResultsError or ReleasesError."""
    folder = docs / "results"
    return Results(tuple(store.read(folder)), releases.load(docs / "releases.json"), store.read_verification(folder))


@dataclass(frozen=True)
class Tally:
    """How many of a set of programs are verified."""

    programs: int
    proven: int
    basis: Basis | None
    """The weakest basis among the verified programs; None if there are none."""
    date: str | None
    """The oldest run that counts."""

    @property
    def tone(self) -> str:
        """The style of a proof: `seen`, `documented`, `partial` or `unproven`."""
        if not self.proven or self.basis is None:
            return "unproven"
        if self.proven < self.programs:
            return "partial"
        return _tone(self.basis)


def tally(programs: Iterable[Program], results: Results, cause: str | None = None) -> Tally:
    """Counts the verified programs.

    With `cause`, the basis is that of this cause's programs only, so a rare documented cause does not decide it.
    """
    all_programs = list(programs)
    rows = [found[0] for program in all_programs if (found := results.of(program))]
    relevant = [row for row in rows if row.cause == cause] or rows
    grounds: list[Basis] = [row.basis for row in relevant]
    weakest = min(grounds, key=STRENGTH.index, default=None)
    return Tally(len(all_programs), len(rows), weakest, min(map(results.last_run, rows), default=None))


def chip(count: Tally) -> str:
    """Returns a short form of a tally in HTML, for the strip."""
    if count.tone == "unproven" or count.date is None:
        return "not verified"
    if count.tone == "partial":
        return f"{count.proven} of {count.programs} verified"
    only = ", documented only" if count.tone == "documented" else ""
    return f"verified {date(count.date, short=True)}{only}"


def fault_of(program: Program, playbook: Playbook, results: Results) -> str | None:
    """Returns the fault with which a program gets its error; None if the program causes the error itself."""
    run = playbook.run_of(program.name)
    if replaces_a_key(program, playbook):
        return f"{playbook.slug}/{program.cause}"
    if rows := results.of(program):
        return rows[0].fault
    return run.fault if run else None


def replaces_a_key(program: Program, playbook: Playbook) -> bool:
    """Whether a fault shows a reader the error that `verify` causes with another key."""
    run = playbook.run_of(program.name)
    return bool(run and any("KEY" in name for name in run.env) and playbook.response_of(program.cause))


def line(program: Program, results: Results, up: str, older: Sequence[Program] = ()) -> tuple[str, str]:
    """Returns the proof under a program: (HTML, classes).

    `older` are its texts for older major versions, if they are shown with it. `up` is the path from the page to the
    site's root.
    """
    rows = [row for one in (program, *older) for row in results.of(one)]
    legend = f"{up}verification/"
    if not rows:
        return (
            f'<a href="{legend}#not-verified">Not verified</a>: there is no passing run of exactly this text.',
            "pb-unproven",
        )
    first = rows[0]
    ran = ", ".join(dict.fromkeys(row.version for row in rows))
    facts = [f"{text(first.sdk)} {text(ran)}"]
    newest = None if program.major else results.newest.get(first.sdk)
    if newest and sort_key(newest) > sort_key(first.version):
        facts.append(f'<span class="pb-newer">{text(newest)} not run yet</span>')
    if program.reason:
        missing = ", ".join(f"SDK {major}" for major in program.excluded_majors)
        facts.append(f"not on {missing}: {inline(program.reason, links=False)}")
    if runtime := _runtime(first.runtime):
        facts.append(text(runtime))
    if first.fault:
        facts.append(f"met <code>{text(first.fault)}</code>")
    if not program.client.is_installer:
        facts.append(f'answer <a href="{legend}#{first.basis}">{first.basis}</a>')
    return (
        f'<a href="{up}{record(first)}">Verified</a> {date(results.last_run(first), short=True)} · {" · ".join(facts)}',
        f"pb-proof pb-proof--{_tone(first.basis)}",
    )


def record(row: Result) -> str:
    """Returns the path of a run's record from the site's root."""
    return f"verification/{row.slug}/#{anchor(row)}"


def anchor(row: Result) -> str:
    """Returns the id of a run's record on its page."""
    return f"{row.file.rsplit('/', 1)[-1].replace('.', '-')}-{row.major}"


def numbers(programs: Iterable[Program], results: Results, up: str) -> str:
    """Returns an HTML table of all programs: how many are published and how many verified, by language."""
    all_programs = list(programs)
    rows = []
    for language, sdk in table().official.items():
        mine = [program for program in all_programs if program.language == language]
        proofs = [found[0] for program in mine if (found := results.of(program))]
        texts = [program.on(major) for program in mine for major in program.majors] or mine
        ran = sorted({f"{row.sdk} {row.version}" for program in [*mine, *texts] for row in results.of(program)})
        grounds = [f"{n} {basis}" for basis in reversed(STRENGTH) if (n := [r.basis for r in proofs].count(basis))]
        cells = (sdk.label, len(mine), len(proofs), ", ".join(grounds) or "–", ", ".join(ran) or "–")
        rows.append("<tr>" + "".join(f"<td>{text(cell)}</td>" for cell in cells) + "</tr>")
    count = tally(all_programs, results)
    when = f" {whole(results.verification)}" if results.verification else ""
    return (
        f'<div class="pb-numbers"><p><strong>{count.proven} of {count.programs}</strong> published programs are '
        f'<a href="{up}verification/#verified">verified</a>.{when}</p>\n'
        '<div class="pb-numbers__table" tabindex="0" role="region" aria-label="Programs by client">'
        "<table><thead><tr>"
        '<th scope="col">Client</th><th scope="col">Programs</th><th scope="col">Verified</th>'
        '<th scope="col">The answer they met</th><th scope="col">Ran with</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div></div>"
    )


def whole(last: Verification) -> str:
    """The last run of every program, in a sentence (HTML)."""
    at = f" at commit <code>{text(last.commit)}</code>" if last.commit else ""
    return (
        f"All {last.runs} runs of {last.programs} programs in {last.classes} classes last passed together on "
        f"{date(last.date)} with {text(_runtime(last.runtime))}{at}."
    )


def _tone(basis: Basis) -> str:
    return "documented" if basis == "documented" else "seen"


def _runtime(value: str) -> str:
    return {"python": "Python", "node": "Node"}.get(value.split(" ")[0], "") and value.capitalize()
