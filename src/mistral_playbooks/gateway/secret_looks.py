"""Judges by the look of a value: what is a secret in it, what is public, and what is only words, numbers or a path."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from itertools import pairwise

_NO_VALUE = r"(?!bearer\b|basic\b|none\b|null\b|true\b|false\b|changeit\b|[/~.$])"
# Group 1 stays, group 2 is the secret.
_LOOKS = (
    re.compile(r"()(-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z))", re.DOTALL),
    re.compile(r"(?i)(\b(?:bearer|basic)\s+)([\w.+/=~-]{8,})"),
    # A password in a URL. It may contain `@` and `/`, but a port and a path are no password.
    re.compile(r"(?i)(://[^\s/@:]*:)(?!\d{1,5}/)((?:(?!://)[^\s\"])+)(?=@(?!localhost\b|127\.|\[?::1\b))"),
    re.compile(r"(://)([^\s/@:]{16,})(?=@)"),  # a token as the user of a URL
    # The rest of a webhook's URL (hooks.slack.com/services/x, discord.com/api/webhooks/x), if it is not only words
    re.compile(r"(?i)(://[^\s\"']{0,99}?(?:\bhooks\.|web-?hook)[^\s/\"']{0,99}/)((?=\S{0,99}\d)[^\s\"']{8,})"),
    # `"api_key": "x"`, `x-api-key: x`, `AccountKey=x`, `--token=x`
    re.compile(
        r"(?i)((?:api[_-]?key|access[_-]?key|account[_-]?key|token|secret|password|passwd|authorization|signature|"
        rf"[?&;](?:sig|key))[\"'\\]*\s{{0,3}}(?:[:=]|=>)\s{{0,3}}[\"'\\]*){_NO_VALUE}([\w.+/=~%-]{{8,}})"
    ),
    # `password=x`, `"password": "x"`: a short one, too
    re.compile(
        r"(?i)((?:password|passwd|pwd|(?<![a-z])pass)(?:\s{0,3}=\s{0,3}|[\"'\\]+\s{0,3}:\s{0,3})[\"'\\]*)"
        rf"{_NO_VALUE}([^\s,;&\"'\\]{{3,}})"
    ),
    # An option of a command: `--api-key x`, `-u name:x`, but no ids of a user and a group, `-u 1000:1000`
    re.compile(
        rf"(?i)(--(?:[a-z]+-)?(?:api-?key|token|secret|password|passwd)\s+[\"']?){_NO_VALUE}(?!-|\d{{1,5}}\b)([^\s\"']{{3,}})"
    ),
    re.compile(r"((?:^|\s)(?:-u|--user)[ =]?[\"']?[\w.@+-]+:)(?!\d{1,5}\b|[/$])([^\s\"']{3,})"),
    re.compile(r"(?i)(\blogin\s+\S+\s+password\s+)([^\s$]\S*)"),  # .netrc
    re.compile(r"(?m)(^[^\s:#/]+:(?:\d{1,5}|\*):[^\s:]+:[^\s:]+:)(\S+)$"),  # .pgpass
    re.compile(
        r"()\b((?:AGE-SECRET-KEY-|AKIA|ASIA|AIza|gh[opsur]_|github_pat_|xox[abeprs]-|xapp-|dop_v1_|shpat_|"
        r"lsv2_[a-z]{2}_|nvapi-|tvly-|dckr_pat_|dapi|hvs\.|sntrys_|whsec_|ya29\.|ATATT|PMAK-|GOCSPX-)[A-Za-z0-9_.-]{16,})"
    ),
    re.compile(r"()((?<!\d)\d{6,12}:[\w-]{30,})"),  # Telegram
    re.compile(r"()\b([MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{27,45})(?![\w-])"),  # Discord
    re.compile(r"()\b(eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)"),  # JSON web tokens
)
# Prefixes that also begin the name of a branch, an image or a model
_PREFIXED = re.compile(
    r"\b(?:sk|pk|rk|pcsk|hf|xai|gsk|vk|npm|pypi|SG|r8|pplx|figd|ntn|sbp|tskey|gl[a-z]{2,5})[-_.]([A-Za-z0-9_.-]{16,})"
)
# Letters and digits, or base64 with its padding
_RANDOM = re.compile(
    r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{22,126}={1,2}(?![\w=])|(?<![A-Za-z0-9])[A-Za-z0-9]{28,128}(?![A-Za-z0-9])"
)
_PUBLIC = re.compile(
    r"((?:sk-)?(?:ssh|ecdsa)-[\w@.-]+ AAAA[\w+/=]+(?:[ ]\S+)?"
    r"|-----BEGIN (?:[A-Z0-9]+ )*(?:PUBLIC KEY|CERTIFICATE(?: REQUEST)?)-----[^-]*"
    r"-----END (?:[A-Z0-9]+ )*(?:PUBLIC KEY|CERTIFICATE(?: REQUEST)?)-----)"
)
_AGENT = re.compile(r"ag_[0-9a-f]{32}|ag:[0-9a-f]{8}:\d{8}:[\w-]{1,100}:[0-9a-f]{8}")
_KINDS = (str.islower, str.isupper, str.isdigit)
_PATH = re.compile(r"(?:~|\.{1,2})?/|[A-Za-z]:[\\/]|pkcs11:")
_NUMBER = re.compile(r"[+-]?\d[\d_]*(?:[.,]\d+)*%?")
_FLAG = re.compile(r"|true|false|yes|no|on|off|none|null|auto", re.IGNORECASE)
_PIECE = re.compile(r"[A-Za-z]{1,15}\d{0,3}|\d{1,10}[A-Za-z]{0,3}")
_WORDS = re.compile(r"[A-Za-z]+(?:[-_.+/; ]+[A-Za-z]+)*")


def is_public(value: str) -> bool:
    """Whether a value is nothing but public keys and certificates, or the id of an agent."""
    return bool(value) and (bool(_AGENT.fullmatch(value)) or not _PUBLIC.sub("", value).strip())


def is_number(value: str) -> bool:
    """Whether a value is a plain number."""
    return bool(_NUMBER.fullmatch(value))


def is_flag(value: str) -> bool:
    """Whether a value is empty, or a word for yes or no."""
    return bool(_FLAG.fullmatch(value))


def begins_as_path(value: str) -> bool:
    """Whether a value begins as a path does. Base64 may begin with a slash, too."""
    return bool(_PATH.match(value))


def is_path(value: str) -> bool:
    """Whether a value is the path of a file, by its look or because it exists."""
    return begins_as_path(value) and (
        not is_mixed(value) or bool(re.search(r"\.[a-z]{2,5}$", value)) or os.path.exists(value)
    )


def is_words(value: str) -> bool:
    """Whether a value consists of letters alone, in words."""
    return bool(_WORDS.fullmatch(value))


def is_readable(value: str) -> bool:
    """Whether a value consists of words and numbers, such as the name of a branch or an image."""
    pieces = [piece for piece in re.split(r"[^A-Za-z0-9]+", value) if piece]
    return bool(pieces) and all(map(_PIECE.fullmatch, pieces)) and not is_mixed(value)


def is_mixed(value: str) -> bool:
    """Whether letters and digits change as often as in a key: in words, they seldom do."""
    kinds = _kinds(value)
    return len(kinds) >= 8 and _changes(kinds) * 10 >= len(kinds) * 3


def secrets_in(value: str) -> Iterable[str]:
    """Returns each secret in a value."""
    found: list[str] = []

    def keep(secret: str) -> str:
        found.append(secret)
        return secret

    without(value, keep)
    return found


def without(value: str, replacement: Callable[[str], str]) -> str:
    """Returns the value with `replacement` of each secret in place of the secret. What is public stays."""
    parts = _PUBLIC.split(value)
    return "".join(part if number % 2 else _without(part, replacement) for number, part in enumerate(parts))


def _without(text: str, replacement: Callable[[str], str]) -> str:
    for pattern in _LOOKS:
        text = pattern.sub(lambda found: found[1] + replacement(found[2]), text)
    text = _PREFIXED.sub(lambda found: found[0] if is_readable(found[1]) else replacement(found[0]), text)
    return _RANDOM.sub(lambda found: replacement(found[0]) if _is_random(found[0]) else found[0], text)


def _is_random(run: str) -> bool:
    """Whether letters and digits look like a key. A hash has one case, a name seldom changes it."""
    kinds = _kinds(run)
    return set(kinds) == {0, 1, 2} and _changes(kinds) * 3 >= len(run)


def _kinds(text: str) -> list[int]:
    return [next(n for n, kind in enumerate(_KINDS) if kind(char)) for char in re.sub("[^A-Za-z0-9]", "", text)]


def _changes(kinds: list[int]) -> int:
    return sum(one != other for one, other in pairwise(kinds))
