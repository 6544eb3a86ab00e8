"""POST /v1/audio/transcriptions: the form, what counts as audio, and the answers as recorded in August 2026."""

from __future__ import annotations

import json
from struct import pack
from typing import Any

import pytest

from helpers.api import send
from helpers.endpoints import NOBODY, form, signed, upload
from mistral_playbooks.mock import Api, Response, Settings
from mistral_playbooks.mock.media import audio

WAV = audio.silence("wav", 5)
MODEL = "voxtral-mini-latest"


def transcribe(api: Api | None = None, /, **fields: Any) -> tuple[Response, Any]:
    fields = {"file": ("a.wav", WAV), "model": MODEL, **fields}
    sent = form(**{name: value for name, value in fields.items() if value is not None})
    response, parsed, _ = send(api or Api(), path="/v1/audio/transcriptions", **sent)
    return response, parsed


def items(**fields: Any) -> list[dict[str, Any]]:
    response, body = transcribe(**fields)
    assert response.status == 422, body
    assert (body["object"], body["type"], body["code"]) == ("error", "invalid_request_error", None)
    return body["message"]["detail"]


def events(response: Response) -> list[dict[str, Any]]:
    """The data of a stream's events, whose names are checked."""
    assert response.chunks is not None
    found = []
    for chunk in response.chunks:
        name, data = chunk.decode().removesuffix("\n\n").split("\n")
        found.append(json.loads(data.removeprefix("data: ")))
        assert name == f"event: {found[-1]['type']}"
    return found


def test_as_recorded():
    """0xPlaygrounds/rig, 2026-08-16: five seconds of audio."""
    response, body = transcribe()
    assert response.status == 200
    text = body["text"]
    spoken = body["usage"]["completion_tokens"]
    assert body == {
        "model": MODEL,
        "text": text,
        "language": None,
        "segments": [],
        "usage": {
            "prompt_audio_seconds": 5,
            "prompt_tokens": 3,
            "total_tokens": 3 + spoken + 375,
            "completion_tokens": spoken,
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 375},
            "service_tier": "standard",
        },
        "finish_reason": None,
    }
    assert text.startswith("Mocked answer ")
    names = [name for name, _ in response.headers if "ratelimit" in name or "retry" in name]
    assert response.header("x-max-retry-attempts-reached") == "false"
    assert names == [
        "x-max-retry-attempts-reached",
        "x-ratelimit-limit-audio-seconds-minute",
        "x-ratelimit-remaining-audio-seconds-minute",
        "x-ratelimit-audio-seconds-query-cost",
        "x-ratelimit-limit-req-minute",
        "x-ratelimit-remaining-req-minute",
    ]


def test_a_language_costs_two_tokens_and_is_not_echoed():
    _, body = transcribe(language="en")
    assert (body["language"], body["usage"]["prompt_tokens"]) == (None, 5)


def test_timestamps():
    _, body = transcribe(timestamp_granularities="segment")
    assert body["segments"] == [
        {"type": "transcription_segment", "text": body["text"], "start": 0.2, "end": 4.8, "speaker_id": None}
    ]
    assert list(body["segments"][0]) == ["type", "text", "start", "end", "speaker_id"]
    assert body["usage"]["prompt_tokens"] == 4
    assert transcribe(timestamp_granularities="segment", diarize="true")[1]["usage"]["prompt_tokens"] == 5
    _, body = transcribe(timestamp_granularities="word")
    assert " ".join(one["text"] for one in body["segments"]) == body["text"]
    assert {one["speaker_id"] for one in body["segments"]} == {None}
    starts = [one["start"] for one in body["segments"]]
    assert starts == sorted(starts)


@pytest.mark.parametrize(("asked", "named"), [(None, "[]"), ("word", "['word']")])
def test_speakers_need_segments(asked: str | None, named: str):
    """seghiaranass/voxtral-transcribe, 2026-06-30, and three more clients."""
    more = {"timestamp_granularities": asked} if asked else {}
    response, body = transcribe(diarize="true", language="nl", **more)
    assert response.status == 422
    (item,) = body["message"]["detail"]
    text = "When diarize is set to True and streaming is disabled, the timestamp granularity must be set to ['segment']"
    assert (item["type"], item["loc"], item["ctx"]) == ("assertion_error", [], {"error": {}})
    assert item["msg"] == f"Assertion failed, {text}, got {named}"
    assert item["input"]["language"] == "nl"
    assert "file" not in item["input"]
    assert transcribe(diarize="true", stream="true", **more)[0].status == 200


