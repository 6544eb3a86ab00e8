"""Replaces every secret in an environment: by the variable's name, by the look of its value, and wherever it recurs."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import quote, quote_plus

KEY = "not0a0real0key0made0up0for0tests"
"""The made-up key that a program under the gateway gets and the mock accepts."""

MIN_INSIDE = 16
"""Minimum characters of a secret that is also replaced inside other values; a shorter one may be part of a word."""

_MIN_EQUAL = 8  # minimum characters of a variable's value that is replaced because it equals a secret
_API_KEY = re.compile(r"API_?KEY|(MISTRAL|CODESTRAL).*(KEY|TOKEN|SECRET)", re.IGNORECASE)

# Words of a variable's name. Those of the first group are enough by themselves; those of the second also name what is
# not a secret (SORT_KEY=name, AUTH=none, SSH_KEY=~/.ssh/id), so the value decides too.
_SURE = re.compile(
    r"(?:^|_)(?:\w*(?:TOKEN|SECRETS?|PASSWORDS?|PASSWD|PASSPHRASE|APIKEYS?|ACCESSKEY)|PASS|PWD|JWT|BEARER|"
    r"(?:API|ACCESS|PRIVATE|SIGNING|ENCRYPTION|MASTER|ACCOUNT)_KEYS?)(?:_|$)"
)
_PERHAPS = re.compile(r"(?:^|_)(?:\w*KEYS?|TOKENS|\w*AUTH|AUTHORIZATION|CREDENTIALS?|CREDS?|COOKIES?|PAT|DSN)(?:_|$)")
_ABOUT = re.compile(
    r"(?:^|_)(?:PATH|FILE|FILENAME|DIR|HOME|SOCK|SOCKET|URL|URI|ENDPOINT|HOST|PORT|DOMAIN|ISSUER|AUDIENCE|REALM|ID|NAME|"
    r"USER|USERNAME|TYPE|METHOD|MODE|SCHEME|PROVIDER|PLUGIN|BACKEND|ALGORITHM|VERSION|LENGTH|SIZE|COUNT|BUDGET|LIMIT|MAX|MIN|"
    r"TTL|TIMEOUT|LIFETIME|EXPIRY|EXPIRES|EXPIRATION|DELAY|INTERVAL|ENABLED|DISABLED|REQUIRED|PREFIX|SUFFIX|HEADER|"
    r"PARALLELISM|BINDINGS|MAP|COMMAND|CMD|HELPER|PROMPT|ASKPASS|REGION|EMAIL)$"
)
_PUBLIC = re.compile(r"(?:^|_)(?:PUBLIC|PUB|PUBLISHABLE|GPG|HOST|KNOWN)(?:_|$)")  # GPG_KEY is a fingerprint
_WORKING_FOLDERS = {"PWD", "OLDPWD"}
_FLAG = re.compile(r"|true|false|yes|no|on|off|none|null|\d{1,5}", re.IGNORECASE)
_PATH = re.compile(r"(?:~|\.{1,2})?/|[A-Za-z]:[\\/]|pkcs11:")
_WORD = re.compile(r"[A-Za-z]{1,7}|[a-z]+(?:[-_.][a-z]+)+|[\d.]+")
_SCHEME = re.compile(r"(?i)((?:bearer|basic|token|digest|apikey)\s+)(\S.*)", re.DOTALL)

# Values. Group 1 stays, group 2 is the secret.
_LOOKS = (
    re.compile(r"()(-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z))", re.DOTALL),
    re.compile(r"(?i)(\b(?:bearer|basic)\s+)([\w.+/=~-]{8,})"),
    re.compile(r"(?i)(://[^\s/@:]*:)([^\s/@]+)(?=@(?!localhost\b|127\.|\[?::1\b))"),  # a password in a URL
    re.compile(r"(://)([^\s/@:]{16,})(?=@)"),  # a token as the user of a URL
    # `"api_key": "x"`, `x-api-key: x`, `AccountKey=x`, `--token=x`
    re.compile(
        r"(?i)((?:api[_-]?key|access[_-]?key|account[_-]?key|token|secret|password|passwd|authorization|[?&;](?:sig|key))"
        r"[\"'\\]*\s{0,3}(?:[:=]|=>)\s{0,3}[\"'\\]*)(?!bearer\b|basic\b|none\b|null\b|true\b|false\b|changeit\b|[/~.$])"
        r"([\w.+/=~-]{8,})"
    ),
    # known prefixes, JSON web tokens
    re.compile(
        r"()\b((?:sk|pk|rk|gh[opsur]|github_pat|glpat|hf|xai|gsk|AIza|AKIA|ASIA|vk|xox[abeprs]|npm|pypi|dop_v1|"
        r"shpat|SG|lsv2_pt|r8|nvapi|pplx|tvly|dckr_pat)[-_.]?[A-Za-z0-9_.-]{16,})"
    ),
    re.compile(r"()\b(eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)"),
)
_RANDOM = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{28,128}(?![A-Za-z0-9])")
_KINDS = (str.islower, str.isupper, str.isdigit)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_ITEMS = re.compile(r"[^\s,;|\"'\[\]{}]+")


def is_key_variable(name: str) -> bool:
    """Whether a variable with this name contains an API key."""
    return bool(_API_KEY.search(name)) and not name.upper().endswith("_PATH")


def is_secret_variable(name: str, value: str) -> bool:
    """Whether a variable with this name and value is a secret, judged by its name."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+", "_", name[-200:]).upper()
    if words in _WORKING_FOLDERS or _FLAG.fullmatch(value):
        return False
    if is_key_variable(name):
        return True
    if _ABOUT.search(words):
        return False
    if _SURE.search(words):
        return True
    honest = _PUBLIC.search(words) or _PATH.match(value) or _WORD.fullmatch(value) or "://" in value
    return bool(_PERHAPS.search(words)) and not honest


