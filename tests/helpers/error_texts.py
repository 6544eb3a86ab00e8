"""Error texts that are known, and any number that are made of them: the same ones in each run."""

from __future__ import annotations

import ast
import html
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FOLDERS = ("diagnosis", "cli", "check", "helpers", "testing")


def known() -> list[str]:
    """Returns the captured outputs of all programs, and every string and text in the tests that concern error texts."""
    found: dict[str, None] = {}
    for path in sorted((ROOT / "docs" / "results").glob("[a-z]*.json")):
        rows = json.loads(path.read_text(encoding="utf-8"))["results"]
        found.update((row["output"], None) for row in rows if row.get("output"))
    for folder in _FOLDERS:
        for path in sorted((ROOT / "tests" / folder).glob("*.py")):
            found.update((text, None) for text in _strings(path))
        for path in sorted((ROOT / "tests" / folder).glob("*.jsonl")):
            found.update((json.loads(line)["text"], None) for line in path.read_text("utf-8").splitlines())
    return list(found)


def _strings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) > 2:
            yield node.value


def generated(texts: list[str], count: int, seed: int) -> Iterator[str]:
    """Yields texts that are made of known ones by one to three changes."""
    chance = random.Random(seed)
    pool = [text[:1500] for text in texts if len(text) > 60]
    for _ in range(count):
        text = chance.choice(pool)
        for _ in range(chance.randint(1, 3)):
            text = chance.choice(_CHANGES)(text, chance, pool)[:4000]
        yield text


Change = Callable[[str, random.Random, list[str]], str]
_NOISE = (
    "2026-11-02 10:11:12,345 INFO starting worker 17",
    "    at process.processTicksAndRejections (node:internal:105:5)",
    '  File "/srv/app/handlers.py", line 422, in handle',
    "Żółw: coś poszło nie tak",
    "│ 0%|   | 0/12 [00:00<?, ?it/s]",
    "Traceback (most recent call last):",
    "During handling of the above exception, another exception occurred:",
    *("{", "}", "x-ratelimit-limit-req-minute: 0", "HTTP/2 429", "status: 401,", "mistral", "error 3230", "code: 3051"),
    *("https://api.mistral.ai/v1/chat", "https://example.com/", "gpt-4o", "KeyError: 'x'", "null", "400"),
    *("[31m", "\x1b[0m", "\t", "\\n", ""),
)
_ODD = (
    # white space, invisible, full width, typographic
    "\u00a0\u2028\u2029\u0085\u3000\x0b\x0c\r\x00\x1c" "\u200b\ufeff\u00ad" "\uff21\uff1a" "\u2026\u201c\u2019"
    # letters whose case or class differs between languages and versions of Unicode
    "\u00e9\u00df\u0130\u017f\u212a\u0345\u01c5\u1e9e\ufb01" "\u0660\u0967\u00b2\u2460" "\u4e2d"
    # beyond the basic plane, half of a pair, private, symbols
    "\U0001f642\U0001d400" "\ud83d\udc00" "\ue0b0" "\u2192\u2502\ufffd&$`"
)  # fmt: skip


def _cut(text: str, chance: random.Random, pool: list[str]) -> str:
    start, end = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
    return chance.choice((text[start:], text[:end], text[start:end]))


def _joined(text: str, chance: random.Random, pool: list[str]) -> str:
    return text + chance.choice(("", " ", "\n", "\n\n", ": ", " - ", '"')) + chance.choice(pool)[:800]


def _noisy(text: str, chance: random.Random, pool: list[str]) -> str:
    lines = text.split("\n")
    for _ in range(chance.randint(1, 4)):
        lines.insert(chance.randint(0, len(lines)), chance.choice(_NOISE))
    return chance.choice(("\n", "\n", "\r\n", "\r")).join(lines)


def _odd(text: str, chance: random.Random, pool: list[str]) -> str:
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(text))
        text = text[:at] + chance.choice(_ODD) + text[at + chance.randint(0, 1) :]
    return text


def _random(text: str, chance: random.Random, pool: list[str]) -> str:
    at, length = chance.randint(0, len(text)), chance.randint(1, 20)
    span = chance.choice(((32, 126), (0, 0x2FF), (0x2000, 0x22FF), (0, 0xFFFF), (0x10000, 0x1FFFF)))
    return text[:at] + "".join(chr(chance.randint(*span)) for _ in range(length)) + text[at:]


def _swapped(text: str, chance: random.Random, pool: list[str]) -> str:
    """Changes single characters that matter to the parsers."""
    marks = "{}[]\"'\\:,=. \n&#;()<>-_/0123456789"
    characters = list(text)
    for _ in range(min(len(text), chance.randint(1, 5))):
        characters[chance.randrange(len(characters))] = chance.choice(marks)
    return "".join(characters)


def _wrapped(text: str, chance: random.Random, pool: list[str]) -> str:
    width = chance.randint(20, 120)
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def _escaped(text: str, chance: random.Random, pool: list[str]) -> str:
    """Writes some characters as escapes of JSON, Python or HTML."""
    forms: tuple[Callable[[str], str], ...] = (
        lambda c: f"\\u{ord(c) & 0xFFFF:04x}",
        lambda c: f"\\x{ord(c) & 0xFF:02X}",
        lambda c: f"&#{ord(c)};",
        lambda c: f"&#x{ord(c):X};",
    )
    form = chance.choice(forms)
    return "".join(form(c) if chance.random() < 0.1 else c for c in text)


_CHANGES: tuple[Change, ...] = (
    _cut, _cut, _joined, _noisy, _odd, _random, _swapped, _wrapped, _escaped,
    lambda text, chance, pool: json.dumps(text, ensure_ascii=chance.random() < 0.5),
    lambda text, chance, pool: json.dumps({"error": text, "status": chance.choice((400, "429", None, 5.0, True))}),
    lambda text, chance, pool: repr(text),
    lambda text, chance, pool: repr({"detail": text, "code": chance.choice((400, "3230", None, 1e20))}),
    lambda text, chance, pool: html.escape(text),
    lambda text, chance, pool: text.upper(),
    lambda text, chance, pool: text.lower().title(),
    lambda text, chance, pool: text.replace('"', "'"),
    lambda text, chance, pool: text.replace("'", "\u2019").replace(" ", "\u00a0"),
    lambda text, chance, pool: " ".join(chance.sample(text.split() or [""], min(3, len(text.split()) or 1))),
)  # fmt: skip