@pytest.mark.parametrize("more", [{}, {"diarize": "true"}])
def test_a_language_with_timestamps_gets_no_text(more: dict[str, str]):
    """livekit/agents#4399, 2025-12-27: a 200 without a word, although tokens were used."""
    response, body = transcribe(language="en", timestamp_granularities="segment", **more)
    assert (response.status, body["text"], body["segments"], body["language"]) == (200, "", [], None)
    assert body["usage"]["total_tokens"] > 375
    response, _ = transcribe(language="en", timestamp_granularities="segment", stream="true")
    assert [event["type"] for event in events(response)] == ["transcription.language", "transcription.done"]


def test_the_name_that_the_older_sdk_sends():
    assert transcribe(**{"timestamp_granularities[]": "segment"})[1]["segments"]


def test_another_sound_gives_another_text():
    texts = {transcribe(file=("a.wav", audio.silence("wav", length)))[1]["text"] for length in (1, 2, 3)}
    assert len(texts) == 3
    assert transcribe()[1]["text"] == transcribe()[1]["text"]


def test_the_boundary_of_the_form_changes_nothing():
    """Clients choose it at random, and the same request gets the same answer."""
    sent = form(file=("a.wav", WAV), model=MODEL)
    other = json.loads(json.dumps(sent["headers"]).replace("boundary=", "boundary=x"))
    boundary = next(value for value in sent["headers"].values() if "boundary=" in value).partition("boundary=")[2]
    body = sent["body"].replace(boundary.encode(), f"x{boundary}".encode())
    texts = {
        send(Api(), body, path="/v1/audio/transcriptions", headers=headers)[1]["text"]
        for body, headers in ((sent["body"], sent["headers"]), (body, other))
    }
    assert len(texts) == 1


def test_half_a_minute_costs_375_tokens():
    usage = transcribe(file=("a.wav", audio.silence("wav", 30.5)))[1]["usage"]
    assert (usage["prompt_audio_seconds"], usage["prompt_tokens_details"]["audio_tokens"]) == (31, 750)


def test_a_stream_of_named_events():
    response, _ = transcribe(stream="true", timestamp_granularities="segment")
    assert response.header("content-type") == "text/event-stream; charset=utf-8"
    found = events(response)
    assert [event["type"] for event in found[-2:]] == ["transcription.segment", "transcription.done"]
    whole = "".join(event["text"] for event in found if event["type"] == "transcription.text.delta")
    assert found[-1]["text"] == whole
    assert found[-1]["usage"]["prompt_audio_seconds"] == 5
    # The order of keys was recorded 2026-10-05.
    assert list(found[-1]) == ["model", "text", "language", "segments", "usage", "finish_reason", "type"]
    assert found[-1]["finish_reason"] is None
    spoken, _ = transcribe(stream="true", language="fr")
    first = events(spoken)[0]
    assert (first["type"], first["audio_language"]) == ("transcription.language", "fr")
    assert not any("ratelimit" in name for name, _ in response.headers)


# The sound by its id or address


def test_an_uploaded_file():
    api = Api()
    id = upload(api, WAV, "audio", "a.wav")[1]["id"]
    assert transcribe(api, file=None, file_id=id)[1]["usage"]["prompt_audio_seconds"] == 5
    address = signed(api, id)
    assert transcribe(api, file=None, file_url=address)[1]["usage"]["prompt_audio_seconds"] == 5


def test_an_uploaded_file_that_is_no_audio():
    api = Api()
    id = upload(api, b"hello", "audio", "a.txt")[1]["id"]
    assert transcribe(api, file=None, file_id=id)[1]["message"] == "Audio input could not be decoded. "
    address = signed(api, id)
    assert (
        transcribe(api, file=None, file_url=address)[1]["message"] == f"Audio from '{address}' could not be decoded. "
    )


def test_an_unknown_file():
    response, body = transcribe(file=None, file_id=NOBODY)
    assert (response.status, body["code"], body["message"]) == (422, "1901", "Could not get file.")


def test_an_address():
    assert transcribe(file=None, file_url="https://docs.mistral.ai/audio/obama.mp3")[0].status == 200
    url = "https://nowhere.invalid/a.mp3"
    response, body = transcribe(file=None, file_url=url)
    assert (response.status, body["code"]) == (400, "3310")
    assert body["message"] == f"File could not be fetched from url '{url}'"
    _, body = transcribe(file=None, file_url="https://www.example.com/")
    assert body["message"] == "Audio from 'https://www.example.com/' could not be decoded. "


