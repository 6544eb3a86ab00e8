"""What is wrong in a shell program with curl, line by line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from .messages import (
    LONGEST,
    hides,
    is_unknown_key_variable,
    long_sleep,
    sleeps,
    swallows,
    text_of_error,
    trusts,
    variable,
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


def wrong(text: str, variables: Collection[str]) -> Iterator[str]:
    """Each fault with its line."""
    loops = bool(_LOOP.search(text))
    for number, command in _commands(text):
        for said in _command(command, loops, variables):
            yield f"line {number}: {said}"


def _commands(text: str) -> Iterator[tuple[int, str]]:
    """Lines without comments, those of one command joined, with the number of the first."""
    number, parts, quote = 1, [], ""
    for at, line in enumerate(text.split("\n"), 1):
        if not parts:
            number = at
            if line.lstrip().startswith("#"):
                continue
        parts.append(line.removesuffix("\\"))
        quote = _open(line, quote)
        if not quote and not line.endswith("\\"):
            yield number, " ".join(parts)
            parts = []
    if parts:
        yield number, " ".join(parts)


def _open(line: str, quote: str) -> str:
    """The quotation mark that is still open at a line's end; `quote`: the one at its beginning."""
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
            yield f"a curl that an error leaves without status or without text. Write `--fail-with-body`{short}"
        if _TRUSTS.search(line):
            yield trusts()
        if _SWALLOWS.search(line):
            yield swallows()
        if _HIDES.search(line):
            yield hides("standard error")
    if re.match(r"exit 0\s*$", line):  # an indented one has its condition
        yield swallows()
    if _GREP.search(line):
        yield text_of_error("--write-out '%{http_code}'")
    for name in _VARIABLE.findall(line):
        if is_unknown_key_variable(name) and name not in variables:
            yield variable(name)
    for value in _SLEEP.findall(line):
        if value != "$" and int(value) > LONGEST:
            yield long_sleep()
        elif not loops:
            yield sleeps()
