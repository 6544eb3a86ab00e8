"""Compares two answers to the same request: the mock's and the API's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import shapes, streams
from .client import LiveResponse
from .redact import Mask
from .shapes import ABSENT

_VOLATILE = re.compile(
    r"cf-.*|set-cookie|date|age|connection|keep-alive|via|alt-svc|nel|report-to|server-timing|priority|vary"
    r"|content-encoding|proxy-.*"
)
"""Headers that proxies add, or that differ between answers."""
_FRAMING = ("content-length", "transfer-encoding")
_VERSION = re.compile(r"(errors\.pydantic\.dev/)[\d.]+")
_COUNTED = re.compile(r"\bPrompt \d+ >")


@dataclass(frozen=True)
class Difference:
    """One difference, masked. `part` names what differs, `mock` and `real` what each answered."""

    part: str
    mock: str
    real: str

    def __str__(self) -> str:
        return f"{self.part} {self.mock} → real answered {self.real}"


def compare(mock: LiveResponse, real: LiveResponse, mask: Mask) -> tuple[Difference, ...]:
    """Returns every difference once. Ignores ids, dates, the model's text and headers that proxies add."""
    found: list[Difference] = []
    if mock.status != real.status:
        found.append(Difference("status", str(mock.status), str(real.status)))
    if (mock.status < 400) != (real.status < 400):
        return (*found, *_refusal(real, mask))
    found += _headers(mock, real, mask)
    streamed = [response.header("content-type").startswith("text/event-stream") for response in (mock, real)]
    if all(streamed):
        texts = [response.body.decode("utf-8", "replace") for response in (mock, real)]
        found += [Difference(*map(mask.text, texts)) for texts in streams.compare(*texts)]
    elif not any(streamed):  # otherwise the content types differ already
        values = [mask.value(shapes.parsed(response.body.decode("utf-8", "replace"))) for response in (mock, real)]
        found += _errors(*values) if mock.status >= 400 else _bodies(*values)
    return tuple(dict.fromkeys(found))


def _refusal(real: LiveResponse, mask: Mask) -> Iterator[Difference]:
    """Yields the fields of a real error that the mock answers with a success. Yields nothing for the reverse."""
    body = mask.value(shapes.parsed(real.body.decode("utf-8", "replace")))
    if real.status >= 400 and isinstance(body, dict):
        for name in ("code", "type", "message", "detail"):
            if body.get(name) is not None:
                yield Difference(name, ABSENT, _excerpt(body[name]))


def _headers(mock: LiveResponse, real: LiveResponse, mask: Mask) -> Iterator[Difference]:
    one, other = (_comparable_headers(response, mask) for response in (mock, real))
    for name in sorted(one.keys() | other.keys()):
        part = name if name == "content-type" else f"header {name}"
        if name not in one:
            yield Difference(part, ABSENT, "with it")
        elif name not in other:
            yield Difference(part, "sent", shapes.WITHOUT)
        elif (name == "content-type" or name.startswith("access-control-")) and one[name] != other[name]:
            yield Difference(part, one[name], other[name])


def _comparable_headers(response: LiveResponse, mask: Mask) -> dict[str, str]:
    values = mask.headers(response.headers)
    headers = {name: _normalize_list(value) for name, value in values.items() if not _VOLATILE.fullmatch(name)}
    if any(headers.pop(name, None) is not None for name in _FRAMING):
        headers["content-length"] = ""  # or chunked, which is the same to a client
    return headers


def _normalize_list(value: str) -> str:
    """Sorts a comma-separated list, so that `A, b` and `b,a` are equal."""
    return ", ".join(sorted(part.strip().lower() for part in value.split(",")))


def _bodies(mock: Any, real: Any) -> Iterator[Difference]:
    for path, one, other in shapes.differences(shapes.shape([mock]), shapes.shape([real])):
        yield Difference(f"body {path}".strip(), one, other)


def _errors(mock: Any, real: Any, path: str = "") -> Iterator[Difference]:
    """Compares two error bodies, which must be equal."""
    if isinstance(mock, dict) and isinstance(real, dict):
        for name in sorted(mock.keys() | real.keys(), key=lambda name: (name not in ("code", "type"), name)):
            here = f"{path}.{name}".lstrip(".")
            if name in mock and name in real:
                yield from _errors(mock[name], real[name], here)
            else:
                one = _excerpt(mock[name]) if name in mock else ABSENT
                yield Difference(_part(here), one, _excerpt(real[name]) if name in real else shapes.WITHOUT)
    elif isinstance(mock, list) and isinstance(real, list):
        if len(mock) != len(real):
            yield Difference(_part(path), f"{len(mock)} items", f"{len(real)}")
        for number, (one, other) in enumerate(zip(mock, real, strict=False)):
            yield from _errors(one, other, f"{path}[{number}]")
    elif isinstance(mock, dict) and not path:
        yield Difference(_part(path), "a JSON object", _excerpt(real))
    elif _normalize(mock) != _normalize(real):
        yield Difference(_part(path), _excerpt(mock), _excerpt(real))


def _part(path: str) -> str:
    return path if path in ("code", "type", "message") else f"body {path}".strip()


def _normalize(value: Any) -> Any:
    """Removes version numbers and token counts, which differ between releases and tokenizers."""
    if isinstance(value, str):
        return _COUNTED.sub("Prompt N >", _VERSION.sub(r"\1N", value)).strip()
    return (type(value) is bool, value)  # 1 and true are different


def _excerpt(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else text[:199] + "…"
