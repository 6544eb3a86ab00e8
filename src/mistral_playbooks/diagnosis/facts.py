"""Extracts facts from an error text: status, messages, types, codes, exceptions, hosts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from . import loose_json
from .signature import Text, clean

LIMIT = 1 << 20
"""Maximum number of characters that are read. Of a longer text, the head and tail are read."""
_CONDENSED = 64 << 10

_REASONS = {
    400: "bad request", 401: "unauthorized", 402: "payment required", 403: "forbidden", 404: "not found",
    405: "method not allowed", 408: "request timeout", 409: "conflict", 410: "gone", 413: "payload too large",
    415: "unsupported media type", 422: "unprocessable entity|unprocessable content", 429: "too many requests",
    500: "internal server error", 501: "not implemented", 502: "bad gateway", 503: "service unavailable",
    504: "gateway time-?out",
}  # fmt: skip
_ANY_REASON = "|".join(_REASONS.values()).replace(" ", r"\s")
_STATUS = re.compile(
    rf"""
    \b(?: https?/[\d.]{{1,3}} | (?:raw_|http)?[ _-]?status(?:[ _-]?code)? | (?:http|error)[ _-]?(?:code|status|error)?
        | errors? \s response | \w{{1,40}}(?:error|exception)
        | (?:error|failed|fails|rejected|responded|answered|returned|returns|gave|got|received)
          (?:\s with)? (?:\s an?)? (?:\s http)? | response (?:\s status)? (?:\s code)?
    )
    ['"`\\]* \s{{0,3}} (?:[:=(\[#→-]|is\b|of\b|was\b|code\b|=>){{0,2}} \s{{0,3}} ['"`\\(\[]{{0,3}}
    (?P<a>[1-5]\d\d) (?![\w%°]|[.,:]\d|\s?(?:tokens|ms|s|kb|mb|bytes|px|pages|degrees|times|files|lines|items)\b)
  | (?<![\w.:,/-]) (?P<b>[45]\d\d) ['"`\])]* \s{{0,2}} [-–:,(]? \s{{0,2}} ['"`]?
        (?: {_ANY_REASON} | client\ error | server\ error | status\ code | http\ error )\b
  | ^ \W{{0,12}} (?P<c>[45]\d\d) (?: \s* \{{ | \s+ [A-Z] | \s* - \s* [{{A-Z] | \s*$)
  | \b(?P<d>[45]\d\d) \s+ \{{ ['"\\]
  | \[ (?P<e>4\d\d|5\d\d) \]
    """,
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
_ONLY_REASON = re.compile(
    rf"(?:^|[:(>\]-]\s{{0,2}})['\"`]?(?:error\s)?({_ANY_REASON})(?=['\"`.!)\s]*(?:$|<))", re.IGNORECASE | re.MULTILINE
)
_CODE = re.compile(
    r"\bcode['\"`\\]*\s{0,2}[:=(]?\s{0,2}['\"`\\(]{0,3}(\d{4})(?![\w.-])|\berror\s(\d{4})(?![\w.-])", re.I
)
_NAMES = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_][\w]*)*")
_RAISED = re.compile(
    r"^[^\w\n]{0,8}(?:\d[\d:.,TZ/ -]{6,30}\s)?(?:(?:ERROR|Error|Uncaught|Unhandled|Caused by|error)[: ]\s*)?"
    r"(?:\(in promise\)\s)?"
    r"(?P<name>(?:[A-Za-z_][\w]*\.){0,8}\[?[A-Za-z_]\w*(?:Error|Exception|Timeout|Read|Closed|Refused|Exit|Interrupt))\]?"
    r"(?:\s\[\w+\])?(?::[ \t]?(?P<said>[^\n]{0,2000}))?\s*$",
    re.MULTILINE,
)
_CHAINED = re.compile(
    r"During handling of the above exception|was the direct cause of the following|Traceback \(most recent call last\)"
)
_HOST = re.compile(r"(?:https?|wss?)://(?:[^\s/@'\"<>]{1,80}@)?([A-Za-z0-9.-]{1,200})")
_MODEL = re.compile(r"""\bmodel(?:_?id|_?name)?['"\\]*\s?[:=]\s?['"\\]*([A-Za-z][\w.:-]{2,60})""", re.I)
_PACKAGE = re.compile(r"(?:site-packages|dist-packages|node_modules)[\\/]{1,4}(@[\w.-]+[\\/]{1,4}[\w.-]+|[\w.-]+)")
_CUE = re.compile(
    r"error|exception|fail|status|http|invalid|denied|limit|refus|time|terminat|traceback|message|detail|cannot|can't"
    r"|not |unexpected|missing|must|reject|mistral|expected|unauthorized|attribute|stream|warn|\b[45]\d\d\b",
    re.I,
)
_DIGITS = re.compile(r"[\da-f]{2,}|\d")
_LETTERS = re.compile(r"\w\W*\w\W*\w")
_SKIPPED_KEYS = {"messages", "tools", "choices", "usage", "input", "ctx", "requestBodyValues", "request", "data$"}


class Unusable(Exception):
    """The input is not an error text. The message says why."""


@dataclass
class Facts:
    """The facts of one text. Lists are in the order of the text, without duplicates."""

    text: Text
    """The cleaned text; only the relevant lines of a long one."""
    statuses: list[int] = field(default_factory=list)
    implied: list[int] = field(default_factory=list)
    """Statuses that a reason phrase implies ("Unauthorized" as the whole message)."""
    codes: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    """Messages in answers: the values of `message`, `detail`, `msg`."""
    said: list[str] = field(default_factory=list)
    """The messages of exceptions."""
    exceptions: list[str] = field(default_factory=list)
    """Names of exceptions at the start of a line, without module, in the order raised."""
    modules: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    packages: list[str] = field(default_factory=list)
    names: frozenset[str] = frozenset()
    """Every identifier in the text, and each part of dotted ones."""
    mistral_shape: bool = False
    """Whether an object has the format that only this API uses."""
    wrapped: bool = False
    """Whether an object is inside `error`, as in other vendors' answers."""
    model: str | None = None
    focus: float = 0.0
    """Where the last error of a chain starts, from 0 (start) to 1 (end of the text)."""


def truncate(text: str) -> str:
    """Returns at most `LIMIT` characters: of a longer text, a quarter from its head and the rest from its tail."""
    return text if len(text) <= LIMIT else text[: LIMIT // 4] + "\n" + text[-(LIMIT - LIMIT // 4) :]


def decode(data: bytes) -> str:
    """Returns the text of a file or a pipe. Raises Unusable if the data is binary."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data[:LIMIT]:
        raise Unusable("this is binary data, not an error text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return text


def read_facts(text: str) -> Facts:
    """Returns the facts of a text. Raises Unusable if it is empty or binary."""
    text = truncate(text)
    control = sum(map(text[:4096].count, "\0\x01\x02\x03\x04\x05\x06\x0e\x0f\x10\x11\x12\x14\x15\x16\x17\x18\ufffd"))
    if control > 2 + len(text[:4096]) // 10:
        raise Unusable("this is binary data, not an error text")
    if not text.strip(" \t\r\n\0\ufeff"):
        raise Unusable("the text is empty")
    lines = clean(_condensed(text))
    facts = Facts(Text(lines))
    for found in loose_json.read(lines):
        _walk(found, facts)
    for match in _STATUS.finditer(lines):
        facts.statuses.append(int(next(filter(None, match.group("a", "b", "c", "d", "e")))))
    facts.codes += [a or b for a, b in _CODE.findall(lines)]
    facts.names = frozenset(part for name in _NAMES.findall(lines) for part in (name, *name.split(".")))
    for match in _RAISED.finditer(lines):
        module, _, name = match["name"].rpartition(".")
        facts.exceptions.append(name.strip("[]"))
        facts.modules += [module.split(".")[0]] if module else []
        facts.said += [match["said"].strip()] if match["said"] and match["said"].strip() else []
    for said in dict.fromkeys((*facts.messages, *facts.said, lines)):
        for reason in _ONLY_REASON.findall(said):
            facts.implied += [status for status, texts in _REASONS.items() if re.fullmatch(texts, reason, re.I)]
    facts.hosts = [host.lower().strip(".") for host in _HOST.findall(lines)]
    facts.packages = [re.sub(r"[\\/]+", "/", name).lower() for name in _PACKAGE.findall(lines)]
    model = _MODEL.search(lines)
    facts.model = model[1] if model else None
    last = None
    for last in _CHAINED.finditer(lines):  # noqa: B007 (the last one is wanted)
        pass
    facts.focus = last.start() / len(lines) if last else 0.0
    for name in ("statuses", "implied", "codes", "types", "messages", "said", "hosts", "modules", "packages"):
        setattr(facts, name, list(dict.fromkeys(getattr(facts, name))))
    return facts


def _condensed(text: str) -> str:
    """Returns the head and tail of a long text, and the last line of each kind that mentions an error."""
    if len(text) <= _CONDENSED:
        return text
    head, tail = text[: _CONDENSED // 8], text[-_CONDENSED // 3 :]
    kept: dict[str, str] = {}
    room = _CONDENSED // 2
    for line in reversed(text[len(head) : -len(tail)].splitlines()):
        for piece in (line[at : at + 2000] for at in range(0, min(len(line), LIMIT), 2000)):
            if room <= 0:
                break
            if _CUE.search(piece):
                kind = _DIGITS.sub("", piece)
                if kind not in kept:
                    kept[kind] = piece
                    room -= len(piece) + 1
    return "\n".join((head, *reversed(kept.values()), tail))


def _walk(value: Any, facts: Facts, depth: int = 0) -> None:
    """Adds the facts of an object in the text."""
    if depth > 12:
        return
    if isinstance(value, list):
        for item in value:
            _walk(item, facts, depth + 1)
        return
    if not isinstance(value, dict):
        return
    code, kind = value.get("code"), value.get("type")
    if isinstance(code, float | int) and 400 <= code <= 599:
        facts.statuses.append(int(code))
    elif isinstance(code, int | str) and str(code).strip() and not isinstance(code, bool):
        facts.codes.append(str(code).strip()[:60])
    for key in ("raw_status_code", "status_code", "statusCode", "status", "http_status", "httpStatus"):
        status = str(value.get(key, ""))[:3]
        if status.isdigit() and 100 <= int(status) <= 599:
            facts.statuses.append(int(status))
    answer = str(value.get("object", "")).lower() == "error"
    if isinstance(kind, str) and ("message" in value or "msg" in value or "loc" in value or answer or code is not None):
        facts.types.append(kind[:80])
    if answer and (kind is None or str(kind).islower()) and not (isinstance(code, int) and code < 1000):
        facts.mistral_shape = True
    facts.mistral_shape |= "raw_status_code" in value
    inner = value.get("error")
    if isinstance(inner, dict) and ("message" in inner or "type" in inner):
        facts.wrapped = True
    for key in ("message", "detail", "msg", "provider_message", "error", "description"):
        said = value.get(key)
        if isinstance(said, str) and _LETTERS.search(said) and not ("{" in said and ":" in said and len(said) > 12):
            facts.messages.append(" ".join(said.split())[:2000])
    for key, item in value.items():
        if isinstance(item, dict | list) and key not in _SKIPPED_KEYS:
            _walk(item, facts, depth + 1)
