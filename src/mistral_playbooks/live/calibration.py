"""Sends the probes, one at a time, and holds each answer against the mock's."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from . import account
from .client import Client, Seen, Unanswered
from .comparison import Difference, compare
from .probes import Probe
from .redact import Mask
from .reference import Twin

PAUSE = 1.5
"""Seconds between two requests: forty a minute, below the limit of the free plan for each model used."""
_SILENT = 3
"""So many requests in a row without an answer end it, and so many in a row that met a limit (429)."""


@dataclass(frozen=True)
class Outcome:
    """How one probe went. `fact` is what its answer says about the key, `failure` why there is nothing to compare;
    both masked. `real` is the answer, unmasked."""

    probe: Probe
    real: Seen | None = field(repr=False)
    differences: tuple[Difference, ...] = ()
    fact: str = ""
    failure: str = ""

    @property
    def agrees(self) -> bool:
        return not (self.differences or self.failure)


@dataclass(frozen=True)
class Calibration:
    """All outcomes in the order sent. `stopped` says why there are no more, empty where all were sent."""

    url: str
    at: float
    outcomes: tuple[Outcome, ...]
    stopped: str = ""

    @property
    def agrees(self) -> bool:
        """Whether something was compared, and all of that agrees."""
        compared = any(not one.fact for one in self.outcomes)
        return not self.stopped and compared and all(one.agrees for one in self.outcomes)


def calibrate(
    probes: Sequence[Probe],
    client: Client,
    mask: Mask,
    *,
    pause: float = PAUSE,
    done: Callable[[Outcome], None] = lambda _: None,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.time,
) -> Calibration:
    """Asks the API and the mock the same. It ends early where the key is refused, the API asks for payment, or three
    requests in a row get no answer or meet a limit."""
    at, outcomes, stopped, silent, limited = clock(), [], "", 0, 0
    twin = Twin()
    try:
        for number, probe in enumerate(probes):
            if number and pause:
                sleep(pause)
            outcome = _ask(probe, client, twin, mask)
            if client.local and probe.key == "wrong" and outcome.real and outcome.real.status < 400:
                twin = Twin(any_key=True)  # a mock that was started without a key
                outcome = _judge(probe, outcome.real, twin, mask)
            outcomes.append(outcome)
            done(outcome)
            silent = 0 if outcome.real else silent + 1
            limited = limited + 1 if outcome.fact and outcome.real and outcome.real.status == 429 else 0
            stopped = _ended(outcome, twin)
            if silent == _SILENT:
                stopped = "Three requests in a row got no answer."
            elif limited == _SILENT:
                stopped = (
                    "Three requests in a row met a limit (429): no more are sent. Wait a minute, or see: "
                    "mistral-playbooks explain rate-limited"
                )
            if stopped:
                break
    except KeyboardInterrupt:  # what was seen so far is told all the same
        stopped = "Interrupted."
    return Calibration(client.url, at, tuple(outcomes), stopped)


def _ask(probe: Probe, client: Client, twin: Twin, mask: Mask) -> Outcome:
    try:
        real = client.send(probe)
    except Unanswered as error:
        return Outcome(probe, None, failure=f"no answer: {mask.text(str(error))}")
    return _judge(probe, real, twin, mask)


def _judge(probe: Probe, real: Seen, twin: Twin, mask: Mask) -> Outcome:
    expected = twin.answer(probe)
    if account.refused(probe, expected, real):
        return Outcome(probe, real, failure="401: the API does not take this key")
    if fault := account.fault(expected, real):
        said = f"{real.status} ({fault.partition('/')[0]})"
        usual = twin.under(fault, probe)
        differences = compare(usual, real, mask) if usual else ()
        return Outcome(probe, real, differences, f"answered {said}: so its own class was not compared")
    if real.status >= 500 > expected.status:
        return Outcome(probe, real, failure=f"{real.status}: the API failed, so there is nothing to compare")
    return Outcome(probe, real, compare(expected, real, mask))


def _ended(outcome: Outcome, twin: Twin) -> str:
    if outcome.real is None:
        return ""
    if account.refused(outcome.probe, twin.answer(outcome.probe), outcome.real):
        return "The API does not take this key (401). See: mistral-playbooks explain unauthorized"
    if outcome.real.status == 402:
        return "The API asks for payment (402). See: mistral-playbooks explain payment-required"
    return ""
