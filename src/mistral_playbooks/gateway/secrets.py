"""Replaces every secret in an environment: by the variable's name, by the look of its value, and wherever it recurs."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from .secret_looks import is_flag, is_mixed, is_number, is_path, is_words, secrets_in, without
from .secret_names import is_headers_variable, is_key, is_key_variable, is_secret_variable

KEY = "not0a0real0key0made0up0for0tests"
"""The made-up key that a program under the gateway gets and the mock accepts."""

MIN_INSIDE = 16
"""Minimum characters of a secret that is also replaced inside other values; a shorter one may be part of a word."""

_MIN_EQUAL = 8  # minimum characters of a variable's value that is replaced because it equals a secret
_SCHEME = re.compile(r"(?i)((?:bearer|basic|token|digest|apikey)\s+)(\S.*)", re.DOTALL)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_ITEMS = re.compile(r"[^\s,;|\"'\[\]{}]+")
_WORD = re.compile(r"[A-Za-z]+(?:[-_]?\d{1,4})?")  # a password that is also a name or an image: postgres, postgres-16
# `name=value` or `name: value`, with the scheme in the first part
_HEADER = re.compile(
    r"(?i)((?<![\w-])([a-z][\w-]*)[\"']?\s*[:=]\s*[\"']?(?:(?:bearer|basic|token|digest)(?:\s|%20)+)?)([^\s,;\"'{}]+)"
)
_SECRET_HEADER = re.compile(r"(?i)auth|key|token|secret|cookie|password")
_OPEN_HEADER = re.compile(r"(?i)user-agent|accept.*|content-.*|host|origin|(?:http-)?referer")


@dataclass(frozen=True)
class Masked:
    """An environment without secrets."""

    env: dict[str, str]
    names: tuple[str, ...]
    """The variables that were changed or removed, sorted."""


def mask_secrets(base: Mapping[str, str], keep: Collection[str] = ()) -> Masked:
    """Returns the environment with every secret replaced by the made-up key. `keep` names what passes unchanged."""
    changed: dict[str, str] = {}
    found: set[str] = set()
    for name, value in base.items():
        if name in keep:
            continue
        found |= set(secrets_in(value))
        if is_headers_variable(name) and (headers := _header_secrets(value)):
            found |= set(headers)
            changed[name] = _HEADER.sub(_without_secret, value)
        elif is_secret_variable(name, value):
            found |= set(_parts(value))
            changed[name] = _replaced(name, value)
    kept = {base[name] for name in keep if name in base}
    env = _mask(base, changed, found - kept, keep, lambda value: without(value, lambda _: KEY))
    return Masked(env, tuple(sorted(name for name, value in base.items() if env.get(name) != value)))


def mask_keys(base: Mapping[str, str], keep: Collection[str] = ()) -> dict[str, str]:
    """Returns the environment with every API key replaced by the made-up one, and nothing else changed.

    A key is also replaced if it is the value of another variable, or part of one (a URL, a header, JSON, base64).
    """
    keys = {name: value for name, value in base.items() if is_key(name, value) and name not in keep}
    found = {part for value in keys.values() for part in _parts(value)}
    return _mask(base, {name: _replaced(name, value) for name, value in keys.items()}, found, keep, lambda value: value)


def _mask(
    base: Mapping[str, str],
    changed: Mapping[str, str],
    found: Iterable[str],
    keep: Collection[str],
    by_look: Callable[[str], str],
) -> dict[str, str]:
    secrets = {secret for secret in found if secret != KEY and _is_repeated(secret)}
    # Longest first, because one secret may be part of another.
    inside = sorted(filter(_is_safe_inside, secrets), key=len, reverse=True)
    forms = sorted({form for secret in inside for form in _spellings(secret)}, key=len, reverse=True)
    env = {}
    for name, value in base.items():
        if name in changed:
            value = changed[name]
        elif name not in keep:
            if value in secrets:
                value = KEY
            for form in forms:
                value = value.replace(form, KEY)
            value = _BASE64.sub(lambda run: _decoded(run.group(), inside), by_look(value)) if inside else by_look(value)
        env[name] = value
    if "MISTRAL_SA_TOKEN_PATH" not in keep:
        env.pop("MISTRAL_SA_TOKEN_PATH", None)  # a service account's token file would be a real credential
    return env


def _replaced(name: str, value: str) -> str:
    """Returns a secret variable's value with its form kept: a header's scheme, a list's length, the names in JSON."""
    if (scheme := _SCHEME.fullmatch(value)) is not None:
        return KEY if is_key_variable(name) else scheme[1] + KEY
    if value.lstrip().startswith(("{", "[")):
        with suppress(ValueError, RecursionError):  # a list of another form
            return without(json.dumps(_without_values(json.loads(value))), lambda _: KEY)
    if "-----BEGIN" in value or not re.search(r"[\s,;|]|^[\[{]", value):
        return KEY
    return _ITEMS.sub(KEY, value)


def _without_values(data: object) -> object:
    """Returns JSON with every value replaced, except flags and short numbers: a program reads it by its names."""
    if isinstance(data, dict):
        return {name: _without_values(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_without_values(value) for value in data]
    text = str(data)
    return data if is_flag(text) or (is_number(text) and len(text) <= 5) else KEY


def _parts(value: str) -> Iterable[str]:
    """Returns what may recur elsewhere: the value, the value without its scheme, and the items of a list."""
    yield value
    yield from value.split()[-1:]
    yield from (item for item in _ITEMS.findall(value) if len(item) >= MIN_INSIDE)


def _is_repeated(secret: str) -> bool:
    """Whether a value that equals a secret is one, too. A word, a path and an address also stand for other things."""
    if is_path(secret) or (re.match(r"[a-z]+://", secret) and not is_mixed(secret)):
        return False
    return len(secret) >= MIN_INSIDE or (len(secret) >= _MIN_EQUAL and not _WORD.fullmatch(secret))


def _is_safe_inside(secret: str) -> bool:
    """Whether a repeated secret can be replaced inside other values without changing words."""
    mixed = any(map(str.isdigit, secret)) and any(map(str.isalpha, secret))
    return len(secret) >= MIN_INSIDE or (mixed and len(secret) >= _MIN_EQUAL + 2)


def _header_secrets(value: str) -> list[str]:
    return [found[3] for found in _HEADER.finditer(value) if _is_secret_header(found[2], found[3])]


def _without_secret(header: re.Match[str]) -> str:
    return header[1] + KEY if _is_secret_header(header[2], header[3]) else header[0]


def _is_secret_header(name: str, value: str) -> bool:
    if _SECRET_HEADER.search(name):
        return not is_flag(value)
    return not (_OPEN_HEADER.fullmatch(name) or is_words(value) or is_number(value) or "://" in value)


def _spellings(secret: str) -> set[str]:
    """Returns a secret as it is written in plain text, in a URL, in JSON and in hexadecimal."""
    digits = secret.encode("utf-8", "surrogateescape").hex()
    return {
        secret,
        *(form(secret, safe="", errors="surrogateescape") for form in (quote, quote_plus)),
        json.dumps(secret)[1:-1],
        *(digits, digits.upper()),
    }


def _decoded(run: str, secrets: Iterable[str]) -> str:
    """Returns a run of base64 with the secrets inside it replaced; unchanged if it contains none."""
    plain = run.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        data = base64.b64decode(plain + "=" * (-len(plain) % 4))
    except (binascii.Error, ValueError):
        return run
    clean = data
    for secret in secrets:
        clean = clean.replace(secret.encode("utf-8", "surrogateescape"), KEY.encode())
    return run if clean == data else base64.b64encode(clean).decode()
