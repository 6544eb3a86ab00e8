"""What a published program must do, by role. Pure functions that return the reasons why a run is not acceptable."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from ..content.catalog import Catalog, Playbook
from ..content.response import ErrorResponse
from ..diagnosis import diagnose
from ..findings import find
from ..findings.patience import patient, sends_meanwhile
from ..mock import Exchange, Fault
from ..support.process import Outcome
from .aims import another_aim, made_up_results, squeeze, unused_answer

LIKELY = 0.5
"""Diagnoses with a lower score are only one of several candidates."""
_TRUNCATED = re.compile(r"reason\W+(?:\w+\W+){0,2}length\b|max_?tokens|truncated|cut off|token limit", re.IGNORECASE)
_DENIED = re.compile(
    rf"(?:\b(?:no|not|never|nothing|none|without)\b|n't)(?:\W+\w+){{0,3}}?\W+(?:{_TRUNCATED.pattern})", re.I
)
"""The same words, where they say the opposite."""
_REASON = re.compile(r"finish_?reason|incomplete_?details|stop_?reason", re.IGNORECASE)
_RAW_REASON = re.compile(r'"finish_reason": ?"length"')  # in an answer that is printed unread
_SHORT_ANSWER = 8  # characters; a shorter answer is in any text
_WAITS = ("after-wait", "with-backoff")


def fault_for(playbook: Playbook, cause: str) -> str | None:
    """Returns the fault of a class and cause; None if the server cannot cause it."""
    return f"{playbook.slug}/{cause}" if playbook.response_of(cause) else None


def waiting_helps(playbook: Playbook, cause: str | None = None) -> bool:
    """Whether the error is temporary, so that its fix retries. A cause with its own `retry` can say that it is not."""
    return playbook.retry in _WAITS and playbook.cause(cause).retry in (None, *_WAITS)


def broken(outcome: Outcome, playbook: Playbook, catalog: Catalog, program: str = "") -> list[str]:
    """Checks that a broken program fails, and that the first diagnosis of its output is its own class. `program` is
    its file name, as for `diagnosed`."""
    reasons = _ended(outcome)
    if outcome.exit == 0:
        hint = "If the API refuses its request, correct the mock: docs/reference-authoring.md, section #mock"
        reasons.append(f"it must fail, but it exited with status 0. {hint}")
    return reasons or diagnosed(outcome.output, playbook, catalog, program)


def tells(outcome: Outcome, playbook: Playbook, catalog: Catalog) -> list[str]:
    """Checks that the first diagnosis of a `tell` program's output is its own class, and none with the same text:
    telling them apart is what it is for. That holds for a program that several pages share, too."""
    return _ended(outcome) or diagnosed(outcome.output, replace(playbook, same_text=(), shared=()), catalog)


def diagnosed(text: str, playbook: Playbook, catalog: Catalog, program: str = "") -> list[str]:
    """Checks that the first diagnosis is likely, and is this class or one with the same text.

    A program that several pages share can have the faults of all of them, of which the API reports one. So if
    `program` is the file name of such a program, the class of any of these pages is right.
    """
    if not text.strip():
        return ["it prints nothing, so its output cannot lead to this page"]
    # The path of the program would reveal its class. A reader's program has another path.
    matches = diagnose(text.replace(f"snippets/{playbook.slug}/", "app/"), catalog)
    if not matches or matches[0].score < LIKELY:
        return ["its output is diagnosed as no class: add a signature to the front matter"]
    sharing = [one.slug for one in catalog if program in one.shared] if program in playbook.shared else []
    if matches[0].slug not in {playbook.slug, *playbook.same_text, *sharing}:
        return [f"its output is diagnosed as `{matches[0].slug}` first, not as `{playbook.slug}`"]
    return []


def caused_by_api(journal: Sequence[Exchange], reply: ErrorResponse) -> list[str]:
    """Checks that the API caused the error, not a string in the program: it refused a request, or cut an answer at its
    token limit. `reply` is how the API answers: if with a good answer, the program has to receive one."""
    if reply.is_good and any(exchange.answer is not None or exchange.calls for exchange in journal):
        return []
    if any(one.status >= 400 or one.fault or one.truncated or not one.finished for one in journal):
        return []
    return ["it failed, but the API refused nothing in this run. Make the API cause the error"]


def fixed(
    outcome: Outcome, journal: Sequence[Exchange], fault: Fault | None, text: str = "", asks: bool = False
) -> list[str]:
    """Checks that a fixed program receives its faults, sends only valid requests, and prints this run's answer.

    `text` is the program, which must not contain that answer. `asks`: the page says why it sends a request to see
    whether the API refuses it.
    """
    reasons = _ended(outcome, well=True) + _mistakes(journal) + made_up_results(journal)
    if fault and fault.times:
        received = sum(1 for exchange in journal if exchange.fault)
        if received < fault.times:
            reasons.append(f"it received {received} of {fault.times} faults")
    if not journal:
        return [*reasons, "it sent no request"]
    reasons += [*_repeated(journal), *_refused(journal, int(asks))]
    last = journal[-1]
    if not 200 <= last.status < 300:
        reasons.append(f"its last request was answered with {last.status}")
    elif not last.finished:
        reasons.append("it did not read its last answer to the end")
    elif last.answer is None:
        reasons.append("its last answer was not the output of a model")
    else:
        reasons += _printed(outcome.stdout, journal, last.answer, text)
    return reasons


def without_request(outcome: Outcome, sent: Sequence[Exchange]) -> list[str]:
    """Checks a fix that has no request to send. `sent` is what it and its broken program sent."""
    unasked = ["it or its broken program sends a request. Remove `no_request` from the page"] * bool(sent)
    return _ended(outcome, well=True) + unasked


def _printed(stdout: str, journal: Sequence[Exchange], answer: str, text: str) -> list[str]:
    """Checks that the answer is printed, that it is not in the program, and that no answer was cut off silently."""
    shown = (squeeze(stdout), squeeze(streamed(stdout)))
    reasons = []
    if not any(squeeze(answer) in one for one in shown):
        reasons.append("it did not print the text that the mock answered in this run")
    elif len(squeeze(answer)) < _SHORT_ANSWER:
        reasons.append(f"the answer {answer!r} is too short to be recognized in its output. Ask for a longer one")
    elif squeeze(answer) in squeeze(text):
        reasons.append(f"it contains the text {answer[:60]!r}, which the mock answered, so that it need not read it")
    said = _TRUNCATED.search(_DENIED.sub("", _RAW_REASON.sub("", stdout)))
    whole = not said or (text and not _REASON.search(text))  # a program that does not read the reason cannot know
    if whole and any(one.truncated and one.answer and squeeze(one.answer) in shown[0] for one in journal):
        reasons.append("it printed an answer that ended at its token limit (`finish_reason: length`) as if whole")
    return reasons


def same_aim(
    broken: Sequence[Exchange], fixed: Sequence[Exchange], playbook: Playbook, program: str, stdout: str = ""
) -> list[str]:
    """Checks that a fix asks for what its broken program asks for and uses the answer, unless the page says why not."""
    run = playbook.run_of(program)
    if run and run.another_aim:
        return []
    difference = another_aim(broken, fixed)
    if difference is None and (unused := unused_answer(broken, fixed, squeeze(stdout) + squeeze(streamed(stdout)))):
        difference = f"it does not print the answer {unused[:60]!r}"
    if difference is None:
        return []
    return [
        f"it asks for something else than its broken program: {difference}. Let it do what the broken one set out to "
        "do, or give the reason in `runs`, as `another_aim`"
    ]


def _mistakes(journal: Sequence[Exchange]) -> list[str]:
    """Returns the findings of a program with one task. Its waits are compared with the API's minute, whatever the
    limiter's is."""
    return [finding.text for finding in find(journal, one_task=True)]


