"""Sends the probes one at a time and compares each answer with the mock's."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from . import account
from .client import Client, LiveResponse, NoResponseError
from .comparison import Difference, compare
from .probes import Probe
from .redact import Mask
from .reference import MockReference

PAUSE = 1.5
"""Seconds between two requests: forty per minute, below the free plan's limit for each model used."""
_MAX_IN_A_ROW = 3
"""The run stops after this many requests in a row without an answer, or with a 429."""


@dataclass(frozen=True)
class Outcome:
    """The result of one probe. `fact` is what the answer says about the key, `failure` why nothing was compared; both
    are masked. `real` is the unmasked answer."""

    probe: Probe
    real: LiveResponse | None = field(repr=False)
    differences: tuple[Difference, ...] = ()
    fact: str = ""
    failure: str = ""

    @property
    def agrees(self) -> bool:
        return not (self.differences or self.failure)


@dataclass(frozen=True)
class Calibration:
    """All outcomes in the order sent. `stopped` says why the run ended early; it is empty if all probes were sent."""

    url: str
    at: float
    outcomes: tuple[Outcome, ...]
    stopped: str = ""

    @property
    def agrees(self) -> bool:
        """Whether at least one answer was compared, and all of them agree."""
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
) -> Calibration:
    """Sends each probe to the API and to the mock, and compares the answers.

    Stops early if the API rejects the key, asks for payment, or gives three requests in a row no answer or a 429.
    """
    at, outcomes, stopped, unanswered, limited = time.time(), [], "", 0, 0
    reference = MockReference()
    try:
        for number, probe in enumerate(probes):
            if number and pause:
                sleep(pause)
            outcome = _probe(probe, client, reference, mask)
            if client.local and probe.key == "wrong" and outcome.real and outcome.real.status < 400:
                reference = MockReference(any_key=True)  # the server is a mock that accepts any key
                outcome = _compare(probe, outcome.real, reference, mask)
            outcomes.append(outcome)
            done(outcome)
            unanswered = 0 if outcome.real else unanswered + 1
            limited = limited + 1 if outcome.fact and outcome.real and outcome.real.status == 429 else 0
            stopped = _stop_reason(outcome, reference)
            if unanswered == _MAX_IN_A_ROW:
                stopped = "Three requests in a row got no answer."
            elif limited == _MAX_IN_A_ROW:
                stopped = (
                    "Three requests in a row got a 429, so no more are sent. Wait a minute, or see: "
                    "mistral-playbooks explain rate-limited"
                )
            if stopped:
                break
    except KeyboardInterrupt:  # the outcomes so far are still reported
        stopped = "Interrupted."
    return Calibration(client.url, at, tuple(outcomes), stopped)


def _probe(probe: Probe, client: Client, reference: MockReference, mask: Mask) -> Outcome:
    try:
        real = client.send(probe)
    except NoResponseError as error:
        return Outcome(probe, None, failure=f"no answer: {mask.text(str(error))}")
    return _compare(probe, real, reference, mask)


def _compare(probe: Probe, real: LiveResponse, reference: MockReference, mask: Mask) -> Outcome:
    expected = reference.answer(probe)
    if account.key_refused(probe, expected, real):
        return Outcome(probe, real, failure="401: the API rejected this key")
    if fault := account.fault_for(expected, real):
        answered = f"{real.status} ({fault.partition('/')[0]})"
        usual = reference.answer_with_fault(fault, probe)
        differences = compare(usual, real, mask) if usual else ()
        return Outcome(probe, real, differences, f"answered {answered}, so its own class was not compared")
    if real.status >= 500 > expected.status:
        return Outcome(probe, real, failure=f"{real.status}: the API failed, so nothing was compared")
    return Outcome(probe, real, compare(expected, real, mask))


def _stop_reason(outcome: Outcome, reference: MockReference) -> str:
    if outcome.real is None:
        return ""
    if account.key_refused(outcome.probe, reference.answer(outcome.probe), outcome.real):
        return "The API rejected this key (401). See: mistral-playbooks explain unauthorized"
    if outcome.real.status == 402:
        return "The API asks for payment (402). See: mistral-playbooks explain payment-required"
    return ""
