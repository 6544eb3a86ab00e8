"""Checks JSONL files for batch and fine-tuning at their upload.

Reported 2025 (davidkhala, an empty object) and 2026-09-02 (a third party's probes of the live API): for a single line
that is not JSON, a wrong role, empty `messages`, `max_tokens: -5` or `temperature: 2`, the file is refused with 422
`Invalid file format.` Errors that depend on the model occur later, in their row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

CHECKED_LINES = 10_000
"""How many lines are checked against the schema, so that no upload takes many seconds. All must be JSON objects."""

_SHOWN_ERRORS = 100

# The message was reported without its key.
_NOT_JSON = "Chat too large or missing. Format your file using newline delimited JSON"


def lines(content: bytes, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """Yields each non-blank line with its position, starting with the line at `start`."""
    while start < len(content):
        end = content.find(b"\n", start)
        end = len(content) if end < 0 else end
        if line := content[start:end].strip():
            yield start, line
        start = end + 1


def check(content: bytes, purpose: str) -> tuple[int, list[dict[str, Any]]]:
    """Returns the number of lines, and the first hundred errors as the API lists them (`message`, `line_number` from
    1). Lines after the hundredth error are neither read nor counted."""
    errors: list[dict[str, Any]] = []
    count = 0
    number = read = 0
    for start, line in lines(content):
        count += 1
        if message := _line_error(line, purpose, checked=count <= CHECKED_LINES):
            number, read = number + content.count(b"\n", read, start), start
            errors.append({"message": message, "line_number": number + 1})
            if len(errors) == _SHOWN_ERRORS:
                break  # the file is refused, and no further errors are shown
    return count, errors if count else [{"message": _NOT_JSON, "line_number": 1}]


def invalid(errors: list[dict[str, Any]]) -> dict[str, Any]:
    """Returns the body of the 422."""
    count = f"{len(errors)} error{'s' if len(errors) > 1 else ''}"
    return {
        "detail": "Invalid file format.",
        "description": f"Found {count} in this file. You can view supported formats here: "
        "https://docs.mistral.ai/capabilities/finetuning.",
        "errors": errors,
    }


def _line_error(line: bytes, purpose: str, *, checked: bool) -> str | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return _NOT_JSON
    if not isinstance(row, dict):
        return _NOT_JSON
    return _schema_error(row, purpose) if checked else None


def _schema_error(row: dict[str, Any], purpose: str) -> str | None:
    # Imported late, because chat's schema takes longest to build, and only uploads need it here.
    from ...schemas.chat import CHAT
    from ...schemas.files import BatchRequest, FinetuningMessages

    try:
        if purpose == "fine-tune":
            # Files for classifiers have `text` or `messages` and `labels` (docs of fine-tuning, 2025).
            if "labels" not in row:
                FinetuningMessages.model_validate(row)
            return None
        body = BatchRequest.model_validate(row).body
        if "messages" in body:
            # The endpoint is not known yet, so a body with messages is treated as chat. The model is the job's.
            CHAT.validate_python({**body, "model": "job"})
            if not body["messages"]:
                return "Chat has no messages."  # the refusal is reported, its message was not observed
    except ValidationError as error:
        return _one_line(error)
    return None


def _one_line(error: Exception) -> str:
    """Returns pydantic's message on one line, as reported, with links to the API's version of pydantic."""
    return re.sub(r"(errors\.pydantic\.dev)/[\d.]+/", r"\1/2.11/", str(error).replace("\n", " "))
