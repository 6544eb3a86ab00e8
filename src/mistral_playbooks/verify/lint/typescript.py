"""Finds mistakes in a TypeScript program, line by line. `tests/repository/test_types.py` checks the types."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from .messages import (
    MAX_WAIT,
    MILLISECONDS,
    disables_tls_verification,
    hides,
    is_unknown_key_variable,
    long_sleep,
    matches_error_text,
    pointless_sleep,
    swallows,
    unknown_variable,
)

_SEARCH = re.compile(r"\.(?:includes|indexOf|startsWith|endsWith|search|match)\(|\.test\(")
_STATUS = re.compile(r"[\"'`/](4\d\d|5\d\d)[\"'`/]")
_NOTHING = r"\{\s*\}|undefined|null|void 0"
_EMPTY = re.compile(rf"\bcatch\s*(\([^)]*\))?\s*\{{\s*\}}|\.catch\(\s*\(?\w*\)?\s*=>\s*(?:{_NOTHING})\s*\)")
_CAUGHT = re.compile(r"\bcatch\s*\(\s*(\w+)")
_UNTYPED = re.compile(r"\bas any\b|:\s*any\b|<any\b|\bas unknown as\b|\bas never\b")
_QUIET = re.compile(r"@ts-(?:ignore|expect-error|nocheck)|eslint-disable")
_HIDES = re.compile(r"removeAllListeners\(\s*[\"']warning|\bconsole\.(?:error|warn)\s*=|process\.stderr\.write\s*=")
_TRUSTS = re.compile(r"NODE_TLS_REJECT_UNAUTHORIZED|\brejectUnauthorized\s*:\s*false")
_VARIABLE = re.compile(r"\bprocess\.env(?:\.(\w+)|\[\s*[\"'`](\w+))")
_SLEEP = re.compile(r"\b(?:sleep|delay|wait|setTimeout)\((?:[^,()]*,\s*)?(\d[\d_]*)\)")
_LOOP = re.compile(r"\b(?:for|while)\s*(?:await\s*)?\(|\bdo\s*\{")
_IMPORT = re.compile(r"\bfrom\s+[\"']\.{1,2}/|\bimport\(\s*[\"']\.{1,2}/")


def mistakes(text: str, variables: Collection[str]) -> Iterator[str]:
    """Yields each mistake with its line."""
    errors = set(_CAUGHT.findall(text))
    loops = bool(_LOOP.search(text))
    code = "\n".join(line if not line.lstrip().startswith("//") else "" for line in text.split("\n"))
    for found in _EMPTY.finditer(code):
        yield f"line {code.count(chr(10), 0, found.start()) + 1}: {swallows()}"
    for number, line in enumerate(text.splitlines(), 1):
        if _QUIET.search(line):
            yield f"line {number}: silences the type checker. Fix what it reports"
        if line.lstrip().startswith("//"):
            continue
        for message in _line(line, errors, loops, variables):
            yield f"line {number}: {message}"


def _line(line: str, errors: set[str], loops: bool, variables: Collection[str]) -> Iterator[str]:
    if _SEARCH.search(line) and (_STATUS.search(line) or any(_uses_error_text(name, line) for name in errors)):
        yield matches_error_text("statusCode")
    if _UNTYPED.search(line):
        yield "bypasses the type checker. Use the SDK's own types"
    if _HIDES.search(line):
        yield hides("standard error")
    if _TRUSTS.search(line):
        yield disables_tls_verification()
    if _IMPORT.search(line):
        yield "imports a file that readers do not copy. Put everything into one file"
    for match in _VARIABLE.finditer(line):
        name = match[1] or match[2]
        if is_unknown_key_variable(name) and name not in variables:
            yield unknown_variable(name)
    for name, value in re.findall(r"\b(\w+):\s*(\d[\d_]*)", line):
        if name in MILLISECONDS and 0 < int(value.replace("_", "")) < 100:
            yield f"`{name}` is in milliseconds. Write 30_000 for 30 seconds"
    for value in _SLEEP.findall(line):
        if int(value.replace("_", "")) > MAX_WAIT * 1000:
            yield long_sleep()
        elif not loops:
            yield pointless_sleep()


def _uses_error_text(name: str, line: str) -> bool:
    """Whether a line uses the text of this error."""
    return bool(re.search(rf"\bString\({name}\)|`[^`]*\$\{{{name}\}}|\b{name}\.message\b", line))