def test_a_form_without_a_file_may_be_the_simple_one():
    """So the SDKs send it: httpx makes a multipart form only where there is a file."""
    headers = {"authorization": "Bearer key", "content-type": "application/x-www-form-urlencoded"}
    sent = b"model=voxtral-mini-latest&file_url=https%3A%2F%2Fdocs.mistral.ai%2Fa.mp3&timestamp_granularities=word"
    response, body, exchange = send(Api(), sent, path="/v1/audio/transcriptions", headers=headers)
    assert response.status == 200
    assert len(body["segments"]) > 1
    assert exchange.model == MODEL
    assert exchange.body["timestamp_granularities"] == ["word"]


# What is refused


@pytest.mark.parametrize("content", [b"", b"hello", b"<html>", b"RIFF\0\0\0\0WAVE", b"ID3", b"OggS", WAV[:40]])
def test_what_is_no_audio(content: bytes):
    response, body = transcribe(file=("a.wav", content))
    assert response.status == 400
    assert body == {
        "object": "error",
        "message": "Audio input could not be decoded. ",
        "type": "invalid_request_file",
        "param": None,
        "code": "3310",
        "raw_status_code": 400,
    }


def test_json_is_no_form():
    for sent in ({"model": MODEL, "file_url": "https://a.org/b.mp3"}, b"", b"--xx"):
        response, body, _ = send(Api(), sent, path="/v1/audio/transcriptions")
        assert response.status == 422
        assert body == {
            "object": "error",
            "message": "Invalid request, make sure the request is formatted as a multipart/form-data request.",
            "type": "invalid_request_error",
            "param": None,
            "code": None,
            "raw_status_code": 422,
        }


def test_a_json_list_in_a_field_as_recorded():
    (item,) = items(timestamp_granularities='["segment"]')
    assert item == {
        "type": "enum",
        "loc": ["timestamp_granularities", 0],
        "msg": "Input should be 'segment' or 'word'",
        "input": '["segment"]',
        "ctx": {"expected": "'segment' or 'word'"},
        "url": "https://errors.pydantic.dev/2.11/v/enum",
    }


@pytest.mark.parametrize(
    ("fields", "type_", "loc"),
    [
        ({"model": None}, "missing", ["model"]),
        ({"file": None}, "missing", ["file"]),
        ({"language": "english"}, "string_pattern_mismatch", ["language"]),
        ({"temperature": "hot"}, "float_parsing", ["temperature"]),
        ({"diarize": "perhaps"}, "bool_parsing", ["diarize"]),
        ({"stream": "perhaps"}, "bool_parsing", ["stream"]),
        ({"file_url": "ftp://a.org/b"}, "url_scheme", ["file_url"]),
        ({"file_url": "b.mp3"}, "url_parsing", ["file_url"]),
    ],
)
def test_fields_that_are_wrong(fields: dict[str, Any], type_: str, loc: list[Any]):
    (item,) = items(**fields)
    assert (item["type"], item["loc"]) == (type_, loc)


def test_the_words_of_a_bias_are_single_words():
    response, body = transcribe(context_bias="La Roche-Posay")[:2]
    assert response.status == 400
    assert body["message"] == "Context bias item 'La Roche-Posay' must not contain commas or whitespace"
    assert (body["type"], body["code"]) == ("invalid_request_invalid_args", "3051")
    assert transcribe(context_bias="Lancôme,Kiehl's")[0].status == 200
    assert transcribe(context_bias="Lancôme, Kiehl's")[0].status == 400


VOXTRAL_3 = ["voxtral-mini-transcribe-3-0", "voxtral-small-transcribe-3"]


@pytest.mark.parametrize("model", VOXTRAL_3)
def test_voxtral_3_times_segments_and_no_words(model: str):
    """The docs of 2026-11-30 have the status, and no body."""
    assert len(transcribe(model=model, timestamp_granularities="segment")[1]["segments"]) == 1
    response, body = transcribe(model=model, timestamp_granularities="word")
    assert (response.status, body["object"]) == (400, "error")
    assert (body["type"], body["code"]) == ("invalid_request_invalid_args", "3051")
    assert "timestamp_granularities" in body["message"]


@pytest.mark.parametrize("model", VOXTRAL_3)
def test_voxtral_3_listens_for_phrases(model: str):
    assert transcribe(model=model, context_bias="La Roche-Posay")[0].status == 200


