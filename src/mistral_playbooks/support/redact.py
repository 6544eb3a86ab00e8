"""Removes keys and tokens from text."""

from __future__ import annotations

import re

MASK = "[secret]"

SECRETS: tuple[tuple[str, str], ...] = (
    # `Authorization: Bearer x`, `b'Bearer  x\n'`, escaped or not
    (r"(\b(?:bearer|basic)\s+)(?!token\b|auth)[\w.+/=~-]{4,}", "i"),
    # `api_key="x"`, `"apiKey": "x"`, `x-api-key: x`, `MISTRAL_API_KEY=x`, `token=x`
    (
        r"((?:api[_-]?key|access[_-]?token|auth[_-]?token|secret|password|authorization)"
        r"[\"'`\\]*\s{0,3}(?:[:=]|=>)\s{0,3}[\"'`\\]*)(?!bearer\b|basic\b|none\b|null\b)[\w.+/=~-]{6,}",
        "i",
    ),
    # keys with a known prefix, and JSON web tokens
    (r"()\b(?:sk|pk|rk|ghp|gho|github_pat|glpat|xox[abp]|hf|xai|gsk|AIza|AKIA|vk)[-_]?[A-Za-z0-9_-]{16,}", ""),
    (r"()\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?", ""),
    # a Mistral key is 32 letters and digits; request ids look the same, and nobody needs them
    (r"()\b(?=[A-Za-z]{0,64}\d)(?=\d{0,64}[A-Za-z])[A-Za-z0-9]{28,64}\b", ""),
    # as part of a name, such as `prod_x`, only with letters of both cases: ids such as `conv_x` have small ones
    (
        r"()(?<![A-Za-z0-9])(?=[A-Za-z]{0,64}\d)(?=[a-z\d]{0,64}[A-Z])(?=[A-Z\d]{0,64}[a-z])"
        r"[A-Za-z0-9]{28,64}(?![A-Za-z0-9])",
        "",
    ),
)
"""Source and flags. The diagnosis in the page uses the same expressions, so they are valid in JavaScript, too."""
_SECRETS = tuple(re.compile(source, re.ASCII | (re.IGNORECASE if flags else 0)) for source, flags in SECRETS)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def mask(text: str) -> str:
    """Replaces whatever looks like a key or a bearer token with `[secret]`."""
    for pattern in _SECRETS:
        text = pattern.sub(rf"\1{MASK}", text)
    return text


def excerpt(text: str, limit: int = 100) -> str:
    """Returns at most `limit` characters on one line, masked and without control characters: safe for a terminal."""
    line = mask(" ".join(_CONTROL.sub(" ", text[: 8 * limit]).split()))
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
