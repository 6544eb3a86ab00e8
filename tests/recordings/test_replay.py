"""The program that replays recordings: what it calls an agreement, a difference, an exception."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

import replay
from mistral_playbooks.mock import Api, Request, Settings
from recordings.recording import stand_in
from recordings.scores import half_year, lines, scores
from recordings.verdicts import Exceptions

CHAT = {"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Hello"}]}
NONE = Exceptions({}, {}, {})


def record(
    folder: Path,
    name: str,
    sent: Any,
    path: str = "/v1/chat/completions",
    at: str = "2026-08-19T14:34:25Z",
    seed: str = "",
    **changes: Any,
) -> None:
    """Writes what the mock itself answers as a recording, `changes` laid over the answer."""
    text = json.dumps(sent)
    bearer = {"authorization": "Bearer key", "content-type": "application/json"}
    response, _ = Api(Settings(api_key="key", seed=seed)).handle(Request("POST", path, "", bearer, text.encode()))
    answer = {"status": response.status, "headers": dict(response.headers), "body": response.content.decode()}
    pair = {
        "request": {"method": "POST", "path": path, "headers": {"content-type": "application/json"}, "body": text},
        "response": {**answer, **changes},
        "recorded_at": at,
        "notes": [],
    }
    (folder / f"{name}.json").write_text(json.dumps(pair))


def answered(sent: Any) -> str:
    """The mock's answer to a chat."""
    bearer = {"authorization": "Bearer key", "content-type": "application/json"}
    request = Request("POST", "/v1/chat/completions", "", bearer, json.dumps(sent).encode())
    return Api(Settings(api_key="key")).handle(request)[0].content.decode()


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
    assert "header: content-type is application/json, recorded as text/html" in problems["type"]
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
    reasons = {"then": {"reason": "Then.", "differences": ["(header|body): .*"]}}

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


def test_a_dated_reason_holds_for_what_is_older_and_is_never_stale(tmp_path):
    answer = '{"object":"chat.completion","model":"mistral-small-latest"}'
    record(tmp_path, "then", CHAT, at="2025-03-31T23:59:59Z", body=answer)
    record(tmp_path, "today", CHAT, at="2025-04-01T00:00:00Z", body=answer)
    reasons = {
        "bare": {"reason": "Bare.", "before": "2025-04-01", "differences": ["body: .* is not recorded"]},
        "other": {"reason": "Nothing.", "before": "2025-04-01", "differences": ["nothing"]},
    }
    verdicts = {one.recording.name: one for one in replay.replay(tmp_path, Exceptions(reasons, {}, {}))}
    assert (verdicts["then"].mark, verdicts["then"].reasons) == ("exception", ("Bare.",))
    assert verdicts["today"].mark == "differs"


def test_values_are_compared(tmp_path):
    completion = json.loads(answered(CHAT))
    completion["choices"][0] |= {"finish_reason": "length"}
    completion["choices"][0]["message"]["content"] = "Words"
    record(tmp_path, "model", CHAT, body=json.dumps({**completion, "model": "mistral-small-2603"}))
    (verdict,) = replay.replay(tmp_path, NONE)
    assert verdict.problems == ('body: model is "mistral-small-latest", recorded as "mistral-small-2603"',)


def test_a_stream_agrees_if_one_seed_gives_its_form(tmp_path):
    sent = {**CHAT, "stream": True}
    for seed in ("a", "b", "c", "d", "e"):
        record(tmp_path, seed, sent, seed=seed)
    assert [one.problems for one in replay.replay(tmp_path, NONE)] == [()] * 5


def test_scores_are_by_half_year_and_count_tokens(tmp_path):
    record(tmp_path, "a", CHAT, at="2025-12-31T23:59:59Z")
    record(tmp_path, "b", CHAT, at="2026-01-01T00:00:00Z", status=503)
    wrong = answered(CHAT).replace('"prompt_tokens":', '"prompt_tokens":99')
    record(tmp_path, "c", CHAT, at="2026-07-01T00:00:00Z", body=wrong)
    record(tmp_path, "d", CHAT, at="2026-07-01T00:00:00Z")
    found = scores(replay.replay(tmp_path, NONE))
    assert {half: (one["agree"], one["of"]) for half, one in found["by_half_year"].items()} == {
        "2025 H2": (1, 1),
        "2026 H1": (0, 1),
        "2026 H2": (2, 2),
    }
    assert found["prompt_tokens"] == {"near": 1, "of": 2}
    assert lines(found)[1:] == [
        "2025 H2: 1 of 1 agree, 0 are exceptions",
        "2026 H1: 0 of 1 agree, 0 are exceptions",
        "2026 H2: 2 of 2 agree, 0 are exceptions",
        "prompt tokens: within 15% of the recorded count in 1 of 2 chats of text since 2026-06",
    ]
    assert half_year(0) == "1970 H1"


def test_the_scores_are_written_as_json(tmp_path):
    record(tmp_path, "json", CHAT)
    assert replay.main([str(tmp_path), "--json", str(tmp_path / "scores")]) == 0
    found = json.loads((tmp_path / "scores").read_text())
    assert found["all"] == {"agree": 1, "exceptions": 0, "neither": 0, "of": 1}
    assert found["recordings"] == [{"name": "json", "mark": "agrees", "differs": [], "unexplained": []}]


def test_a_model_that_was_served_then_has_a_stand_in(tmp_path):
    then = 1_753_000_000.0  # 2025-07-20
    assert stand_in("mistral-small-latest", then) is None
    assert stand_in("mistral-small-2503", then) == "mistral-small-latest"
    assert stand_in("mistral-small-2503", then + 365 * 86_400) is None
    assert stand_in("nope", then) is None
    body = answered(CHAT).replace("mistral-small-latest", "mistral-small-2503")
    record(tmp_path, "then", {**CHAT, "model": "mistral-small-2503"}, at="2025-07-20T00:00:00Z", status=200, body=body)
    (verdict,) = replay.replay(tmp_path, NONE)
    assert not any(problem.startswith(("status", "body")) for problem in verdict.problems)


@pytest.mark.parametrize("arguments", [[], ["nowhere"], ["a", "b"]])
def test_without_recordings_it_says_what_it_wants(arguments, tmp_path, capsys):
    with pytest.raises(SystemExit) as error:
        replay.main(arguments)
    assert error.value.code == 2
    assert replay.main([str(tmp_path)]) == 2
    assert "holds no recordings" in capsys.readouterr().err


def test_every_exception_has_reasons_and_every_reason_a_recording():
    exceptions = Exceptions(**json.loads(replay.EXCEPTIONS.read_text()))
    used = {key for keys in exceptions.recordings.values() for key in keys}
    dated = {key for key, one in exceptions.reasons.items() if "before" in one}
    assert used | dated == set(exceptions.reasons)
    assert all(exceptions.recordings.values())
    assert all(one["reason"].endswith(".") and one["differences"] for one in exceptions.reasons.values())
