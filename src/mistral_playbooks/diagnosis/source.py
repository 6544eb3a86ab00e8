"""What `explain` reads: a file, an argument or standard input, and what its program is written with.

Says so if that cannot be an error text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from errno import ENAMETOOLONG
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

from ..support.redact import mask
from .client_errors import NAMES
from .facts import LIMIT, Unusable, decode
from .rules import CONDENSED

if TYPE_CHECKING:
    from ..content.pages import Language

_Kind = TypeVar("_Kind")
_FILE_NAME = re.compile(
    r"(?:[\w.~@+-]*[/\\:]+)*[\w.@+-]*\.(?:log|txt|jsonl?|ndjson|out|err|md|py|ipynb|[cm]?[jt]sx?|sh|html?|xml|ya?ml|har|csv)"
    r"|(?:\.{1,2}|~)[/\\]\S+",
    re.IGNORECASE,
)
_PROGRAMS = frozenset(
    ".py .js .mjs .cjs .jsx .ts .mts .cts .tsx .sh .bash .php .rb .go .rs .java .kt .cs .swift".split()  # noqa: SIM905
)
"""Endings of the files in which people have programs."""
_CALL = re.compile(r"\[TOOL_CALLS\]|^\s*[\[{]|\w\{\s*\"")
"""A tool call that a model wrote as text. An answer in JSON may be one, too."""
_LANGUAGES: dict[Language | None, re.Pattern[str]] = {
    "python": re.compile(
        r"Traceback \(most recent call last\)|\.py\", line \d|(?:site|dist)-packages"
        r"|^(?:mistralai|openai|httpx2?|pydantic|langchain\w*|litellm)\.[\w.]+:"
        r"|\b(?:Attribute|Import|ModuleNotFound|Key)Error: ",
        re.MULTILINE,
    ),
    "typescript": re.compile(
        r"^[ \t]+at [^\n]{0,300}(?:\.[cm]?[jt]sx?:\d+|\(node:|\(<anonymous>\))|node_modules|\bnode:internal"
        r"|\bNode\.js v\d|\bAI_\w+Error\b|\bZodError\b|\bfetch failed\b|\bERR_[A-Z_]{4,}",
        re.MULTILINE,
    ),
    "curl": re.compile(r"^(?:< )?HTTP/[\d.]+ \d{3}|\bcurl: \(\d+\)|^\$? ?curl ", re.MULTILINE),
    None: re.compile(
        r"\w\.(?:php|rb|go|java|kts?|scala|cs|rs|swift|dart|exs?)(?:\(\d+\)|:(?:line )?\d+\b| on line \d)"
        r"|^PHP \w+ \w+:|\bGuzzleHttp\\|\bresulted in a `\d{3} |\bFaraday::|^goroutine \d+ \[|\breqwest::"
        r"|^Exception in thread \"|^(?:java|kotlin)x?\.[\w.]+(?:Error|Exception)\b"
        r"|^[ \t]+at (?:System|Microsoft)\.|\bSystem\.Net\.|\bpanicked at ",
        re.MULTILINE,
    ),
}
"""What texts of each language have. None stands for the languages without programs here."""
_NAMED = {
    "python": r"\b\w+-packages[/\\]{0}\w*[/\\]|(?<![\w./@-]){0}\w*\.(?:\w+\.)*[A-Z]\w|^[ \t]*(?:from|import) {0}",
    "typescript": r"node_modules[/\\]{0}[/\\]|(?:\bfrom |\brequire\()[\"']{0}\b",
}
"""How a text names a package: in a stack frame, before a name with a capital letter, or where it is imported."""
_OPENAI = [name for name, row in NAMES.items() if row.client == NAMES["RateLimitError"].client and name != "APIError"]
"""Names of errors without a module that only OpenAI's SDKs have."""
_CLIENTS: tuple[tuple[tuple[Language | None, str, str, str], ...], ...] = (
    (
        ("python", "langchain", "langchain", ""),
        ("python", "langchain", " while fetching ", r"\bError response \d{3} while fetching "),
        ("typescript", "langchain", "@langchain", ""),
        ("python", "litellm", "litellm", ""),
        ("python", "pydantic-ai", "pydantic_ai", ""),
        ("python", "llama-index", "llama_index", ""),
    ),
    (
        ("python", "", "mistralai", ""),
        ("typescript", "", "@mistralai", ""),
        (None, "", "API error occurred: ", r"API error occurred: "),
        ("python", "openai", "openai", ""),
        ("python", "openai", "Error code: ", r"\bError code: \d{3}\b"),
        (None, "openai", "Error", rf"(?<![\w.])(?:{'|'.join(_OPENAI)})\b"),
        ("typescript", "openai", "openai", ""),
        ("typescript", "openai", "(no body)", r"\b\d{3} status code \(no body\)"),
        ("typescript", "ai", "@ai-sdk", ""),
        ("typescript", "ai", "AI_", r"\bAI_\w+Error\b"),
    ),
    (
        ("python", "aiohttp", "aiohttp", ""),
        ("python", "aiohttp", ", message=", r"\bClientResponseError: \d{3}, message="),
        ("python", "requests", "requests", ""),
        ("python", "requests", " Error: ", r"\b\d{3} (?:Client|Server) Error: [^\n]{1,99} for url: "),
        ("python", "httpx", "httpx", r"packages[/\\]httpx2?[/\\]"),  # SDKs raise its errors, too
        ("python", "httpx", " error '", r"\b(?:Client|Server) error '\d{3} "),
        ("python", "urllib", "urllib", ""),
        ("typescript", "axios", "axios", ""),
        ("typescript", "axios", "AxiosError", r"\bAxiosError\b"),
        ("typescript", "axios", "Request failed with", r"\bRequest failed with status code \d{3}"),
    ),
)
"""The language of each client, the suffix of its programs, its package or a part of what only it says, and the rest of
that. Those that call others come before them: frameworks, SDKs, then what sends any request. No language stands for
that of the text."""
_MAJORS: tuple[tuple[int, str, *tuple[str, ...]], ...] = (
    (0, "mistralai", r"^mistralai\.exceptions\.\w+|\bmistralai[/\\](?:client_base|exceptions)\.py"),
    (1, "mistralai", r"\bmistralai\.models\.\w*error\.\w|'mistralai\.models\.\w|'mistralai\.client' is not a package"),
    (1, "mistralai", r"\bmistralai[/\\](?:__init__|(?:base)?sdk|chat|(?:models|utils|types|_hooks)[/\\]\w+)\.py\b"),
    (1, "This client is deprecated", r"This client is deprecated"),
    (2, "httpx", r"\bmistralai[/\\]client[/\\]", r"packages[/\\]httpx[/\\]|^httpx\.\w"),
)
"""What texts of older major versions of the Python SDK have, after a part of it: as seen in 0.4.2, 1.12.4 and 2.10.1
(2026-11-23)."""


