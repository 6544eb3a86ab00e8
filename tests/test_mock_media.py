"""Images, documents and sounds inside messages."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from test_mock_api import MODEL, chat

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def ask(chunk: dict[str, Any], model: str = MODEL) -> tuple[int, Any]:
    messages = [{"role": "user", "content": [{"type": "text", "text": "What is it?"}, chunk]}]
    response, body, _ = chat(model=model, messages=messages)
    return response.status, body


def image(url: str) -> dict[str, Any]:
    return {"type": "image_url", "image_url": url}


@pytest.mark.parametrize("url", [PNG, "file:///a.png", "data:application/pdf;base64,JVBERi0=", "x", "", "ftp://a/b"])
def test_an_image_that_is_no_address_and_no_data_is_a_422_of_the_whole_body(url):
    """neuron-core/neuron-ai#596, 2026-07-02: base64 without its `data:` prefix."""
    status, body = ask(image(url))
    assert status == 422
    (item,) = body["detail"]
    assert (item["type"], item["loc"]) == ("value_error", ["body"])
    assert item["msg"].startswith(
        "Value error, Image content must be a URL (starting with 'https') or base64 encoded image (starting with "
        "'data:image/<format>;base64,<image-base64>')"
    )
    assert item["input"]["model"] == MODEL
    assert item["ctx"] == {"error": {}}


def test_a_document_that_is_no_address_and_no_data():
    """mistralai/client-ts#119, 2025-08-12: head and tail of what was received."""
    status, body = ask({"type": "document_url", "document_url": "JVBERi0xLjQK" * 20})
    assert status == 422
    assert body["detail"][0]["msg"] == (
        "Value error, Document content must be a URL (starting with 'https') or base64 encoded document (starting "
        "with 'data:application/<format>;base64,<document-base64>')Received: "
        f"{('JVBERi0xLjQK' * 20)[:50]}...{('JVBERi0xLjQK' * 20)[-50:]}"
    )


@pytest.mark.parametrize(
    "url",
    [f"data:image/png;base64,{PNG}", "https://example.com/a.png", "http://example.com/a.png",
     "data:image/jpeg;base64," + base64.b64encode(b"\xff\xd8\xff\xe0rest").decode(),
     "data:image/webp;base64," + base64.b64encode(b"RIFF0000WEBPVP8 ").decode(),
     "data:image/gif;base64," + base64.b64encode(b"GIF89a....").decode(),
     "data:image/avif;base64," + base64.b64encode(b"\0\0\0\x1cftypavif").decode()],
)  # fmt: skip
def test_images_that_are_taken(url):
    assert ask(image(url))[0] == 200
    assert ask({"type": "image_url", "image_url": {"url": url, "detail": "high"}})[0] == 200


@pytest.mark.parametrize("data", ["AAAA", "not base64!", "", "aGVsbG8="])
def test_bytes_that_are_no_image(data):
    url = f"data:image/png;base64,{data}"
    status, body = ask(image(url))
    assert (status, body["type"], body["code"]) == (400, "invalid_request_file", "3310")
    assert body["message"] == f"Image, '{url}', could not be loaded as a valid image"


def test_a_model_without_eyes_says_so_before_it_looks():
    assert ask(image("data:image/png;base64,AAAA"), "codestral-latest")[1]["code"] == "3051"
    # The form of the body comes before the model.
    assert ask(image("AAAA"), "codestral-latest")[0] == 422
    assert ask(image("AAAA"), "nope")[0] == 422


VOICE = "voxtral-small-latest"


@pytest.mark.parametrize(
    "audio",
    ["https://example.com/a.mp3", "SUQzBAAAAAAA", "data:audio/mp3;base64,SUQzBAAAAAAA",
     {"data": "SUQzBAAAAAAA", "format": "anything"}],
)  # fmt: skip
def test_sounds_that_are_taken(audio):
    """The object is OpenAI's; its format is ignored (live, 2026-08, 0xPlaygrounds/rig#2331)."""
    assert ask({"type": "input_audio", "input_audio": audio}, VOICE)[0] == 200


def test_a_format_beside_the_sound_is_extra():
    status, body = ask({"type": "input_audio", "input_audio": "SUQz", "format": "mp3"}, VOICE)
    assert status == 422
    assert any(item["type"] == "extra_forbidden" for item in body["detail"])


@pytest.mark.parametrize("audio", ["not base64!", "", "A"])
def test_a_sound_that_does_not_decode(audio):
    status, body = ask({"type": "input_audio", "input_audio": audio}, VOICE)
    assert (status, body["type"], body["code"]) == (400, "invalid_request_file", "3310")
    assert body["message"] == "Audio input could not be decoded. "
