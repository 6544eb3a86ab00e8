"""Images, documents and sounds inside messages."""

from __future__ import annotations

import base64
import re
import struct
from typing import Any

import pytest

from helpers.api import MODEL, chat, frames, send
from mistral_playbooks.mock import Api, Settings
from mistral_playbooks.mock.media import audio as sounds

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


def base64ed(content: bytes) -> str:
    return base64.b64encode(content).decode()


MP3 = base64ed(sounds.silence("mp3", 0.1))


@pytest.mark.parametrize(
    "audio",
    ["https://example.com/a.mp3", MP3, f"data:audio/mp3;base64,{MP3}", {"data": MP3, "format": "anything"},
     *(base64ed(sounds.silence(format, 0.1)) for format in ("wav", "flac", "opus"))],
)  # fmt: skip
def test_sounds_that_are_taken(audio):
    """The object is OpenAI's; its format is ignored (live, 2026-08, 0xPlaygrounds/rig#2331)."""
    assert ask({"type": "input_audio", "input_audio": audio}, VOICE)[0] == 200


def test_a_format_beside_the_sound_is_extra():
    status, body = ask({"type": "input_audio", "input_audio": "SUQz", "format": "mp3"}, VOICE)
    assert status == 422
    assert any(item["type"] == "extra_forbidden" for item in body["detail"])


AAC = b"\xff\xf1\x60\x40\x18\xdf\xfc\xde" + bytes(400)
M4A = b"\0\0\0\x1cftypM4A " + bytes(8) + b"\0\0\0\x6cmoov\0\0\0\x64mvhd" + struct.pack(">5I", 0, 0, 0, 1000, 5000)
WEBM = b"\x1a\x45\xdf\xa3" + bytes(400)


@pytest.mark.parametrize("audio", ["not base64!", "", "A", *map(base64ed, (b"just words", AAC, M4A, WEBM))])
def test_a_sound_that_does_not_decode(audio):
    """AAC: maruel/genai@35d6b090 GenSyncMultiModal-Audio-aac-Inline.yaml, 2025-12-14."""
    status, body = ask({"type": "input_audio", "input_audio": audio}, VOICE)
    assert (status, body["type"], body["code"]) == (400, "invalid_request_audio", "3291")
    assert body["message"] == "Failed to load audio file. Verify that the given file is valid mp3 or wav."


def silence(seconds: float) -> str:
    """A WAV of so many seconds, 16 kHz, in base64."""
    samples = bytes(int(32_000 * seconds))
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(samples), b"WAVE", b"fmt ", 16, 1, 1, 16_000, 32_000, 2,
                       16, b"data", len(samples))  # fmt: skip
    return base64.b64encode(head + samples).decode()


@pytest.mark.parametrize("stream", [False, True])
def test_a_sound_costs_by_its_seconds_not_by_its_bytes(stream):
    parts = [{"type": "input_audio", "input_audio": silence(40)}, {"type": "text", "text": "What is said?"}]
    asked = {"model": VOICE, "messages": [{"role": "user", "content": parts}], "stream": stream}
    response, body, _ = chat(**asked)
    assert response.status == 200, body
    usage = (frames(response)[-1] if stream else body)["usage"]
    assert usage["prompt_audio_seconds"] == 40
    assert usage["prompt_tokens_details"] == {"cached_tokens": 0, "audio_tokens": 750}
    assert usage["prompt_tokens"] < 50
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"] + 750
    limits = [name.removeprefix("x-ratelimit-") for name, _ in response.headers if "ratelimit" in name]
    if stream:
        assert not limits
        return
    # Sounds are not charged (recorded in 693 of 707 answers), but counted (recorded 2026-08-19).
    assert response.header("x-ratelimit-tokens-query-cost") == str(usage["total_tokens"] - 750)
    assert response.header("x-ratelimit-audio-seconds-query-cost") == "40"
    assert limits == [
        "limit-tokens-minute",
        "remaining-tokens-minute",
        "tokens-query-cost",
        "limit-audio-seconds-minute",
        "remaining-audio-seconds-minute",
        "audio-seconds-query-cost",
        "limit-req-minute",
        "remaining-req-minute",
    ]


def test_sounds_run_out_until_the_next_minute():
    now = [119.0]
    api = Api(Settings(limits="paid"), clock=lambda: now[0])
    sound = {"type": "input_audio", "input_audio": silence(1_100)}
    asked = {"model": VOICE, "messages": [{"role": "user", "content": [sound]}]}
    response, _, _ = send(api, asked)
    assert [one for one in response.headers if "audio" in one[0]] == [
        ("x-ratelimit-limit-audio-seconds-minute", "2000"),
        ("x-ratelimit-remaining-audio-seconds-minute", "900"),
        ("x-ratelimit-audio-seconds-query-cost", "1100"),
    ]
    response, body, _ = send(api, asked)
    assert (response.status, body["code"]) == (429, "1300")
    now[0] = 120.0
    assert send(api, asked)[0].status == 200


def test_a_sound_too_long_for_the_model_is_refused_by_its_length():
    long = [{"role": "user", "content": [{"type": "input_audio", "input_audio": silence(60)} for _ in range(45)]}]
    body = chat(model=VOICE, messages=long)[1]
    assert re.match(r"Prompt 33\d\d\d > ", body["message"])


@pytest.mark.parametrize("size", [10, 3_000_000])
def test_a_document_costs_the_same_whatever_its_bytes(size):
    pdf = base64.b64encode(b"%PDF-1.4 1 0 obj<</Type/Page>>endobj" + b"x" * size).decode()
    chunk = {"type": "document_url", "document_url": f"data:application/pdf;base64,{pdf}"}
    response, body, _ = chat(messages=[{"role": "user", "content": [chunk]}])
    assert response.status == 200, body
    assert body["usage"]["prompt_tokens"] < 2_000
    assert "prompt_audio_seconds" not in body["usage"]
    inputs = [{"role": "user", "content": [chunk]}]
    assert send(Api(), {"model": MODEL, "inputs": inputs}, path="/v1/conversations")[0].status == 200


@pytest.mark.parametrize("url", ["http://localhost:8000/a.png", "https://10.0.0.7/a.png", "https://shop.test/a.png"])
@pytest.mark.parametrize("kind", ["image_url", "document_url"])
def test_an_address_that_nobody_can_reach_is_refused(kind, url):
    status, body = ask({"type": kind, kind: url})
    assert (status, body["code"], body["type"]) == (400, "3310", "invalid_request_file")
    assert body["message"] == f"File could not be fetched from url '{url}'"


def test_an_address_that_the_mock_signed_itself_is_taken():
    assert ask(image("http://127.0.0.1:9/fine-tune/a/b/c.png?se=1&sig=x"))[0] == 200


def gif(frames: int) -> str:
    """A GIF of one pixel with so many frames."""
    frame = b"!\xf9\x04\x00\x0a\x00\x00\x00" + b",\0\0\0\0\x01\0\x01\0\x80\0\0\0\xff\xff\xff" + b"\x02\x02D\x01\0"
    head = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff" + b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    return f"data:image/gif;base64,{base64.b64encode(head + frame * frames + b';').decode()}"


def test_an_animated_gif_is_refused_and_a_still_one_is_not():
    assert ask(image(gif(1)))[0] == 200
    status, body = ask(image(gif(3)))
    assert (status, body["code"], body["type"]) == (400, "3310", "invalid_request_file")
    assert body["message"].startswith("Image is an animated GIF. Image URL: data:image/gif;base64,R0lGOD")
    assert ask(image(gif(3)[:-40]))[0] in (200, 400)  # cut off: never a traceback
