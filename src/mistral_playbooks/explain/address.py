"""What is wrong with an address that the API does not have."""

from __future__ import annotations

import re

_CALLED = re.compile(
    r"\b(?:(GET|POST|PUT|PATCH|DELETE)\W{1,4})?https?://((?:api|codestral)\.mistral\.ai)(?::443)?(/[^\s'\"`<>?#,;)\]}]*)?"
)


def correction(method: str, path: str, asks_model: bool = False) -> tuple[str, str | None] | None:
    """Returns the cause of a refused path, as an id of the playbook route-not-found, and the path that was meant, or
    None if it is not certain. Returns None for a path that the API has.

    `asks_model` is whether the request has a model and messages.
    """
    from ..mock import paths  # here, because few answers need it

    if paths.is_real(method, path):
        return None
    if method in paths.methods(f"{path}x"):  # the id at its end is empty
        return "no-endpoint", None
    parts = [part for part in path.split("/") if part]
    for at in range(len(parts)):
        behind = "/" + "/".join(parts[at:])
        before = "/" + "/".join(parts[:at])
        for meant in (behind, f"/v1{behind}"):
            if method in paths.methods(meant):
                if before in ("/", "/v1", "/v2") and meant != path.rstrip("/"):
                    return "version", meant
                is_endpoint = paths.methods(before) or paths.methods(f"/v1{before}")
                return "whole-endpoint" if is_endpoint else "no-endpoint", meant
    return "no-endpoint", "/v1/chat/completions" if asks_model and parts in ([], ["v1"]) else None


def refused(text: str) -> tuple[str, str | None] | None:
    """Returns the cause of a refused URL in a text, and the URL that was meant, as `correction` does."""
    if not (called := _CALLED.findall(text)):
        return None
    method, host, path = called[-1]
    methods = [method] if method else ["POST", "GET"]
    causes = [found for one in methods if (found := correction(one, path or "/"))]
    if len(causes) < len(methods):  # the API has this path
        return None
    cause, meant = next((one for one in causes if one[1]), causes[0])
    return cause, f"https://{host}{meant}" if meant else None


def wrong_method(text: str) -> str | None:
    """Returns which methods a URL in a text takes, if the text has a 405 for it."""
    from ..mock import paths  # here, because few answers need it

    found = _CALLED.findall(text) if re.search(r"\b405\b", text) else []
    takes = paths.methods(found[-1][2]) if found else ()
    return f"`{found[-1][2]}` takes {' or '.join(takes)}. Your program used another method." if takes else None