def test_empty_fields_are_none():
    assert transcribe(language="", file_id="")[0].status == 200


@pytest.mark.parametrize("model", ["voxtral-small-latest", "voxtral-does-not-exist", ""])
def test_models_as_recorded(model: str):
    response, body = transcribe(model=model)
    assert (response.status, body["code"], body["message"]) == (400, "1500", f"Invalid model: {model}")


@pytest.mark.parametrize("stream", [None, "true"])
def test_a_redirected_model_is_named_by_its_successor(stream):
    """Transcriptions of 2026-09-14 and 2026-10-05 (stream)."""
    response, body = transcribe(model="voxtral-mini-2507", stream=stream)
    assert response.status == 200
    if stream:
        assert response.chunks is not None
        body = json.loads(response.chunks[-1].split(b"data: ")[1])
    assert body["model"] == "voxtral-mini-latest"


def test_a_wrong_key():
    sent = form(model=MODEL)
    sent["headers"]["authorization"] = "Bearer wrong"
    response, body, _ = send(Api(Settings(api_key="key")), path="/v1/audio/transcriptions", **sent)
    assert (response.status, body) == (401, {"detail": "Invalid API Key"})


def test_limits(tmp_path):
    limits = tmp_path / "limits.json"
    limits.write_text('{"*": {"requests": 1}}')
    api = Api(Settings(limits=limits), clock=lambda: 0.0)
    response, _ = transcribe(api)
    assert response.header("x-ratelimit-remaining-req-minute") == "0"
    response, body = transcribe(api)
    assert (response.status, body["code"]) == (429, "1300")
    assert [name for name, _ in response.headers if "ratelimit" in name] == [
        "x-ratelimit-limit-req-minute",
        "x-ratelimit-remaining-req-minute",
    ]


# Lengths


def box(name: bytes, content: bytes) -> bytes:
    return pack(">I4s", 8 + len(content), name) + content


MP4 = box(b"ftyp", b"M4A \0\0\0\0") + box(b"moov", box(b"mvhd", bytes(12) + pack(">II", 1000, 2500)))
MP4_LONG = box(b"ftyp", b"isom\0\0\0\0") + box(b"moov", box(b"mvhd", b"\1" + bytes(19) + pack(">IQ", 600, 1500)))
VORBIS = b"OggS" + bytes(22) + b"\1\x1e" + b"\x01vorbis" + bytes(5) + pack("<I", 8000) + bytes(14) + (
    b"OggS\0\4" + pack("<q", 20_000) + bytes(13)
)  # fmt: skip
CBR = (b"\xff\xfb\x90\xc4" + bytes(413)) * 100  # MPEG 1, 128 kbit/s, 44.1 kHz
VBR = b"\xff\xfb\x90\xc4" + bytes(32) + b"Xing\0\0\0\1" + pack(">I", 1000) + bytes(413 - 44) + b"\xff\xfb\x90\xc4"
TAGGED = b"ID3\4\0\0\0\0\1\x02" + bytes(130) + CBR
WAVEX = WAV[:12] + b"LIST\3\0\0\0abc\0" + WAV[12:]
STREAMED = WAV[:40] + b"\xff\xff\xff\xff" + WAV[44:]
WEBM = b"\x1a\x45\xdf\xa3" + bytes(15_996)


@pytest.mark.parametrize(
    ("content", "length"),
    [
        (WAV, 5.0),
        (WAVEX, 5.0),
        (STREAMED, 5.0),
        (audio.silence("flac", 1), 0.5),
        (audio.silence("opus", 1), 0.5),
        (audio.silence("mp3", 2.4), 2.4),
        (VORBIS, 2.5),
        (MP4, 2.5),
        (MP4_LONG, 2.5),
        (CBR, 41_700 / 16_000),
        (TAGGED, 41_700 / 16_000),
        (VBR, 1000 * 1152 / 44_100),
        (WEBM, 2.0),
    ],
)
def test_how_long_a_sound_lasts(content: bytes, length: float):
    assert audio.seconds(content) == pytest.approx(length)


@pytest.mark.parametrize(
    "content", [MP4[:40], VORBIS[:30], b"\xff\xfb\x90", CBR[:100], b"fLaC" + bytes(40), b"\x1a\x45\xdf\xa3"]
)
def test_a_head_alone_is_no_sound(content: bytes):
    assert audio.seconds(content) is None
