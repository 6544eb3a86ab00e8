"""Extracts facts from an error text: status, messages, types, codes, exceptions, hosts, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from . import loose_json
from .expressions import expression
from .rules import CLIENTS, CONDENSED, LIMIT, MESSAGE_KEYS, REASONS, SKIPPED_KEYS, STATUS_KEYS
from .text import Text, clean, lower, plain, squeeze

Origin = Literal["mistral", "short", "unknown", "foreign"]
"""Where a text comes from, as `detect_origin` says."""


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
    called: list[str] = field(default_factory=list)
    """Hosts to which a request for a model was sent."""
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

    @cached_property
    def named(self) -> bool:
        """Whether the text has the name of this API or of something of its own, or the format of its answers."""
        return self.mistral_shape or expression("mistral").search(self.text.folded) is not None


def truncate(text: str) -> str:
    """Returns at most `LIMIT` characters: of a longer text, a quarter from its head and the rest from its tail."""
    return text if len(text) <= LIMIT else text[: LIMIT // 4] + "\n" + text[1 + LIMIT // 4 - LIMIT :]


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


def readable(text: str) -> str:
    """Returns at most `LIMIT` characters of a text, in plain form. Raises Unusable if the text is empty or binary."""
    text = truncate(plain(text))
    head = text[:4096]
    if len(expression("control").findall(head)) > 2 + len(head) // 10:
        raise Unusable("this is binary data, not an error text")
    if not text.strip(" \t\n\0\ufeff"):
        raise Unusable("the text is empty")
    return text


def read_facts(text: str) -> Facts:
    """Returns the facts of a readable text."""
    lines = clean(_condensed(text))
    facts = Facts(Text(lines))
    for found in loose_json.read(lines):
        _walk(found, facts)
    for match in expression("status").finditer(lines):
        facts.statuses.append(int(next(filter(None, match.groups()))))
    facts.codes += [a or b for a, b in expression("code").findall(lines)]
    facts.names = frozenset(part for name in expression("names").findall(lines) for part in (name, *name.split(".")))
    for match in expression("raised").finditer(lines):
        module, _, name = match[1].rpartition(".")
        said = (match[2] or "").strip()
        facts.exceptions.append(name.strip("[]"))
        facts.modules += [module.split(".")[0]] if module else []
        facts.said += [said] if said else []
    for said in dict.fromkeys((*facts.messages, *facts.said, lines)):
        for reason in expression("only_reason").findall(said):
            facts.implied.append(REASONS[expression("space").sub(" ", lower(reason))])
    facts.hosts = [lower(host).strip(".") for host in expression("host").findall(lines)]
    for match in expression("called").finditer(lines):
        facts.called.append(lower(next(filter(None, match.groups()))).strip("."))
    facts.packages = [lower(expression("slashes").sub("/", name)) for name in expression("package").findall(lines)]
    model = expression("model").search(lines)
    facts.model = model[1] if model else None
    starts = [match.start() for match in expression("chained").finditer(lines)]
    facts.focus = starts[-1] / len(lines) if starts else 0.0
    for name in ("statuses", "implied", "codes", "types", "messages", "said", "hosts", "called", "modules", "packages"):
        setattr(facts, name, list(dict.fromkeys(getattr(facts, name))))
    return facts


def _condensed(text: str) -> str:
    """Returns the head and tail of a long text, and the last line of each kind that mentions an error."""
    if len(text) <= CONDENSED:
        return text
    head, tail = text[: CONDENSED // 8], text[-(CONDENSED // 3) :]
    kept: dict[str, str] = {}
    room = CONDENSED // 2
    for line in reversed(text[len(head) : -len(tail)].split("\n")):
        for at in range(0, len(line), 2000):
            piece = line[at : at + 2000]
            if room <= 0:
                break
            if expression("cue").search(piece):
                kind = expression("digits").sub("", piece)
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
    code, kind = _string(value.get("code")).strip(), _string(value.get("type"))
    refused = expression("refused").match(code)
    if refused:
        facts.statuses.append(int(code))
    elif code:
        facts.codes.append(code[:60])
    for key in STATUS_KEYS:
        if status := expression("any_status").match(_string(value.get(key))):
            facts.statuses.append(int(status[0]))
    answer = lower(_string(value.get("object"))) == "error"
    if kind and ("message" in value or "msg" in value or "loc" in value or answer or code):
        facts.types.append(kind[:80])
    numbered = not code or expression("four_digits").match(code)
    if answer and numbered and (not kind or expression("no_capital").match(kind)):
        facts.mistral_shape = True
    facts.mistral_shape |= "raw_status_code" in value
    inner = value.get("error")
    if isinstance(inner, dict) and ("message" in inner or "type" in inner):
        facts.wrapped = True
    for key in MESSAGE_KEYS:
        said = _string(value.get(key))
        if len(squeeze(said[:200])) >= 3 and not ("{" in said and ":" in said and len(said) > 12):
            facts.messages.append(" ".join(said.split())[:2000])
    for key, item in value.items():
        if isinstance(item, dict | list) and key not in SKIPPED_KEYS:
            _walk(item, facts, depth + 1)


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def detect_origin(facts: Facts) -> Origin:
    """Returns where a text comes from.

    `mistral`: it mentions Mistral or its SDK, or has its answer format and names no other vendor's model. `foreign`: it
    mentions another host, vendor or package, and not Mistral. `short`: a short text with neither. `unknown`: a long
    text with neither.
    """
    if expression("namesake").search(facts.text.folded):
        return "foreign"
    if expression("mistral").search(facts.text.folded):
        return "mistral"
    named = expression("requested_model").sub("", facts.text.folded)
    if expression("other_models").search(named):  # their servers answer in the same format
        return "foreign"
    if facts.mistral_shape:
        return "mistral"
    if facts.wrapped and not expression("gateways").search(facts.text.folded):
        return "foreign"
    if expression("vendors").search(named) or any(not expression("neutral_hosts").search(host) for host in facts.hosts):
        return "foreign"
    if raised_elsewhere(facts):
        return "foreign"
    if expression("generated").search(facts.text.folded):
        return "mistral"
    return "short" if len(facts.text.folded) <= 300 else "unknown"


def answered_elsewhere(facts: Facts) -> bool:
    """Whether a request for a model went to other hosts only, and none of this API's answers was passed on."""
    if not facts.called or facts.mistral_shape or expression("passed_on").search(facts.text.folded):
        return False
    return not any(expression("api_host").search(host) for host in (*facts.called, *facts.hosts))


def raised_elsewhere(facts: Facts) -> bool:
    """Whether the last exception, or without its name all packages of the traceback, belong to other software, or the
    text names another vendor.

    A text that names the API's host is about it, whatever raised the exception: Java's and .NET's own clients do.
    """
    if "api.mistral.ai" in facts.text.folded:
        return False
    if expression("others").search(facts.text.folded):
        return True
    if facts.modules:
        return lower(facts.modules[-1]) not in CLIENTS
    return bool(facts.packages) and CLIENTS.isdisjoint(facts.packages)