@dataclass(frozen=True)
class Masked:
    """An environment without secrets."""

    env: dict[str, str]
    names: tuple[str, ...]
    """The variables that were changed or removed, sorted."""


def mask_secrets(base: Mapping[str, str], keep: Collection[str] = ()) -> Masked:
    """Returns the environment with every secret replaced by the made-up key. `keep` names what passes unchanged."""
    changed, found = {}, set()
    for name, value in base.items():
        if name in keep:
            continue
        if is_secret_variable(name, value):
            found |= set(_parts(value)) | {secret for _, secret in _seen(value)}
            changed[name] = _replaced(name, value)
        else:
            for _, secret in _seen(value):
                found.add(secret)
    kept = {base[name] for name in keep if name in base}
    env = _mask(base, changed, found - kept, keep, _by_look)
    return Masked(env, tuple(sorted(name for name, value in base.items() if env.get(name) != value)))


def mask_keys(base: Mapping[str, str], keep: Collection[str] = ()) -> dict[str, str]:
    """Returns the environment with every API key replaced by the made-up one, and nothing else changed.

    A key is also replaced if it is the value of another variable, or part of one (a URL, a header, JSON, base64).
    """
    keys = {name: value for name, value in base.items() if is_key_variable(name) and name not in keep}
    found = {part for value in keys.values() for part in _parts(value)}
    return _mask(base, {name: _replaced(name, value) for name, value in keys.items()}, found, keep, lambda value: value)


def _mask(
    base: Mapping[str, str],
    changed: Mapping[str, str],
    found: Iterable[str],
    keep: Collection[str],
    by_look: Callable[[str], str],
) -> dict[str, str]:
    secrets = {secret for secret in found if len(secret) >= _MIN_EQUAL and secret != KEY}
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
    """Returns a secret variable's value with its form kept: the scheme of a header, the number of items in a list."""
    if (scheme := _SCHEME.fullmatch(value)) is not None:
        return KEY if is_key_variable(name) else scheme[1] + KEY
    if "-----BEGIN" in value or not re.search(r"[\s,;|]|^[\[{]", value):
        return KEY
    return _ITEMS.sub(KEY, value)


def _parts(value: str) -> Iterable[str]:
    """Returns what may recur elsewhere: the value, the value without its scheme, and the items of a list."""
    yield value
    yield from value.split()[-1:]
    yield from (item for item in _ITEMS.findall(value) if len(item) >= MIN_INSIDE)


def _is_safe_inside(secret: str) -> bool:
    """Whether a secret can be replaced inside other values without changing words and paths."""
    mixed = any(map(str.isdigit, secret)) and any(map(str.isalpha, secret)) and not _PATH.match(secret)
    return len(secret) >= MIN_INSIDE or (mixed and len(secret) >= _MIN_EQUAL + 2)


def _seen(value: str) -> Iterable[tuple[str, str]]:
    """Returns what stands before each secret in a value, and the secret, judged by its look."""
    for pattern in _LOOKS:
        yield from pattern.findall(value)
    yield from (("", run) for run in _RANDOM.findall(value) if _is_random(run))


def _by_look(value: str) -> str:
    for pattern in _LOOKS:
        value = pattern.sub(rf"\g<1>{KEY}", value)
    return _RANDOM.sub(lambda run: KEY if _is_random(run.group()) else run.group(), value)


def _is_random(run: str) -> bool:
    """Whether letters and digits look like a key. A hash has one case, a name seldom changes it."""
    kinds = [next(n for n, kind in enumerate(_KINDS) if kind(char)) for char in run]
    changes = sum(one != other for one, other in pairwise(kinds))
    return set(kinds) == {0, 1, 2} and changes * 3 >= len(run)


def _spellings(secret: str) -> set[str]:
    """Returns a secret as it is written in plain text, in a URL and in JSON."""
    return {
        secret,
        *(form(secret, safe="", errors="surrogateescape") for form in (quote, quote_plus)),
        json.dumps(secret)[1:-1],
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
