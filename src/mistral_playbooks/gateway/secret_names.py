"""Judges by a variable's name whether it holds a secret. If a name also stands for other things, the value decides."""

from __future__ import annotations

import re

from . import secret_looks as looks

_API_KEY = re.compile(r"API_?KEY|(MISTRAL|CODESTRAL).*(KEY|TOKEN(?!I[ZS])|SECRET)", re.IGNORECASE)
_PASSWORD = re.compile(r"(?:^|_)(?:\w*(?:PASSWORDS?|PASSWD|PASSCODE|SECRETS?|PWD)|PASS|PW)(?:_|$)")

# Words of a variable's name. Those of the first group are enough by themselves; those of the second also name what is
# not a secret (SORT_KEY=name, AUTH=none, SSH_KEY=~/.ssh/id), so the value decides too.
_SURE = re.compile(
    rf"{_PASSWORD.pattern}|(?:^|_)(?:\w*(?:TOKEN|PASSPHRASE|APIKEYS?|ACCESSKEY)|JWT|BEARER|HTPASSWD|MNEMONIC|SEED_PHRASE|"
    r"(?:USER|DB|SSH|FTP|SMTP|MAIL|ROOT|ADMIN)PASS|"
    r"(?:API|ACCESS|PRIVATE|SIGNING|ENCRYPTION|MASTER|ACCOUNT)_KEYS?)(?:_|$)"
)
_PERHAPS = re.compile(
    r"(?:^|_)(?:\w*KEYS?|TOKENS|\w*AUTH|AUTHORIZATION|AUTHENTICATION|LOGIN|CREDENTIALS?|CREDS?|COOKIES?|PAT|DSN|SALT|PEPPER|"
    r"HMAC|WEBHOOKS?)(?:_|$)"
)
# The name says that the value describes a secret, or a number of tokens.
_ABOUT = re.compile(
    r"(?:^|_)(?:PATH|FILE|FILENAME|DIR|HOME|SOCK|SOCKET|URL|URI|ENDPOINT|HOST|PORT|DOMAIN|ISSUER|AUDIENCE|REALM|ID|NAME|"
    r"USER|USERNAME|TYPE|METHOD|MODE|SCHEME|PROVIDER|PLUGIN|BACKEND|ALGORITHM|VERSION|LENGTH|SIZE|COUNT|BUDGET|LIMITS?|"
    r"TTL|TIMEOUT|LIFETIME|EXPIRY|EXPIRES|EXPIRATION|DELAY|INTERVAL|ENABLED|DISABLED|REQUIRED|PREFIX|SUFFIX|HEADER|"
    r"PARALLELISM|BINDINGS|MAP|COMMAND|CMD|HELPER|PROMPT|ASKPASS|REGION|EMAIL|(?:DE)?SERIALIZER|SCOPES?|PATTERN|GLOB|"
    r"REGEX|FORMAT|TEMPLATE|CLASS|COLUMN|FIELD|POLICY|STRATEGY|RATE|RATIO|SPLIT|ROTATION|THRESHOLD|WINDOW|MAX|MIN)$"
    r"|(?:^|_)(?:MAX|MIN|NUM)_"
)
_FINGERPRINT = re.compile(r"(?:^|_)(?:PUBLIC|PUB|PUBLISHABLE|GPG|HOST|KNOWN)(?:_|$)")  # GPG_KEY is a fingerprint
_PLAIN = re.compile(r"[A-Za-z]{1,7}|[a-z]+(?:[-_.][a-z]+)+|[\d.]+")
_FOLDERS = ("PWD", "OLDPWD")
"""The working folder and the previous one, as shells name them."""
_PAIR = re.compile(r"[\w.@+-]+:(?!\d{1,5}$)[^\s/:@]{3,}")
"""A user's name with its password, but no port."""


def is_key_variable(name: str) -> bool:
    """Whether a variable with this name contains an API key."""
    return bool(_API_KEY.search(name)) and not name.upper().endswith("_PATH")


def is_key(name: str, value: str) -> bool:
    """Whether a variable with this name and value is an API key, judged by its name."""
    return is_key_variable(name) and not _is_harmless(_words(name), value)


def is_headers_variable(name: str) -> bool:
    """Whether a variable with this name contains headers of HTTP."""
    return bool(re.search(r"(?:^|_)HEADERS?$", _words(name)))


def is_secret_variable(name: str, value: str) -> bool:
    """Whether a variable with this name and value is a secret, judged by its name."""
    words = _words(name)
    if _is_harmless(words, value):
        return False
    if is_key_variable(name):
        return True
    if _describes(words, value):
        return False
    return bool(_SURE.search(words) or (_PERHAPS.search(words) and not _is_something_else(words, value)))


def _is_harmless(words: str, value: str) -> bool:
    """Whether a value is no secret, even if the name says so."""
    if looks.is_flag(value) or looks.is_public(value):
        return True
    if words in _FOLDERS and looks.begins_as_path(value):  # the previous one may be gone
        return True
    if words.endswith("PWD") and looks.is_path(value):
        return True
    if _describes(words, value):
        return looks.is_number(value) or looks.is_readable(value)
    return looks.is_number(value) and len(value) <= 5 and not _PASSWORD.search(words)


def _describes(words: str, value: str) -> bool:
    """Whether a name says that its value describes a secret, and the value does not contain one after a user's name."""
    return bool(_ABOUT.search(words)) and not _PAIR.fullmatch(value)


def _is_something_else(words: str, value: str) -> bool:
    """Whether a value says that its name, which may stand for a secret, here stands for something else."""
    plain = _PLAIN.fullmatch(value) or "://" in value or "*" in value
    return bool(plain or _FINGERPRINT.search(words)) or looks.is_path(value)


def _words(name: str) -> str:
    """Returns the words of a variable's name in upper case, separated by underscores, and without their numbers."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+", "_", name[-200:]).upper()
    return re.sub(r"(?<=[A-Z])\d+(?=_|$)", "", words)  # KEY2, OAUTH2_CLIENT
