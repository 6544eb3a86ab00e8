"""The conditions under which a program is run: faults, limits, message rules, environment variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from ..content.catalog import Catalog, Playbook
from ..content.programs import Program
from ..content.response import Basis, ErrorResponse
from ..mock import parse_fault
from ..mock.faults.spec import resolve
from ..mock.types import Profile
from . import rules

SHORT_MINUTE = 1.0
"""Length of the limiter's minute, in seconds, while a fix is verified, so that any sensible wait reaches the next one.
Whether the wait is long enough for the API's minute is seen against a mock that keeps failing (`patience`). Other
programs do not wait, and get the API's real minute."""


@dataclass(frozen=True)
class Conditions:
    """The conditions of one program."""

    fault: str | None
    """The faults of its first run, separated by spaces."""
    endless: str | None
    """The permanent faults in the second run of a fix: its own, unless that is a good answer. If a fix has another aim,
    it may call another endpoint, so that fails, too. None for other roles."""
    recovers: str | None
    """For a fix that waits: its own fault once, then another error that waiting cures. None for the other programs."""
    gives_up: str | None
    """For a fix that waits: its own fault once, then an error that no retry cures. None for the other programs."""
    patience: float | None
    """Seconds that the waits of a fix add up to, against its own fault; None if waiting does not help."""
    limits: str
    profile: Profile
    minute: float
    """Seconds."""
    env: tuple[tuple[str, str | None], ...]
    """Environment variables to set, or to remove (None)."""
    files: tuple[tuple[str, str], ...]
    """Names and contents of the text files beside the program."""

    @property
    def faults(self) -> tuple[str, ...]:
        """All faults, as in `--fault`."""
        given = (self.fault, self.endless, self.recovers, self.gives_up)
        return tuple(one for faults in given if faults for one in faults.split())


def conditions(program: Program, playbook: Playbook) -> Conditions:
    """Returns a program's conditions: those in the front matter, or the defaults for its role."""
    run = playbook.run_of(program.name)
    own = rules.fault_for(playbook, program.cause)
    reply = playbook.response_of(program.cause)
    fixed = program.role == "fixed"
    waits = rules.waiting_helps(playbook, program.cause)
    fault = recovers = gives_up = None
    if run and run.fault is not None:
        fault = run.fault or None
    elif own is not None and waits:
        fault = f"{own}:2" if fixed else own
        if fixed:
            other = "rate-limited" if playbook.slug == "server-error" else "server-error"
            recovers, gives_up = f"{own}:1 {other}:1", f"{own}:1 unauthorized"
    if program.role == "broken" and program.major in program.works_on:
        fault = None
    endless = own if own and reply and not reply.is_good else "server-error"
    if run and run.another_aim and reply and reply.on and endless == own:
        endless = f"{own} server-error"
    return Conditions(
        fault=fault,
        endless=endless if fixed else None,
        recovers=recovers,
        patience=playbook.waits_for if fixed and own is not None and waits else None,
        gives_up=gives_up,
        limits=run.limits if run and run.limits else "none",
        profile=run.profile if run else "hosted",
        minute=SHORT_MINUTE if fixed else 60.0,
        env=tuple({**program.client.variables, **(run.env if run else {})}.items()),
        files=tuple(run.files.items()) if run else (),
    )


def basis(faults: str | None, reply: ErrorResponse | None, catalog: Catalog) -> Basis:
    """Returns what the answer of a run is based on: that of its faults, or of its cause (`reply`); the weakest, if
    there are several. An answer of the mock without either is recorded."""
    injected = [resolve(parse_fault(one, catalog), catalog)[1] for one in (faults or "").split()]
    found: list[Basis] = [one.basis for one in injected or ([reply] if reply else [])]
    return max(found or ["recorded"], key=get_args(Basis).index)
