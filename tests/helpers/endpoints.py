"""Uploads to the mock's core, agents of it, and the errors of their family."""

from __future__ import annotations

from typing import Any

from helpers.api import MODEL, send
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


FUNCTION = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


def create(api: Api, **fields: Any) -> dict[str, Any]:
    response, body, _ = send(api, {"model": MODEL, "name": "an agent", **fields}, path="/v1/agents")
    assert response.status == 200, body
    return body


def error(body: dict[str, Any]) -> tuple[str, int]:
    """Message and code of an error in the family's shape, whose keys and their order are checked."""
    assert list(body) == ["object", "message", "type", "code"]
    assert (body["object"], body["type"]) == ("Error", "invalid_request_error")
    return body["message"], body["code"]


def items(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The items of a 422 in the family's shape (partITech/php-mistral#76)."""
    assert list(body) == ["object", "detail", "message", "type", "code"]
    assert (body["object"], body["type"], body["code"]) == ("Error", "invalid_request_error", 3001)
    assert body["detail"] == body["message"]
    return body["detail"]
