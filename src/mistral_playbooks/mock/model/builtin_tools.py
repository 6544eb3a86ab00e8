"""The tools that the API itself runs in a conversation, mocked.

Recorded: the code interpreter's entry (2026-09-14) and its headers. Reported from a live probe of 2026-08-17: web
search takes a query and returns URLs, titles and snippets; an unknown connector is silently ignored. Documented:
references to web pages, image and library results in the answer.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ..state.ids import call_id, digest
from ..wire.refusal import Refusal
from . import answers

BUILT_IN = ("web_search", "web_search_premium", "code_interpreter", "image_generation", "document_library")


@dataclass(frozen=True, slots=True)
class Execution:
    """One run of a built-in tool. `result` is what the model reads, `chunk` is added to the answer's content, and
    `image` is a PNG to which the chunk refers."""

    name: str
    arguments: str
    info: dict[str, Any]
    result: str
    chunk: dict[str, Any] | None = None
    image: bytes = b""

    def messages(self) -> list[dict[str, Any]]:
        """Returns the run as the model sees it: a call and its result."""
        return pair(self.name, self.arguments, self.result)


def pair(name: str, arguments: Any, result: str) -> list[dict[str, Any]]:
    """Returns a call and its result as chat messages, with a new id."""
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    id = call_id("connector", name, text, result)
    call = {"id": id, "type": "function", "function": {"name": name, "arguments": text}}
    return [
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": id, "name": name, "content": result},
    ]


_WITHOUT = ("codestral", "devstral", "ministral", "open-mistral-nemo", "pixtral", "voxtral")
"""How the ids of models begin that run no built-in tools. Reported of codestral-latest, devstral-latest,
ministral-3b-2512 and ministral-8b-2512; of all families but the first two measured on 2026-07-12."""


def check(tools: Iterable[dict[str, Any]] | None, choice: str, model: str) -> None:
    """Raises 400 for a model that runs no built-in tools, and 422 for incompatible tools.

    400: status, message and code in five public programs of 2026, for conversations and for new agents. 422: messages
    and status of a live probe of 2026-08-17. Its body was not shown; this one follows the other errors of these
    endpoints, with the code for invalid requests.
    """
    kinds = {tool["type"] for tool in tools or ()}
    if not kinds.isdisjoint(BUILT_IN) and model.startswith(_WITHOUT):
        text = f"Model {model} currently does not support builtin connectors."
        raise Refusal(400, "invalid_request_error", text, "3004")
    if {"web_search", "web_search_premium"} <= kinds:
        raise _conflict("Can't add web_search and web_search_premium together")
    if choice == "required" and kinds - {"function"}:
        raise _conflict("Can't set 'tool_choice' to 'required' when using built in connectors")


def _conflict(text: str) -> Refusal:
    return Refusal(422, "invalid_request_error", text, "3001")


def offered(tools: Iterable[dict[str, Any]] | None, choice: str) -> list[tuple[str, bool]]:
    """Returns the built-in tools that the mocked model runs after a user's message, each once, and whether the user
    must allow the run first (`tool_configuration.requires_confirmation`, reported 2026-08-17)."""
    if choice == "none":
        return []
    found: dict[str, bool] = {}
    for tool in tools or ():
        if tool["type"] in BUILT_IN:
            asks = (tool.get("tool_configuration") or {}).get("requires_confirmation") or ()
            found[tool["type"]] = tool["type"] in asks
    return [*found.items()]


def arguments(name: str, seed: bytes) -> str:
    """Returns the arguments of a run, as JSON in the API's style (a space after `:` and `,`)."""
    words = " ".join(answers.WORDS[byte % len(answers.WORDS)] for byte in seed[:3])
    if name == "code_interpreter":
        code = f"# Calculate a product\nresult = {seed[3]} * {seed[4]}\nresult"
        return json.dumps({"code": code})
    return json.dumps({"prompt" if name == "image_generation" else "query": words})


def execute(name: str, given: str, now: float) -> Execution:
    """Runs a built-in tool. The result is made up, but the same for the same arguments."""
    seed = digest("connector", name, given)
    if name == "code_interpreter":
        numbers = [int(part) for part in given.replace("\\n", " ").split() if part.isdigit()]
        code = _field(given, "code")
        output = f"{numbers[0] * numbers[1]}\n" if len(numbers) == 2 else "\n"
        info = {"result": [{"type": "text", "text": output}], "code": code, "code_output": output}
        return Execution(name, given, info, output.strip())
    words = [answers.WORDS[byte % len(answers.WORDS)] for byte in seed[:8]]
    title = " ".join(words[:3])
    if name == "image_generation":
        chunk = {
            "type": "tool_file",
            "tool": name,
            "file_id": str(UUID(bytes=digest(seed, str(now))[:16], version=4)),
            "file_name": "image_generated_0",
            "file_type": "png",
        }
        return Execution(name, given, {}, f"image of {title}", chunk, _pixel(seed[:3]))
    url = f"https://{words[3]}.example.com/{words[4]}"
    text = " ".join(words[5:])
    found = {"0": {"url": url, "title": title, "description": text, "snippets": [text]}}
    info = {"result": [{"type": "text", "text": json.dumps(found)}]}
    chunk = {"type": "tool_reference", "tool": name, "title": title, "url": url}
    if name == "document_library":
        chunk = None
    return Execution(name, given, info, text, chunk)


def _pixel(color: bytes) -> bytes:
    """Returns a PNG of one pixel of this color (three bytes)."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    size = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", size) + part(b"IDAT", zlib.compress(b"\0" + color)) + part(b"IEND", b"")


def _field(given: str, name: str) -> str:
    try:
        found = json.loads(given)
    except ValueError:
        return given
    value = found.get(name) if isinstance(found, dict) else None
    return value if isinstance(value, str) else given


METERED = {"code_interpreter": (3, 10), "web_search": (3, 20)}
"""How often a key may run a tool in a minute and in a day: recorded 2026-09-14 of the code interpreter, reported
2026-08-28 and 2026-10-09 of web search in the free plan (fredbuildsai/parlwatch@03590a16 docs/mistral-agent/README.md).
Other tools and plans were not observed."""


def counts(runs: Sequence[Execution]) -> dict[str, int]:
    """Returns how often each tool ran (`usage.connectors`)."""
    return Counter(run.name for run in runs)
