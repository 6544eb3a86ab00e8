"""Uploads to the mock's core."""

from __future__ import annotations

from typing import Any

from helpers.api import send
from mistral_playbooks.mock import Api, Response

PDF = b"%PDF-1.4\n1 0 obj<</Type/Page>>endobj\n"
NOBODY = "00000000-0000-4000-8000-000000000000"


def form(**fields: str | bytes | tuple[str, bytes]) -> dict[str, Any]:
    """`body` and `headers` of a form: a tuple is a file's name and content."""
    sent = b""
    for name, value in fields.items():
        more = f'; filename="{value[0]}"\r\nContent-Type: application/pdf' if isinstance(value, tuple) else ""
        content = value[1] if isinstance(value, tuple) else value
        content = content.encode() if isinstance(content, str) else content
        sent += f'--xx\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + content + b"\r\n"
    headers = {"authorization": "Bearer key", "content-type": "multipart/form-data; boundary=xx"}
    return {"body": sent + b"--xx--\r\n", "headers": headers}


def upload(
    api: Api, content: bytes = PDF, purpose: str | None = "ocr", name: str = "a.pdf", **more: str
) -> tuple[Response, Any]:
    fields: dict[str, Any] = {"file": (name, content), **more}
    if purpose is not None:
        fields["purpose"] = purpose
    response, body, _ = send(api, path="/v1/files", **form(**fields))
    return response, body


def get(api: Api, path: str, **more: Any) -> tuple[Response, Any]:
    response, body, _ = send(api, b"", path=path, method=more.pop("method", "GET"), **more)
    return response, body


def signed(api: Api, id: str, query: str = "", host: str = "127.0.0.1:8000") -> str:
    headers = {"authorization": "Bearer key", "host": host}
    return get(api, f"/v1/files/{id}/url", query=query, headers=headers)[1]["url"]
