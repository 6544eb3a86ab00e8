"""What is known of an error when its page is begun: the answer, and all that follows from it."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..records import Category, Retry
from ..regex_subset import vague
from ..response import ErrorResponse
from .fault_rows import Rows

TODO = "TODO"
"""Marks a place that the author has to fill in. `verify` counts them."""
CHAT = "/v1/chat/completions"
_CATEGORIES: dict[int, Category] = {401: "account", 402: "account", 403: "account", 404: "models", 429: "limits"}
_DOCUMENTS = re.compile(r"/v1/(?:ocr|files|audio|libraries)")
_URL = re.compile(r"https?://[^\s,;:]+[^\s,;:.]")
_COMMIT = re.compile(r"\b([\w.-]+/[\w.-]+)@([0-9a-f]{7,40})\b")
_DATE = re.compile(r"\b20\d\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?\b")
_PLAIN = re.compile(r"[^\"\\\n\r\t]{8,}")
"""A part of a message that JSON, JavaScript and Python print unchanged."""


@dataclass(frozen=True)
class KnownError:
    """An error class by the mock's rows for it; without rows, an answer that the author has to replace."""

    slug: str
    rows: Rows
    today: datetime.date

    @cached_property
    def causes(self) -> dict[str, dict[str, Any]]:
        """Cause to the keys of its `response`, the default first."""
        if not self.rows:
            unknown = {"type": TODO, "code": TODO, "message": f"{TODO}: the message of {self.slug}"}
            return {"default": {"status": 400, **unknown, "basis": "reported"}}
        return {id: {key: row[key] for key in row if key != "source"} for id, row in self.rows.items()}

    @cached_property
    def answer(self) -> ErrorResponse:
        """The answer of the default cause."""
        return ErrorResponse.from_dict(next(iter(self.causes.values())))

    @property
    def status(self) -> int | None:
        """The HTTP status of the refusal; None if the API does not refuse."""
        return self.answer.status if self.answer.status != 200 else None

    @property
    def retry(self) -> Retry:
        """The verdict that the status suggests."""
        if self.status in (401, 402, 403):
            return "never"
        if self.status == 429:
            return "after-wait"
        passes = self.answer.transport or self.answer.stream or (self.status or 0) >= 500
        return "with-backoff" if passes else "after-change"

    @property
    def category(self) -> Category:
        """The group that status and endpoint suggest."""
        if any(map(_DOCUMENTS.search, self.answer.on)):
            return "documents"
        if self.status is None:
            return "streaming" if self.answer.stream else "server" if self.answer.transport else "requests"
        return _CATEGORIES.get(self.status, "server" if self.status >= 500 else "requests")

    @property
    def chat_meets_it(self) -> bool:
        """Whether a chat request that does not stream fails with this answer."""
        here = not self.answer.on or any(path.endswith(CHAT) for path in self.answer.on)
        framed = self.answer.stream is not None and self.answer.stream.frame is not None
        good = self.answer.says is not None or (self.answer.status == 200 and self.answer.body is None)
        return here and not framed and not good

    @property
    def message(self) -> str:
        """The words that a reader pastes: of the default answer, else of the slug."""
        words = next((message for message in _messages(self.answer.body) if message.strip()), "")
        return " ".join(words.split()) or f"{TODO}: the words of {self.slug}"

    @property
    def signatures(self) -> list[str]:
        """Fragments of the answers that a client shows unchanged."""
        found = []
        for row in self.causes.values():
            answer = ErrorResponse.from_dict(row)
            found += [max(parts, key=len) for text in _messages(answer.body) if (parts := _PLAIN.findall(text))]
            known = (name for name in answer.types if isinstance(answer.body, dict) and TODO not in name)
            found += [f'"type":"{name}"' for name in known]
        usable = [text.strip() for text in found if not vague(text.strip())]
        return list(dict.fromkeys(usable)) or [f"{TODO}: words of {self.slug}"]

    @property
    def evidence(self) -> list[dict[str, str]]:
        """The sources of the rows: a public address and a date, as far as the rows give them."""
        found: dict[tuple[str, str], dict[str, str]] = {}
        for row in self.rows.values():
            source = row["source"]
            url = match[0] if (match := _URL.search(source)) else None
            if url is None and (match := _COMMIT.search(source)):
                url = f"https://github.com/{match[1]}/commit/{match[2]}"
            seen = match[0] if (match := _DATE.search(source)) else None
            note = source if seen else f"{TODO}: the date. {source}"
            entry = {
                "url": url or f"https://example.com/{TODO}",
                "seen": seen or self.today.isoformat(),
                "kind": row["basis"],
                "note": note,
            }
            found.setdefault((source, row["basis"]), entry)
        note = f"{TODO}: what the source says"
        nothing = {"url": f"https://example.com/{TODO}", "seen": self.today.isoformat(), "kind": "reported"}
        return [*found.values()] or [{**nothing, "note": note}]


def _messages(body: Any) -> Iterator[str]:
    """The texts in a body that say what is wrong, the most telling first."""
    if isinstance(body, str):
        title = re.search(r"<title>([^<]+)", body)
        inner = re.search(r'"message":\s*"([^"]+)"', body)
        match = title or inner
        yield html.unescape(match[1]) if match else body
    elif isinstance(body, list):
        for item in body:
            yield from _messages(item)
    elif isinstance(body, dict):
        for key in ("msg", "message", "detail", "error"):
            if isinstance(body.get(key), str):
                yield body[key]
            else:
                yield from _messages(body.get(key))
