"""The planted faults: mistakes that are made on purpose in a test, one at a time, each caught by the check for it.

`tests/repository/test_planted.py` plants every one of them; the page about verification lists them. A fault without
its test, or a test without its fault, fails.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Planted:
    """One mistake. `check` names what must catch it, `says` is a part of what the check says."""

    id: str
    what: str
    check: str
    says: str


RUN = "the run of the fixed program"
FAILING = "the run against a mock that keeps failing"
JOURNAL = "the mock's journal of the run"
TEXT = "the reading of the program's text"
FILE = "the reading of the program's file"
BROKEN = "the run of the broken program"
RECORD = "the comparison with the runs on record"
EXEMPT = "the run on what a header leaves out"
GROUND = "the reading of the front matter"
TESTS = "the reading of the tests"
PAGE = "the reading of the built pages"

FAULTS: tuple[Planted, ...] = (
    Planted("wrong-import", "A fix imports a name that the SDK does not have.", RUN, "exited with status 1"),
    Planted("retired-model", "A fix names a retired model.", RUN, "exited with status 1"),
    Planted("typed-output", "A fix prints a text that no answer held.", RUN, "did not print the text"),
    Planted("no-request", "A fix sends nothing.", RUN, "sent no request"),
    Planted("noise", "A fix works, and writes to standard error.", RUN, "wrote to stderr"),
    Planted("endless", "A fix never ends.", RUN, "ran longer than"),
    Planted("flood", "A fix writes without end.", RUN, "wrote more than"),
    Planted("swallowed-exception", "A fix catches every exception and goes on.", FAILING, "exited with status 0"),
    Planted("retried-refusal", "A fix repeats a request that was refused.", JOURNAL, "got 400"),
    Planted("too-early", "A fix retries at once.", JOURNAL, "a 429"),
    Planted("gives-up", "A fix gives up before the error has passed.", RUN, "exited with status 1"),
    Planted("unanswered-tool-call", "A fix never sends the result of a tool call.", JOURNAL, "tool"),
    Planted("half-read-stream", "A fix leaves a stream before its end.", RUN, "did not print the text"),
    Planted("same-request", "A fix sends a request again that was answered in full.", JOURNAL, "answered in full"),
    Planted("another-host", "A fix asks a host of the internet, and goes on without it.", RUN, "asked another host"),
    Planted("told-key", "A fix prints the key.", RUN, "printed the API key"),
    Planted("readers-files", "A fix reads a file that only the checkout has.", RUN, "No such file"),
    Planted("status-in-text", 'A fix looks for `"429"` in `str(e)`.', TEXT, "looks into the text of an error"),
    Planted("words-in-text", "A fix looks for words of a message.", TEXT, "looks into the text of an error"),
    Planted("timeout-in-seconds", "A fix gives milliseconds as seconds.", TEXT, "counts milliseconds"),
    Planted("needless-wait", "A fix waits before its only request.", TEXT, "nothing is tried again"),
    Planted("written-key", "A key stands in a program.", TEXT, "an API key stands in the text"),
    Planted("other-variable", "A fix reads a variable that no reader has set.", TEXT, "which no reader has set"),
    Planted("no-tls", "A fix turns the verification of TLS off.", TEXT, "verification of TLS"),
    Planted("hidden-warnings", "A fix hides what is written to standard error.", TEXT, "hides standard error"),
    Planted("as-any", "A TypeScript fix says `as any`.", TEXT, "takes the type away"),
    Planted("ts-ignore", "A TypeScript fix says `@ts-ignore`.", TEXT, "silences the type checker"),
    Planted("short-fail", "A curl fix says `--fail`, which hides the API's words.", TEXT, "Write `--fail-with-body`"),
    Planted("windows-line-ends", "A program has Windows line ends.", FILE, "a carriage return"),
    Planted("byte-order-mark", "A program begins with a byte order mark.", FILE, "a byte order mark"),
    Planted("turned-text", "A character turns the direction of the text.", FILE, "U+202E"),
    Planted("works-anyway", "A broken program works.", BROKEN, "it must fail"),
    Planted("another-error", "A broken program fails with another error.", BROKEN, "diagnosed as no class"),
    Planted("typed-error", "A broken program prints the error itself, and asks nobody.", BROKEN, "failed by itself"),
    Planted("lax-mock", "The mock takes what the API refuses, so that any fix would do.", BROKEN, "it must fail"),
    Planted("edited-output", "A captured output is edited by hand.", RECORD, "differs"),
    Planted("stale-proof", "A program is changed and not run again.", RECORD, "its code changed"),
    Planted("doubled-row", "A second row of a program is added to the record.", RECORD, "there are two rows"),
    Planted("other-pin", "The pin of an older SDK is changed, and nothing else.", RECORD, "Write the same in both"),
    Planted("needless-exemption", "A header leaves out a major that runs the program.", EXEMPT, "Take that out"),
    Planted(
        "groundless-answer", "An answer is called recorded, and no evidence is.", GROUND, "no evidence is of that kind"
    ),
    Planted("excused-test", "A test is marked to be skipped.", TESTS, "proves nothing"),
    Planted("skipped-block", "A code block on a page belongs to no program.", PAGE, "did not find it"),
    Planted("edited-block", "A page shows another text than the program that was run.", PAGE, "is not the text of"),
)
