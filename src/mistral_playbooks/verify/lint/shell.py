"""Finds mistakes in a shell program that calls curl, line by line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from .messages import (
    MAX_WAIT,
    disables_tls_verification,
    hides,
    is_unknown_key_variable,
    long_sleep,
    matches_error_text,
    pointless_sleep,
    swallows,
    unknown_variable,
)

_CALL = re.compile(r"(?<![\w.'\"(/-])curl\s+(?=-|https?:|[\"'$])")
_FAILS = re.compile(r"\s--fail-with-body\b")
_SHORT = re.compile(r"\s(?:--fail(?!-)|-[a-zA-Z]*f[a-zA-Z]*)(?=\s|$)")
_TRUSTS = re.compile(r"\s(?:--insecure|--proxy-insecure|-[a-zA-Z]*k[a-zA-Z]*)(?=\s|$)")
_SWALLOWS = re.compile(r"\|\|\s*(?:true|:)(?=\s|;|$)|;\s*true\s*$")
_HIDES = re.compile(r"2>\s*/dev/null|2>&-|&>\s*/dev/null")
_VARIABLE = re.compile(r"\$\{?(\w+)")
_SLEEP = re.compile(r"\bsleep\s+\"?(\d+|\$)")
_LOOP = re.compile(r"\b(?:for|while|until)\b")
_GREP = re.compile(r"\bgrep\b[^|]*[\"' ](?:4\d\d|5\d\d)[\"' ]")


def mistakes(text: str, variables: Collection[str]) -> Iterator[str]:
    """Yields each mistake with its line."""
    loops = bool(_LOOP.search(text))
    for number, command in _commands(text):
        for message in _command(command, loops, variables):
            yield f"line {number}: {message}"


def _commands(text: str) -> Iterator[tuple[int, str]]:
    """Yields each command without comments, its lines joined, with the number of its first line."""
    number, parts, quote = 1, [], ""
    for at, line in enumerate(text.split("\n"), 1):
        if not parts:
            number = at
            if line.lstrip().startswith("#"):
                continue
        parts.append(line.removesuffix("\\"))
        quote = _open_quote(line, quote)
        if not quote and not line.endswith("\\"):
            yield number, " ".join(parts)
            parts = []
    if parts:
        yield number, " ".join(parts)


def _open_quote(line: str, quote: str) -> str:
    """Returns the quotation mark that is open at the end of a line, given the one that is open at its start."""
    escaped = False
    for letter in line:
        if escaped:
            escaped = False
        elif letter == "\\" and quote != "'":
            escaped = True
        elif letter in "'\"" and quote in ("", letter):
            quote = "" if quote else letter
    return quote


def _command(line: str, loops: bool, variables: Collection[str]) -> Iterator[str]:
    if _CALL.search(line):
        if not _FAILS.search(line):
            short = ", not `--fail`" if _SHORT.search(line) else ""
            yield f"calls curl so that an HTTP error has no exit status or no body. Write `--fail-with-body`{short}"
        if _TRUSTS.search(line):
            yield disables_tls_verification()
        if _SWALLOWS.search(line):
            yield swallows()
        if _HIDES.search(line):
            yield hides("standard error")
    if re.match(r"exit 0\s*$", line):  # an indented `exit 0` is conditional
        yield swallows()
    if _GREP.search(line):
        yield matches_error_text("--write-out '%{http_code}'")
    for name in _VARIABLE.findall(line):
        if is_unknown_key_variable(name) and name not in variables:
            yield unknown_variable(name)
    for value in _SLEEP.findall(line):
        if value != "$" and int(value) > MAX_WAIT:
            yield long_sleep()
        elif not loops:
            yield pointless_sleep()