def read(argument: str | None, stdin: IO[Any], err: IO[str]) -> str:
    """Returns the content of the file that the argument names, else the argument itself; if None, standard input.

    Raises Unusable for a file that cannot be read or does not exist, and for a request or a good answer instead of an
    error.
    """
    if argument is None:
        if stdin.isatty():
            print("Paste the error, then press Ctrl-D (Windows: Ctrl-Z and Enter).", file=err)
        text = decode(_bytes(stdin))
        _refuse_request(text, None)
        return text
    if len(argument) < 1024 and "\n" not in argument and "\0" not in argument:
        path = Path(argument)
        try:
            if argument.strip() and path.is_file():
                if path.suffix.lower() in _PROGRAMS:
                    raise Unusable(f"{mask(argument)[:200]} is a program, not an error")
                with path.open("rb") as file:
                    text = decode(_ends(file))
                _refuse_request(text, argument)
                return text
            if path.is_dir() and re.search(r"[/\\]", argument):
                raise Unusable(f"{mask(argument)[:200]!r} is a folder, not a file")
        except OSError as error:
            if error.errno != ENAMETOOLONG:  # else it is an error text
                raise Unusable(f"{mask(argument)[:200]}: cannot be read: {error.strerror}") from None
        if _FILE_NAME.fullmatch(argument.strip()) and "://" not in argument:
            raise Unusable(f"there is no file {mask(argument.strip())[:200]!r}")
    _refuse_request(argument, None)
    return argument


