"""The error envelope of the API's inference endpoints."""

from __future__ import annotations

from typing import Any

DEFAULT_TYPE = "invalid_request_error"
"""The type of an error that has no specific type."""


def envelope(status: int, type_: str | None, message: Any, code: str | None) -> dict[str, Any]:
    """Returns the body of an error in the format used since August 2026 (14 of 14 recordings)."""
    return {
        "object": "error",
        "message": message,
        "type": type_,
        "param": None,
        "code": code,
        "raw_status_code": status,
    }
