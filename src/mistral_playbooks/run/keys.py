"""What a request had in place of a key, which the report explains. Requests are numbered from `first`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..gateway.hosts import other_host
from ..gateway.secrets import KEY
from ..mock import Exchange

_VARIABLE = re.compile(r"(?i)(?:bearer\s+)?(\$\{?[a-z_][\w:.]*\}?|%[a-z_]\w*%|\{+\s*[a-z_][\w.]*\s*\}+)")
"""What stands for a key until a shell or a program expands it: `$NAME`, `${NAME}`, `$env:NAME`, `%NAME%`, `{NAME}`."""
_WORD = re.compile(r"(?i)(?:bearer\s+)?(none|null|undefined|nan)")
"""What a language writes for a value that is missing."""
_PLACEHOLDER = re.compile(
    r"(?i)(?:bearer\s+)?([<\[{(]?(?=[a-z _.-]{0,40}(?:key|token|your|here|secret))[a-z][a-z _.-]{1,60}[>\]})]?)"
)
"""Words in place of a key, as examples have them. A key contains digits."""
_KEY_HEADERS = ("x-api-key", "api-key", "apikey")
_OTHER_KEY = (
    "came with a key other than the made-up one in MISTRAL_API_KEY, the only one accepted here. The key may come from "
    "the source, a file such as .env or ~/.netrc, or a variable passed with --keep. To test the rest of the program, "
    "read the key from MISTRAL_API_KEY, or add --any-key."
)
_MISSING = (
    "sent the word {} as the key: the variable that the program reads is not set. Set it, or read MISTRAL_API_KEY, and "
    "stop at the start if it is empty."
)
_EXAMPLE = "sent a placeholder as the key: {}. Put your key into MISTRAL_API_KEY, and read it from there."
_UNEXPANDED = (
    "sent the name of a variable as the key: {}. Expand it: in a shell with double quotes, as in "
    '"Authorization: Bearer $MISTRAL_API_KEY", in Python with an f-string.'
)
_NO_KEY = (
    "came without a key: no header `Authorization: Bearer KEY`. Read the key from MISTRAL_API_KEY, and pass it to the "
    "client."
)
_KEY_ELSEWHERE = (
    "sent the key in the header `{}`. Send `Authorization: Bearer KEY` instead. Mistral documents `x-api-key` only for "
    "transcriptions and the list of batch jobs; public programs send it for conversations. Whether other operations "
    "accept it is not known."
)


def notes(journal: Sequence[Exchange], first: int) -> Iterator[tuple[list[int], str]]:
    """Yields what to know about the keys of some requests, and their numbers."""
    if others := other_keys(journal, first):
        yield others, _OTHER_KEY
    for what, numbers in _no_keys(journal, first).items():
        yield numbers, what
    for header, numbers in _missing_keys(journal, first).items():
        yield numbers, _KEY_ELSEWHERE.format(header) if header else _NO_KEY


def other_keys(journal: Sequence[Exchange], first: int) -> list[int]:
    """Returns the numbers of the requests with a wrong key. Missing keys and faults are not included."""
    return [number for number, sent in _refused_keys(journal, first) if sent and not _no_key(sent)]


def _no_keys(journal: Sequence[Exchange], first: int) -> dict[str, list[int]]:
    """Returns what to know of the words that were sent in place of a key, and the numbers of their requests."""
    found: dict[str, list[int]] = {}
    for number, one in enumerate(journal, first):
        if one.fault is None and not other_host(one.sent) and (what := _no_key(_authorization(one))):
            found.setdefault(what, []).append(number)
    return found


def _no_key(sent: str) -> str | None:
    """Returns what to know of an `Authorization` that holds words in place of a key: a variable's name, say."""
    for pattern, what in ((_VARIABLE, _UNEXPANDED), (_WORD, _MISSING), (_PLACEHOLDER, _EXAMPLE)):
        if named := pattern.fullmatch(sent):
            return what.format(named[1])
    return None


def _missing_keys(journal: Sequence[Exchange], first: int) -> dict[str, list[int]]:
    """Returns the numbers of the requests without a key in `Authorization`, by the header that had one, or ""."""
    found: dict[str, list[int]] = {}
    for number, sent in _refused_keys(journal, first):
        if not sent:
            headers = journal[number - first].sent
            found.setdefault(next((name for name in _KEY_HEADERS if headers.get(name)), ""), []).append(number)
    return found


def _refused_keys(journal: Sequence[Exchange], first: int) -> Iterable[tuple[int, str]]:
    """Yields the numbers of the requests whose key was refused, and their `Authorization`, empty if it has no key."""
    for number, one in enumerate(journal, first):
        sent = _authorization(one)
        if one.status == 401 and one.fault is None and sent.lower() != f"bearer {KEY.lower()}":
            yield number, "" if sent.lower() == "bearer" else sent


def _authorization(exchange: Exchange) -> str:
    return exchange.sent.get("authorization", "").strip()
