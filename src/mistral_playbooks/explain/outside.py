"""What a text says that is not about an error of the API: this package's own answers, a package that is missing, a key
in the place of a name, or no error at all. Only the command line says this."""

from __future__ import annotations

import re

from ..diagnosis.expressions import expression
from ..diagnosis.text import clean, fold
from ..support.redact import mask

_OURS = re.compile(
    r"^.*(?:mock of mistral-playbooks|mistral-playbooks run: refused|Refused by mistral-playbooks).*$", re.MULTILINE
)
_REFUSED = re.compile(r"mistral-playbooks run: refused ([\w.-]{1,200}(?::\d{1,5})?)")
_UNSERVED = re.compile(r"does not serve ([A-Z]{3,7} /[\w/.{}-]{1,200})")
_ERROR = re.compile(r"(?m)^[\w.]{0,60}(?:Error|Exception)\b.*")
_NO_MODULE = re.compile(
    r"No module named '(\w+)[^'\n]*'|Cannot find (?:module|package) '(?![./])((?:@[\w-]+/)?[\w-]+)[^'\n]*'"
)
_PYTHON = ("mistralai", "pip install mistralai", "from mistralai.client import Mistral")
_NODE = ("@mistralai/mistralai", "npm install @mistralai/mistralai", 'import { Mistral } from "@mistralai/mistralai"')
_GUESSED = re.compile(r"mistral(?:[-_]?(?:ai|api|sdk|client|python|js|node))*", re.IGNORECASE)
"""Names that people guess for the SDK. Whoever publishes one of them could run code in their programs."""
_INSTALL = (
    "The package that contains `{}` is not installed where the program runs. This is not an error of the Mistral API. "
    "Install it for the same Python or Node."
)
_KEY_AS_NAME = re.compile(r"""os\.environ\[["'](?=\w*[a-z])[A-Za-z0-9]{28,64}["']\]""")
_NAME = (
    'Your program has a key in the place of a variable\'s name. Write `os.environ["MISTRAL_API_KEY"]`, and set that '
    "variable to the key. If others can read the program, replace the key."
)
_TROUBLE = re.compile(
    r"error|exception|fail|invalid|denied|refus|timeout|timed out|cannot|can't|unexpected|missing|reject|traceback|warn"
    r"|unable|wrong|\bline \d|\b[45]\d\d\b"
)


def ours(text: str) -> str | None:
    """Returns what the last line that this package wrote in place of the API means, None if there is none."""
    if not _OURS.search(text):
        return None
    refused, unserved = _REFUSED.findall(text), _UNSERVED.findall(text)
    if refused or "Refused by" in text:
        return (
            f"`mistral-playbooks run` refused {mask(refused[-1]) if refused else 'another host'}: under it, a program "
            "reaches only the mock. This is not an error of your program. To let a host through, use `--allow`."
        )
    what = mask(unserved[-1]) if unserved else "this request"
    return f"The mock of mistral-playbooks does not answer {what}. This is not an error of your program."


def without_ours(text: str) -> str:
    """Returns a text without the lines that this package wrote in place of the API."""
    return _OURS.sub("", text)


def misplaced_key(text: str) -> str | None:
    """Returns what to write if a program asks for a variable whose name is a key."""
    return _NAME if _KEY_AS_NAME.search(text) else None


def missing_package(text: str) -> str | None:
    """Returns what to install if the last error in a text is a missing package, and not Mistral's own."""
    errors = _ERROR.findall(text)
    found = _NO_MODULE.search(errors[-1]) if errors else None
    if not found:
        return None
    name = found[1] or found[2]
    package, install, line = _PYTHON if found[1] else _NODE
    if name == package or name.startswith("@mistralai/"):
        return None
    if _GUESSED.fullmatch(name):
        return f"Mistral's package is `{package}`. Do not install `{name}`. Run `{install}`, and write `{line}`."
    return _INSTALL.format(name)


def shows_no_error(text: str) -> bool:
    """Whether neither an error nor a person speaks in a text, as in the output of a program that works. A text in
    another script than ASCII may be a person's, in any language."""
    folded = fold(clean(text))
    return text.isascii() and not _TROUBLE.search(folded) and not expression("plain").search(folded)