def _refused(journal: Sequence[Exchange], allowed: int) -> list[str]:
    """Checks that the API refuses no more requests of a fix than allowed, faults aside, and that at most one GET finds
    nothing: otherwise a program could send all that may be right, and show what was accepted."""
    refused = [
        number
        for number, one in enumerate(journal, 1)
        if one.method == "POST" and one.fault is None and 400 <= one.status < 500 and one.status != 429
    ]
    missed = {one.path: number for number, one in enumerate(journal, 1) if one.method == "GET" and one.status == 404}
    if len(refused) <= allowed:
        refused = list(missed.values()) if len(missed) > 1 else []
    if not refused:
        return []
    return [
        f"the API refused its requests {', '.join(map(str, refused))}. A fix knows what the API accepts. If it has to "
        "ask once, give the reason in `runs`, as `refused`"
    ]


def _repeated(journal: Sequence[Exchange]) -> list[str]:
    """Checks that no request is repeated after a complete answer, because each one costs. A GET may be repeated."""
    answered: list[tuple[str, object]] = []
    for number, exchange in enumerate(journal, 1):
        asked = (exchange.path, exchange.body)
        if exchange.method != "POST" or exchange.body is None:
            continue
        if asked in answered:
            return [f"request {number} repeats one that was answered in full"]
        if 200 <= exchange.status < 300 and exchange.finished and not exchange.fault:
            answered.append(asked)
    return []


