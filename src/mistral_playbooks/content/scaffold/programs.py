"""The programs of a new playbook: for each client the same request, broken and fixed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from ..clients import ClientSpec
from ..pages import EXTENSION
from ..records import CatalogError
from .error import TODO, KnownError

MODEL = "mistral-small-latest"
PROMPT = "Name three uses of beeswax."
_TEMPLATES = Path(__file__).with_name("templates")
_COMMENTS = {"python": "#", "typescript": "//", "curl": "#"}
_OPENAI = {
    None: "APIConnectionError",
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
}


def texts(error: KnownError, clients: Sequence[ClientSpec]) -> dict[str, str]:
    """Returns file name to text, two for each client. Raises CatalogError for a client without a template."""
    values = _values(error)
    found: dict[str, str] = {}
    for client in clients:
        name = f"{f'.{client.suffix}' if client.suffix else ''}.{EXTENSION[client.language]}"
        mark = _COMMENTS[client.language]
        broken = _template("broken", name)
        if error.retry == "after-change":
            fixed = f"{mark} {TODO}: make the change that avoids the error.\n{broken}"
        else:
            fixed = _template("never" if error.retry == "never" else "wait", name)
        if error.retry == "after-change" or not error.chat_meets_it:
            broken = f"{mark} {TODO}: send the request that triggers the error.\n{broken}"
        found[f"broken{name}"], found[f"fixed{name}"] = _filled(broken, values), _filled(fixed, values)
    return found


def exceptions(error: KnownError, clients: Sequence[ClientSpec]) -> list[str]:
    """Returns the names that these clients show for a refusal, as far as they are the same for every message."""
    names = {
        "mistralai": "HTTPValidationError" if error.status == 422 else "SDKError",
        "openai": _OPENAI.get(error.status, "InternalServerError" if (error.status or 0) >= 500 else "APIStatusError"),
        "@ai-sdk/mistral": "AI_APICallError",
        "langchain-mistralai": "HTTPStatusError",
    }
    return list(dict.fromkeys(names[one.package] for one in clients if one.package in names))


def _values(error: KnownError) -> dict[str, str]:
    status = error.status
    name = _OPENAI.get(status, "InternalServerError")
    refused = status is not None
    return {
        "MODEL": MODEL,
        "PROMPT": PROMPT,
        "STATUS": str(status),
        "TS_CLASS": "MistralError" if refused else "ConnectionError",
        "TS_TEMPORARY": f"error instanceof MistralError && error.statusCode === {status}"
        if refused
        else "error instanceof ConnectionError",
        "CURL_RETRY": "--retry 6" if refused else "--retry 6 --retry-all-errors",
        "OPENAI_CLASS": ", ".join(sorted(["OpenAI", name], key=str.lower)),
        "OPENAI_ERROR": name,
        "LANGCHAIN_TEMPORARY": f"isinstance(error, httpx.HTTPStatusError) and error.response.status_code == {status}"
        if refused
        else "isinstance(error, httpx.TransportError)",
    }


@cache
def _template(kind: str, name: str) -> str:
    file = _TEMPLATES / f"{kind}{name}.txt"
    if not file.is_file():
        raise CatalogError(
            f"There is no template for {name.lstrip('.')} programs. Add {kind}{name}.txt to {_TEMPLATES.name}/."
        )
    return file.read_text(encoding="utf-8")


def _filled(text: str, values: dict[str, str]) -> str:
    return re.sub(r"@([A-Z_]+)@", lambda match: values[match[1]], text)
