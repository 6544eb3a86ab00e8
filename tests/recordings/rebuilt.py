"""Requests that a cassette did not keep, made up from their answers: sent again, they must give the same."""

from __future__ import annotations

import base64
import io
import json
import wave
from collections.abc import Callable, Mapping
from typing import Any

# What stands in for a model that is served no longer, or had an id of its time.
STAND_INS = {
    "mistral-tiny": "mistral-small-latest",
    "mistral-small": "mistral-small-latest",
    "pixtral-12b-latest": "ministral-14b-latest",
}


def rebuilt(path: str, status: int, answer: Any) -> tuple[bytes, str]:
    """The body of a request that must give this answer, and its content type."""
    if path not in _REBUILT:
        return b"", "application/json"
    made = _REBUILT[path](status, answer)
    return made if isinstance(made, tuple) else (json.dumps(made).encode(), "application/json")


def _moderation(status: int, answer: Any) -> Any:
    if status == 422:
        return answer["message"]["detail"][0]["input"]  # the body, echoed
    return {"model": answer["model"], "input": ["Hello"] * len(answer["results"])}


def _chat_moderation(_: int, answer: Any) -> Any:
    return {"model": answer["model"], "input": [{"role": "user", "content": "Hello"}]}


def _ocr(_: int, answer: Any) -> Any:
    url = answer["message"].rpartition(" ")[2].strip("'")
    return {"model": "mistral-ocr-latest", "document": {"type": "document_url", "document_url": url}}


def _chat(_: int, answer: Any) -> Any:
    return {"model": answer["model"], "messages": [{"role": "user", "content": "Hello"}]}


def _transcription(status: int, answer: Any) -> tuple[bytes, str]:
    fields = {"model": "voxtral-mini-latest"}
    if status == 400:
        fields["model"] = answer["message"].removeprefix("Invalid model: ")
    if status == 422:
        item = answer["message"]["detail"][0]
        fields[item["loc"][0]] = item["input"]
    if answer.get("segments"):
        fields["timestamp_granularities"] = "segment"
    return form(fields, ("a.wav", "audio/wav", _wav()))


def form(fields: Mapping[str, str], file: tuple[str, str, bytes]) -> tuple[bytes, str]:
    """A form of fields and a file (its name, type and content): the body and its content type."""
    boundary, (name, kind, content) = "replay", file
    parts = [
        f'--{boundary}\r\ncontent-disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in fields.items()
    ]
    head = f'--{boundary}\r\ncontent-disposition: form-data; name="file"; filename="{name}"\r\ncontent-type: {kind}'
    parts += [head.encode(), b"\r\n\r\n", content, f"\r\n--{boundary}--\r\n".encode()]
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"


_REBUILT: dict[str, Callable[[int, Any], Any]] = {
    "/v1/moderations": _moderation,
    "/v1/chat/moderations": _chat_moderation,
    "/v1/ocr": _ocr,
    "/v1/chat/completions": _chat,
    "/v1/audio/transcriptions": _transcription,
}


def _wav() -> bytes:
    """Five seconds of silence."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(160_000))
    return buffer.getvalue()


def pdf() -> str:
    """A document of one empty page, in base64."""
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>",
    )
    objects = b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(parts, 1))
    return base64.b64encode(b"%PDF-1.4\n" + objects + b"trailer\n<< /Size 4 /Root 1 0 R >>\n%%EOF\n").decode()