def keeps_failing(
    outcome: Outcome, journal: Sequence[Exchange], playbook: Playbook, patience: float | None
) -> list[str]:
    """Checks that against a mock that keeps failing, the program exits non-zero and sends only valid requests.

    `patience` is how many seconds its waits have to add up to; None if no wait helps.
    """
    reasons = _ended(outcome)
    if outcome.exit == 0:
        reasons.append("against a mock that keeps failing it exited with status 0")
    if not journal:
        reasons.append("against a mock that keeps failing it sent no request")
    reasons += [*_mistakes(journal), *sends_meanwhile(journal)]
    if patience is not None and journal and not outcome.stopped:
        reasons += patient(journal, patience)
    if playbook.retry == "never":
        if outcome.exit != 1:
            reasons.append(f"the fix is outside the program, so it must exit with status 1, not {outcome.exit}")
        if "Traceback" in outcome.output or not outcome.output.strip():
            reasons.append("the fix is outside the program, so it must name the next step, without a traceback")
    return reasons


def recovers(outcome: Outcome, journal: Sequence[Exchange]) -> list[str]:
    """Checks that a program which waits for one temporary error also survives another one after it."""
    found = fixed(outcome, journal, None)
    return [f"after its own error and another temporary one: {reason}" for reason in found]


def gives_up(outcome: Outcome, journal: Sequence[Exchange]) -> list[str]:
    """Checks that a program which waits for a temporary error fails, without a retry, when a refusal follows."""
    reasons = _ended(outcome) + _mistakes(journal)
    if outcome.exit == 0:
        reasons.append("it exited with status 0")
    return [f"after its own error and a refusal (401): {reason}" for reason in reasons]


def _ended(outcome: Outcome, well: bool = False) -> list[str]:
    found = [f"it was stopped: it {outcome.stopped}"] if outcome.stopped else []
    found += [f"it left a process running: {one}. Let it wait for each process" for one in outcome.left]
    if well and outcome.exit != 0:
        found.append(f"it exited with status {outcome.exit}")
    if well and outcome.stderr:
        found.append(f"it wrote to stderr: {outcome.stderr.strip().splitlines()[-1][:200]}")
    return found


def streamed(text: str) -> str:
    """Returns the joined content of the `data:` frames in raw SSE output, as curl prints it."""
    pieces: list[str] = []
    for line in text.splitlines():
        if not line.startswith("data: {"):
            continue
        try:
            choices = json.loads(line[6:])["choices"]
        except (ValueError, KeyError, TypeError):
            continue
        for choice in choices:
            content = choice.get("delta", {}).get("content")
            if isinstance(content, str):
                pieces.append(content)
    return "".join(pieces)
