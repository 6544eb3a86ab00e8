"""Captured output as the site shows it, without what differs between runs and machines."""

from __future__ import annotations

import re
from pathlib import Path

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\x1b\[[0-9;?]*[A-Za-z]"), ""),
    # Whether a library had already started a cancelled coroutine depends on timing. Only libraries have <locals> here.
    (
        re.compile(
            r"^sys:1: RuntimeWarning: coroutine '[^'\n]{1,200}<locals>[^'\n]{1,200}' was never awaited\n?", re.M
        ),
        "",
    ),
    # `python FILE` would not show the frame that started the program. It stands in tracebacks that a library prints.
    (re.compile(r'^ *File "[^"\n]*/verify/runners/fork_server\.py", line \d+, in _execute\n *exec\(.*\n', re.M), ""),
    # Both match only at the start of a word; otherwise, long words would take quadratic time.
    (re.compile(r"(?<![^\s\"'(])[^\s\"'(]*/site-packages/"), ".../site-packages/"),
    (re.compile(r"(?<![^\s\"'(])([^\s\"'(/]*?)(?:file://)?/[^\s\"'(]*/lib/python3\.\d+/"), r"\1.../lib/python3/"),
    (re.compile(r"\b0x[0-9a-f]{6,16}\b"), "0x7f0000000000"),
    (re.compile(r"\(_ssl\.c:\d{1,6}\)"), "(_ssl.c:1000)"),  # a line of the interpreter, which differs by its patch
    (re.compile(r"(?<=cancel scope )[0-9a-f]{6,16}\b"), "7f0000000000"),  # anyio names a scope by its address
    (
        re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"),
        "0192a3b4-0000-7000-8000-000000000000",
    ),
    (re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{32}\b"), "0123456789abcdef0123456789abcdef"),  # also `conv_…`
    (  # the `date` header
        re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} 20\d\d \d\d:\d\d:\d\d GMT"),
        "Mon, 23 Nov 2026 00:00:00 GMT",
    ),
    (re.compile(r"(\"?created(?:_at)?\"?: ?)\d{10}\b"), r"\g<1>1795392000"),
    (re.compile(r"(?<=lastModified: )\d{13}\b"), "1795392000000"),
    (
        re.compile(r"(\"?(?:created|completed)_?[aA]t\"?[:=] ?\"?)20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?"),
        r"\g<1>2026-11-23T00:00:00",
    ),
    (re.compile(r"(?<=timestamp: )20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?=\.000Z)"), "2026-11-23T00:00:00"),
    (re.compile(r"(?<=\(node:)\d+(?=\))"), "4242"),  # the process in Node's warnings
    (re.compile(r"(127\.0\.0\.1|localhost):\d{2,5}\b"), r"\1:8000"),
    (re.compile(r"\b\d+(?:\.\d+)?( ?)(ms|s|sec|secs|seconds)\b(?= (?:elapsed|passed|left|later))"), r"0\1\2"),
    (
        re.compile(r"\b(in|after|waiting|wait|waited|sleeping|slept) \d+\.\d+( ?)(ms|s|seconds)\b"),
        r"\1 1.0\2\3",
    ),
    # Through which of its queues Node came is chance. The last frame may open the error's properties.
    (
        re.compile(
            r"(?:\n {1,20}at (?:[\w.]{1,60} )?\(?node:internal/(?:process/task_queues|timers):\d+:\d+\)?)+( \{)?"
        ),
        r"\1",
    ),
    # curl tells its limit and how late it looked.
    (re.compile(r"(?<=timed out after )(\d{1,6})\d{3}(?= milliseconds)"), r"\g<1>000"),
)


def normalize_output(text: str, *folders: Path) -> str:
    """Returns raw output as the site shows it, after a run in the first of `folders`; the last is the checkout.

    Machine-specific parts of paths are removed; ids, ports and durations become fixed values. Node reports real paths,
    even if `node_modules` is a link.
    """
    packages = folders[-1] / "snippets" / "node_modules"
    for real in {str(packages.resolve())} - {str(packages)}:
        for prefix in (f"file://{real}/", f"{real}/"):
            text = text.replace(prefix, "snippets/node_modules/")
    for folder in folders:
        for prefix in (f"file://{folder}/", f"{folder}/"):
            text = text.replace(prefix, "")
        for pattern, replacement in _RULES:
            text = pattern.sub(replacement, text)
    return "\n".join(line.rstrip() for line in text.rstrip().split("\n"))
