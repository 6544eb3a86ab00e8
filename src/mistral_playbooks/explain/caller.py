"""What the program that printed a text is written with: its language, its client, and the SDK's major version."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from ..diagnosis.client_errors import NAMES
from ..diagnosis.rules import CONDENSED

if TYPE_CHECKING:
    from ..content.pages import Language

_Kind = TypeVar("_Kind")
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
        r"|\bdial tcp\b|: context deadline exceeded\b|\bnet/http: |\bNSURLErrorDomain\b|\bNSLocalized"
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