def _refuse_request(text: str, file: str | None) -> None:
    """Raises Unusable if the text is what a program sends, a request body or a list of messages, or a good answer."""
    if text.lstrip(" \t\r\n\ufeff")[:1] not in ("{", "[") or '"role"' not in text:
        return
    try:
        value = json.loads(text.strip(" \t\r\n\ufeff"))
    except (ValueError, RecursionError):
        return
    if _is_good(value):
        raise Unusable(
            f"{f'{mask(file)[:200]} holds' if file else 'this is'} a complete answer in text, not an error. If your "
            "program expects a tool call, run `mistral-playbooks show tool-not-called`"
        )
    if isinstance(value, dict) and not value.keys() & {"object", "error", "detail", "choices", "statusCode", "status"}:
        value = value.get("messages")
    if isinstance(value, list) and value and all(isinstance(one, dict) and "role" in one for one in value):
        name = mask(file)[:200] if file else "request.json"
        named = f"{name} holds a request" if file else "this is a request"
        raise Unusable(
            f"{named}, not an error. To learn whether the API accepts it, run `mistral-playbooks check {name}`"
        )


def _is_good(value: Any) -> bool:
    """Whether a value is the answer of a model that ended by itself, with text. One that was cut off, is empty or looks
    like a tool call may be what somebody asks about."""
    choices = value.get("choices") if isinstance(value, dict) and not value.get("error") else None
    if not isinstance(choices, list) or not choices:
        return False
    for choice in choices:
        message = choice.get("message") if isinstance(choice, dict) and choice.get("finish_reason") == "stop" else None
        said = message.get("content") if isinstance(message, dict) and not message.get("tool_calls") else None
        if not isinstance(said, str) or not said.strip() or _CALL.search(said):
            return False
    return True


def _bytes(stream: IO[Any]) -> bytes:
    """Returns a text or binary stream's content, or the head and tail of a long one."""
    stream = getattr(stream, "buffer", stream)
    found: list[bytes] = []
    size = 0
    while piece := stream.read(1 << 16):
        data = piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace")
        found.append(data)
        size += len(data)
        if size > 4 * LIMIT:  # keep only the start and the end of an endless pipe
            whole = b"".join(found)
            found = [whole[: LIMIT // 4], b"\n", whole[-LIMIT:]]
            size = sum(map(len, found))
    return b"".join(found)


def _ends(file: IO[bytes]) -> bytes:
    """Returns a file's content, or the head and tail of a large one."""
    size = file.seek(0, 2)
    file.seek(0)
    if size <= 4 * LIMIT:
        return file.read()
    head = file.read(LIMIT // 4)
    file.seek(size - LIMIT)
    return head + b"\n" + file.read()


@dataclass(frozen=True, slots=True)
class Caller:
    """What the program that printed a text is written with."""

    language: Language | None = "python"
    """None for a language without programs here."""
    client: str | None = None
    """The suffix of its client's programs, "" for Mistral's own SDK; None if the text does not show it."""
    major: int | None = None
    """The major version of the Python SDK, if the text shows an older one."""
    sends: bool = False
    """Whether the client sends requests as the program writes them."""


def caller_of(text: str) -> Caller:
    """Returns what the end of a text shows of its program. The last mark of a language or of a client decides."""
    text = text[-CONDENSED:]
    language: Language | None = _last(_LANGUAGES.items(), text, "python")
    if language is None:
        return Caller(None)
    for tier, rows in enumerate(_CLIENTS):
        likely: list[tuple[tuple[Language | None, str], re.Pattern[str]]] = [
            ((own, client), re.compile(said or _NAMED[own or "python"].format(part), re.MULTILINE))
            for own, client, part, said in rows
            if part in text
        ]
        if found := _last(likely, text, None):
            own, client = found
            return Caller(own or language, client, _major(text) if client == "" else None, tier == len(_CLIENTS) - 1)
    return Caller(language, None, _major(text))


def _major(text: str) -> int | None:
    for major, part, *marks in _MAJORS:
        if part in text and all(re.search(mark, text, re.MULTILINE) for mark in marks):
            return major
    return None


def _last(likely: Iterable[tuple[_Kind, re.Pattern[str]]], text: str, default: _Kind) -> _Kind:
    """Returns what the last match in the text stands for."""
    last, at = default, -1
    for kind, pattern in likely:
        for match in pattern.finditer(text):
            if match.start() > at:
                last, at = kind, match.start()
    return last
