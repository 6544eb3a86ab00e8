"""The program that replays recordings: what it calls an agreement, a difference, an exception."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

import replay
from mistral_playbooks.mock import Api, Request, Settings
from recordings.shapes import differences, errors, headers, shape, streams
from replay import Exceptions

CHAT = {"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Hello"}]}
NONE = Exceptions({}, {}, {})


def record(folder: Path, name: str, sent: Any, path: str = "/v1/chat/completions", **changes: Any) -> None:
    """Writes what the mock itself answers as a recording, `changes` laid over the answer."""
    text = json.dumps(sent)
    bearer = {"authorization": "Bearer key", "content-type": "application/json"}
    response, _ = Api(Settings(api_key="key")).handle(Request("POST", path, "", bearer, text.encode()))
    answer = {"status": response.status, "headers": dict(response.headers), "body": response.content.decode()}
    pair = {
        "request": {"method": "POST", "path": path, "headers": {"content-type": "application/json"}, "body": text},
        "response": {**answer, **changes},
        "recorded_at": "2026-08-19T14:34:25Z",
        "notes": [],
    }
    (folder / f"{name}.json").write_text(json.dumps(pair))


def test_its_own_answers_agree(tmp_path):
    record(tmp_path, "json", CHAT)
    record(tmp_path, "stream", {**CHAT, "stream": True})
    record(tmp_path, "tools", {**CHAT, "tools": [{"function": {"name": "f", "parameters": {}}}]})
    record(tmp_path, "refused", {**CHAT, "model": "nope"})
    record(tmp_path, "embeddings", {"model": "mistral-embed", "input": "x"}, "/v1/embeddings")
    assert [(verdict.recording.name, verdict.problems) for verdict in replay.replay(tmp_path, NONE)] == [
        ("embeddings", ()),
        ("json", ()),
        ("refused", ()),
        ("stream", ()),
        ("tools", ()),
    ]


def test_what_differs_is_named(tmp_path):
    record(tmp_path, "status", CHAT, status=503)
    record(tmp_path, "type", CHAT, headers={"date": "x", "content-type": "text/html"})
    record(tmp_path, "wrong", {**CHAT, "model": "nope"}, body='{"object":"error","message":"Wrong model"}')
    problems = {verdict.recording.name: verdict.problems for verdict in replay.replay(tmp_path, NONE)}
    assert problems["status"][0].startswith("status: 200, recorded as 503")
    assert "content-type: application/json, recorded as text/html" in problems["type"]
    assert "header: mistral-correlation-id is not recorded" in problems["type"]
    assert 'body: message is "Invalid model: nope", recorded as "Wrong model"' in problems["wrong"]
    assert "body: code is not recorded" in problems["wrong"]


def test_a_stream_that_holds_no_choices_is_compared_by_its_events(tmp_path):
    """Transcriptions stream so, as recorded 2026-10-05."""
    parts = {"model": "voxtral-mini-latest", "stream": "true", "file_url": "https://docs.mistral.ai/a.wav"}
    form = "".join(f'--x\r\ncontent-disposition: form-data; name="{key}"\r\n\r\n{parts[key]}\r\n' for key in parts)
    done = 'event: transcription.done\ndata: {"type":"transcription.done","model":"voxtral-mini-latest","text":""}\n\n'
    pair = {
        "request": {
            "method": "POST",
            "path": "/v1/audio/transcriptions#stream",
            "headers": {"content-type": "multipart/form-data; boundary=x"},
            "body": base64.b64encode(f"{form}--x--\r\n".encode()).decode(),
        },
        "response": {
            "status": 200,
            "headers": {"content-type": "text/event-stream; charset=utf-8"},
            "body": done,
        },
        "recorded_at": "2026-10-05T14:45:59Z",
        "notes": [],
    }
    (tmp_path / "sound.json").write_text(json.dumps(pair))
    (verdict,) = replay.replay(tmp_path, NONE)
    assert "stream: a transcription.text.delta frame is not recorded" in verdict.problems
    assert "transcription.done frame: usage is not recorded" in verdict.problems
    assert not any(problem.startswith(("status", "content-type", "stream: no")) for problem in verdict.problems)


def test_an_exception_covers_its_differences_alone_and_must_be_needed(tmp_path):
    record(tmp_path, "old", {**CHAT, "model": "nope"}, body='{"message":"Invalid model: nope","was":1}')
    reasons = {
        "envelope": {
            "reason": "Bare.",
            "differences": [r"body: (code|object|param|type|raw_status_code) is not recorded"],
        },
        "was": {"reason": "Gone.", "differences": ["body: was is missing"]},
        "never": {"reason": "Nothing.", "differences": ["nothing"]},
    }

    def mark(*keys: str) -> str:
        (verdict,) = replay.replay(tmp_path, Exceptions(reasons, {"old": list(keys)}, {}))
        return verdict.mark

    assert mark() == "differs"
    assert mark("envelope") == "differs"
    assert mark("envelope", "was") == "exception"
    assert mark("envelope", "was", "never") == "stale exception"


def test_an_older_body_is_given_under_its_fault(tmp_path):
    body = '{"detail":"Unauthorized"}'
    charset = {"date": "x", "content-type": "application/json; charset=utf-8"}
    record(tmp_path, "old", CHAT, status=401, body=body, headers=charset)
    reasons = {"then": {"reason": "Then.", "differences": ["(header|body|content-type): .*"]}}

    def problems(fault: str) -> tuple[str, ...]:
        (verdict,) = replay.replay(tmp_path, Exceptions(reasons, {"old": ["then"]}, {"old": fault}))
        return verdict.unexplained

    assert problems("unauthorized/detail-unauthorized") == ()
    assert problems("unauthorized/kong") == (
        "under unauthorized/kong: body: detail is missing",
        "under unauthorized/kong: body: message is not recorded",
        "under unauthorized/kong: body: request_id is not recorded",
    )


def test_the_program_says_the_score_and_fails_where_anything_is_left(tmp_path, capsys):
    record(tmp_path, "json", CHAT)
    assert replay.main([str(tmp_path)]) == 0
    assert "score: 1 of 1 agree, 0 are exceptions with reasons, 0 are neither" in capsys.readouterr().out
    record(tmp_path, "other", CHAT, status=404)
    assert replay.main([str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "!status: 200, recorded as 404" in out
    assert "score: 1 of 2 agree, 0 are exceptions with reasons, 1 are neither" in out


@pytest.mark.parametrize("arguments", [[], ["nowhere"], ["a", "b"]])
def test_without_recordings_it_says_what_it_wants(arguments, tmp_path, capsys):
    assert replay.main(arguments) == 2
    assert replay.main([str(tmp_path)]) == 2
    assert "holds no recordings" in capsys.readouterr().err


def test_every_exception_has_reasons_and_every_reason_a_recording():
    exceptions = Exceptions(**json.loads(replay.EXCEPTIONS.read_text()))
    used = {key for keys in exceptions.recordings.values() for key in keys}
    assert used == set(exceptions.reasons)
    assert set(exceptions.faults) <= set(exceptions.recordings)
    assert all(exceptions.recordings.values())
    assert all(one["reason"].endswith(".") and one["differences"] for one in exceptions.reasons.values())


def test_shapes():
    one, other = {"a": [{"b": 1}], "c": None}, {"a": [{"b": "x", "d": {"e": 1}}], "c": None}
    assert differences(shape([one]), shape([other])) == [
        "body: a[].b is string, recorded as number",
        "body: a[].d is not recorded",
    ]
    assert differences(shape([{"a": []}]), shape([{"a": [1]}])) == []
    assert differences(shape([{"a": 1.5}]), shape([{"a": 1}])) == []
    assert headers(["date", "cf-ray", "x-a"], ["date", "x-b"], filtered=True) == ["header: x-a is missing"]
    assert errors('{"request_id": "1"}', '{"request_id": "2"}') == []
    named = 'event: a\ndata: {"type": "a"}\n\n'
    assert streams(named, named) == []
    assert streams(named, named + "data: [DONE]\n\n") == ["stream: a [DONE] frame is not recorded"]
