"""POST /v1/audio/speech: sound that can be decoded, in every format, whole and as a stream."""

from __future__ import annotations

import io
import json
import struct
import wave
from base64 import b64decode
from typing import Any

import pytest

from helpers.api import send
from mistral_playbooks.mock import Api, Response, Settings
from mistral_playbooks.mock.media import audio

TEXT = "Ruby is a programming language designed for developer happiness."


def speech(api: Api | None = None, /, **fields: Any) -> tuple[Response, Any]:
    body = {"model": "voxtral-mini-tts-latest", "input": TEXT, **fields}
    response, parsed, _ = send(api or Api(), body, path="/v1/audio/speech")
    return response, parsed


def sound(**fields: Any) -> bytes:
    response, body = speech(**fields)
    assert response.status == 200, body
    assert list(body) == ["audio_data"]
    return b64decode(body["audio_data"], validate=True)


def test_the_journal_has_the_size():
    """By which a program shows that it decoded its audio."""
    api = Api()
    _, body = speech(api)
    assert [one.answer for one in api.journal] == [f"{len(b64decode(body['audio_data']))} bytes"]


def test_as_recorded():
    """crmne/ruby_llm, 2026-08-19: mp3 by default, `voice` from an OpenAI client, 64 characters."""
    api = Api(Settings(limits="paid"))
    response, body = speech(api, voice="en_paul_neutral")
    assert b64decode(body["audio_data"])[:2] == b"\xff\xf3"  # a frame of MPEG 2, layer III
    assert [one for one in response.headers if "ratelimit" in one[0]] == [
        ("x-ratelimit-limit-input-characters-minute", "24000"),
        ("x-ratelimit-remaining-input-characters-minute", "23936"),
        ("x-ratelimit-input-characters-query-cost", "64"),
    ]


def test_wav_opens():
    with wave.open(io.BytesIO(sound(response_format="wav"))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, audio.RATE)
        assert file.getnframes() == 2 * audio.RATE
        assert set(file.readframes(file.getnframes())) == {0}


def test_pcm_is_float_samples():
    content = sound(response_format="pcm", input="a" * 15)
    assert len(content) == 4 * audio.RATE
    assert set(struct.unpack(f"<{audio.RATE}f", content)) == {0.0}


def test_mp3_is_one_whole_frame_after_the_other():
    content = sound(response_format="mp3", input="a" * 15)
    assert len(content) % 120 == 0  # 72 * 40000 / 24000
    assert {content[at : at + 4] for at in range(0, len(content), 120)} == {b"\xff\xf3\x54\xc4"}


@pytest.mark.parametrize("format", ["mp3", "wav", "flac", "opus"])
def test_what_it_says_can_be_transcribed(format: str):
    length = audio.seconds(sound(response_format=format))
    assert length is not None
    assert 0.4 < length < 2.1


def test_a_long_text_gives_a_short_sound():
    assert len(sound(input="a" * 100_000, response_format="wav")) < 100_000


def test_a_stream_of_named_events():
    whole = sound(response_format="wav")
    response, _ = speech(stream=True, response_format="wav")
    assert response.header("content-type") == "text/event-stream; charset=utf-8"
    assert response.chunks is not None
    events = [chunk.decode().removesuffix("\n\n").split("\n") for chunk in response.chunks]
    names = [name.removeprefix("event: ") for name, _ in events]
    values = [json.loads(text.removeprefix("data: ")) for _, text in events]
    assert names == [value["type"] for value in values]
    assert set(names[:-1]) == {"speech.audio.delta"}
    assert len(names) > 2
    assert b"".join(b64decode(value["audio_data"]) for value in values[:-1]) == whole
    usage = values[-1]["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert [name for name, value in usage.items() if value is None] == [
        "prompt_audio_seconds",
        "request_count",
        "prompt_tokens_details",
        "completion_tokens_details",
        "service_tier",
        "prompt_token_details",
    ]
    assert not any("ratelimit" in name for name, _ in response.headers)


@pytest.mark.parametrize("field", ["voice", "voice_id"])
def test_voices(field: str):
    for voice in ("gb_jane_sarcasm", "a3e41ea8-020b-44c0-8d8b-f6cc03524e31"):
        assert speech(**{field: voice})[0].status == 200
    response, body = speech(**{field: "fr_marie_cheerful"})
    assert response.status == 404
    assert (body["message"], body["type"]) == ("Voice 'fr_marie_cheerful' not found.", "invalid_voice")
    assert body["code"] == "1902"


@pytest.mark.parametrize("voice", ["voice_478", "01a0f6db-3095-7682-b70f-6a15ebfba70a", "voice_592"])
def test_voices_of_voxtral_3_need_voxtral_3(voice: str):
    """Probed 2026-10-04 by slug. `voice_592` is in the list of a client."""
    for model in ("voxtral-mini-tts-3-0", "voxtral-mini-tts-3"):
        assert speech(model=model, voice_id=voice)[0].status == 200
        assert speech(model=model, voice_id="gb_jane_sarcasm")[0].status == 200
    for model in ("voxtral-mini-tts-2603", "voxtral-mini-tts-latest"):
        response, body = speech(model=model, voice_id=voice)
        assert (response.status, body["message"]) == (400, "voice is not supported for speech v1")
    assert speech(model="voxtral-mini-tts-3-0", voice_id="voice_1")[0].status == 404


def test_what_is_wrong():
    assert speech(model="mistral-tts-latest")[1]["code"] == "1500"
    assert speech(model="voxtral-mini-latest")[1]["code"] == "1500"
    assert speech(model=None)[0].status == 200
    for fields, loc in (
        ({"input": None}, ["body", "input"]),
        ({"response_format": "aac"}, ["body", "response_format"]),
        ({"stream": "maybe"}, ["body", "stream"]),
    ):
        response, body = speech(**fields)
        assert (response.status, body["message"]["detail"][0]["loc"]) == (422, loc)


def test_unknown_fields_are_refused():
    """Probed 2026-10-04. The body is assumed to be that of the other 422s."""
    response, body = speech(speed=1.5)
    (item,) = body["message"]["detail"]
    assert (response.status, item["type"], item["loc"]) == (422, "extra_forbidden", ["body", "speed"])


def test_characters_run_out():
    api = Api(Settings(limits="paid"), clock=lambda: 0.0)
    assert speech(api, input="a" * 24_000)[0].status == 200
    response, body = speech(api, input="a")
    assert (response.status, body["code"]) == (429, "1300")
    assert response.header("x-ratelimit-remaining-input-characters-minute") == "0"
    assert send(api, {"input": "a"}, path="/v1/audio/speech", headers={
        "authorization": "Bearer other", "content-type": "application/json"
    })[0].status == 200  # fmt: skip
