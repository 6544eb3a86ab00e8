"""What `explain` reads: a file, an argument or standard input.

Says so if that cannot be an error text.
"""

from __future__ import annotations

import json
import re
from errno import ENAMETOOLONG
from pathlib import Path
from typing import IO, Any

from ..diagnosis.facts import LIMIT, Unusable, decode
from ..support.redact import mask

_FILE_NAME = re.compile(
    r"(?:[\w.~@+-]*[/\\:]+)*[\w.@+-]*\.(?:log|txt|jsonl?|ndjson|out|err|md|py|ipynb|[cm]?[jt]sx?|sh|html?|xml|ya?ml|har|csv)"
    r"|(?:\.{1,2}|~)[/\\]\S+",
    re.IGNORECASE,
)
PROGRAMS = {
    ".py": "python {}", ".sh": "sh {}", ".bash": "bash {}", ".js": "node {}", ".mjs": "node {}", ".cjs": "node {}",
    ".ts": "node {}", ".mts": "node {}", ".cts": "node {}", ".tsx": "npx tsx {}", ".php": "php {}", ".rb": "ruby {}",
    ".pl": "perl {}", ".go": "go run {}", ".java": "java {}", ".rs": "cargo run", ".cs": "dotnet run",
}  # fmt: skip
"""How to start the programs that people give, by the ending of the file's name."""
_CALL = re.compile(r"\[TOOL_CALLS\]|^\s*[\[{]|\w\{\s*\"")
"""A tool call that a model wrote as text. An answer in JSON may be one, too."""


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
                if start := PROGRAMS.get(path.suffix.lower()):
                    name = mask(argument)[:200]
                    raise Unusable(
                        f"{name} is a program, not an error. To test it against the mock, run "
                        f"`mistral-playbooks run -- {start.format(name)}`"
                    )
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
