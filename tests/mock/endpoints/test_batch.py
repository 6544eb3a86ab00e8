"""/v1/batch/jobs: a job runs while it is looked at, and each row is judged as the endpoint itself would."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from helpers.api import HELLO, MODEL, send
from helpers.endpoints import NOBODY, get, upload
from mistral_playbooks.mock import Api, Response, Settings
from mistral_playbooks.mock.endpoints.batch import jobs

NOW = 1_787_150_442.0
GOOD = {"messages": HELLO}
BAD = {"messages": [{"role": "assistant", "content": "x"}]}


def create(api: Api, **fields: Any) -> tuple[Response, Any]:
    body = {"endpoint": "/v1/chat/completions", "model": MODEL, **fields}
    response, parsed, _ = send(api, {k: v for k, v in body.items() if v is not None}, path="/v1/batch/jobs")
    return response, parsed


def rows(*bodies: Any) -> list[dict[str, Any]]:
    return [{"custom_id": str(i), "body": body} for i, body in enumerate(bodies)]


def jsonl(*bodies: Any) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows(*bodies))


def look(api: Api, id: str, query: str = "") -> Any:
    response, body = get(api, f"/v1/batch/jobs/{id}", query=query)
    assert response.status == 200
    return body


def run(api: Api, *bodies: Any, **fields: Any) -> dict[str, Any]:
    """A job of inline requests, looked at until it has ended."""
    response, job = create(api, requests=rows(*bodies), **fields)
    assert response.status == 200, job
    for _ in range(50):
        job = look(api, job["id"])
        if job["status"] not in ("QUEUED", "RUNNING"):
            return job
    raise AssertionError(job)


def lines(api: Api, id: str) -> list[Any]:
    response, _ = get(api, f"/v1/files/{id}/content")
    assert response.status == 200
    return [json.loads(line) for line in response.body.splitlines()]


@pytest.fixture
def api() -> Api:
    return Api(clock=lambda: NOW)


def test_a_job_is_created_as_recorded(api: Api):
    response, body = create(api, requests=rows(GOOD, GOOD))
    assert response.status == 200
    assert response.header("content-type") == "application/json; charset=utf-8"
    assert response.body == json.dumps(body).encode()  # a space after `:` and `,`
    assert not any("ratelimit" in name for name, _ in response.headers)
    (file,) = body["input_files"]
    assert body == {
        "id": body["id"],
        "object": "batch",
        "input_files": [file],
        "metadata": None,
        "endpoint": "/v1/chat/completions",
        "model": MODEL,
        "agent_id": None,
        "output_file": None,
        "error_file": None,
        "errors": [],
        "outputs": None,
        "status": "QUEUED",
        "created_at": int(NOW),
        "total_requests": 0,
        "completed_requests": 0,
        "succeeded_requests": 0,
        "failed_requests": 0,
        "started_at": None,
        "completed_at": None,
    }


def test_it_runs_while_it_is_looked_at():
    now = [NOW]
    api = Api(clock=lambda: now[0])
    id = create(api, requests=rows(GOOD, GOOD))[1]["id"]
    queued = look(api, id)
    assert (queued["status"], queued["total_requests"]) == ("QUEUED", 2)
    nulls = ("started_at", "completed_at", "output_file", "error_file", "outputs")
    assert [queued[name] for name in nulls] == [None] * 5
    now[0] += 10
    running = look(api, id)
    assert (running["status"], running["total_requests"], running["completed_requests"]) == ("RUNNING", 2, 0)
    assert (running["started_at"], running["completed_at"], running["outputs"]) == (int(NOW) + 10, None, None)
    now[0] += 10
    done = look(api, id)
    assert (done["status"], done["completed_requests"], done["succeeded_requests"]) == ("SUCCESS", 2, 2)
    assert (done["completed_at"], done["errors"], done["error_file"]) == (int(NOW) + 20, [], None)
    now[0] += 10
    assert look(api, id) == done


def test_a_row_as_recorded(api: Api):
    job = run(api, GOOD)
    (row,) = job["outputs"]
    assert re.fullmatch(rf"batch-{job['id'][:8]}-{job['input_files'][0][:8]}-0", row["id"])
    assert list(row) == ["id", "custom_id", "response", "error"]
    assert (row["custom_id"], row["error"], row["response"]["status_code"]) == ("0", None, 200)
    body = row["response"]["body"]
    assert list(body) == ["id", "object", "model", "usage", "created", "choices"]
    usage = body["usage"]
    assert usage == {
        "prompt_tokens": usage["prompt_tokens"],
        "completion_tokens": usage["completion_tokens"],
        "total_tokens": usage["prompt_tokens"] + usage["completion_tokens"],
        "prompt_audio_seconds": None,
        "prompt_token_details": None,
        "request_count": 0,
        "prompt_tokens_details": {"messages": [], "cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": None,
        "service_tier": None,
    }
    message = body["choices"][0]["message"]
    assert message["content"].startswith("Mocked answer ")
    assert {**message, "content": ""} == {
        "role": "assistant",
        "content": "",
        "tool_calls": None,
        "tool_call_id": None,
        "index": None,
        "metadata": None,
    }


def test_failed_rows_have_a_text_for_a_body_and_a_file_of_their_own(api: Api):
    """As told of a live capture of 2026-09-02: SUCCESS with 2 of 4 failed, two files, one entry of errors."""
    job = run(api, GOOD, BAD, GOOD, BAD)
    assert job["status"] == "SUCCESS"
    assert job["errors"] == [{"message": "HTTP Error, status code: 400", "count": 2}]
    counts = [job[f"{name}_requests"] for name in ("total", "completed", "succeeded", "failed")]
    assert counts == [4, 4, 2, 2]
    assert [row["custom_id"] for row in lines(api, job["output_file"])] == ["0", "2"]
    failed = lines(api, job["error_file"])
    assert [row["custom_id"] for row in failed] == ["1", "3"]
    response = failed[0]["response"]
    assert (response["status_code"], failed[0]["error"]) == (400, None)
    assert isinstance(response["body"], str)
    error = json.loads(response["body"])
    assert (error["object"], error["code"], error["raw_status_code"]) == ("error", "3230", 400)
    kinds = [get(api, f"/v1/files/{job[name]}")[1] for name in ("output_file", "error_file")]
    assert [(kind["sample_type"], kind["source"], kind["num_lines"]) for kind in kinds] == [
        ("batch_result", "mistral", 2),
        ("batch_error", "mistral", 2),
    ]


def test_where_every_row_fails_there_is_no_output(api: Api):
    job = run(api, BAD)
    assert (job["status"], job["output_file"], job["succeeded_requests"]) == ("SUCCESS", None, 0)
    assert len(lines(api, job["error_file"])) == 1


def test_a_row_beyond_the_schema_fails_alone(api: Api):
    job = run(api, GOOD, {"messages": HELLO, "typo": 1}, {})
    assert job["errors"] == [{"message": "HTTP Error, status code: 422", "count": 2}]
    assert job["succeeded_requests"] == 1


def test_a_job_of_files_shows_its_outputs_where_they_are_asked_for(api: Api):
    first = upload(api, jsonl(GOOD, GOOD), "batch", "a.jsonl")[1]["id"]
    second = upload(api, jsonl(GOOD), "batch", "b.jsonl")[1]["id"]
    response, job = create(api, input_files=[first, second])
    assert (response.status, job["input_files"]) == (200, [first, second])
    for _ in range(3):
        job = look(api, job["id"])
    assert (job["status"], job["total_requests"], job["outputs"]) == ("SUCCESS", 3, None)
    outputs = look(api, job["id"], "inline=true")["outputs"]
    assert outputs == lines(api, job["output_file"])
    starts = [0, len(jsonl(GOOD)), 0]
    assert [row["id"].rpartition("-")[2] for row in outputs] == [str(start) for start in starts]
    assert [first[:8], first[:8], second[:8]] == [row["id"].split("-")[2] for row in outputs]


def test_the_job_s_model_counts_not_the_row_s(api: Api):
    job = run(api, {**GOOD, "model": "does-not-exist-9000"})
    assert job["outputs"][0]["response"]["body"]["model"] == MODEL


def test_without_a_model_the_row_s_counts(api: Api):
    job = run(api, {**GOOD, "model": "ministral-8b-latest"}, GOOD, model=None)
    assert job["outputs"][0]["response"]["body"]["model"] == "ministral-8b-latest"
    assert job["errors"] == [{"message": "HTTP Error, status code: 422", "count": 1}]


def test_lines_that_no_upload_checked(monkeypatch: pytest.MonkeyPatch, api: Api):
    monkeypatch.setattr(jobs.files.jsonl, "CHECKED_LINES", 1)
    file = upload(api, jsonl(GOOD) + b'{"custom_id": "1"}\n{"custom_id": "2", "body": 3}', "batch", "a.jsonl")[1]["id"]
    job = create(api, input_files=[file])[1]
    for _ in range(3):
        job = look(api, job["id"])
    assert (job["status"], job["succeeded_requests"], job["failed_requests"]) == ("SUCCESS", 1, 2)


def test_rows_without_an_id_and_with_the_same(api: Api):
    requests = [{"body": GOOD}, {"custom_id": "dup", "body": GOOD}, {"custom_id": "dup", "body": GOOD}]
    job = create(api, requests=requests)[1]
    look(api, job["id"])
    look(api, job["id"])
    assert [row["custom_id"] for row in look(api, job["id"])["outputs"]] == [None, "dup", "dup"]


@pytest.mark.parametrize(
    ("endpoint", "model", "body"),
    [
        ("/v1/embeddings", "mistral-embed", {"input": ["a"]}),
        ("/v1/fim/completions", "codestral-latest", {"prompt": "def f("}),
        ("/v1/moderations", "mistral-moderation-latest", {"input": ["a"]}),
        ("/v1/chat/moderations", "mistral-moderation-latest", {"input": HELLO}),
        (
            "/v1/ocr",
            "mistral-ocr-latest",
            {"document": {"type": "document_url", "document_url": "https://a.org/b.pdf"}},
        ),
        ("/v1/audio/transcriptions", "voxtral-mini-latest", {"file_url": "https://docs.mistral.ai/a.mp3"}),
        ("/v1/conversations", MODEL, {"inputs": "Hello"}),
    ],
)
def test_every_endpoint(api: Api, endpoint: str, model: str, body: dict[str, Any]):
    job = run(api, body, {**body, "temperature": "hot", "input": 1}, endpoint=endpoint, model=model)
    assert (job["succeeded_requests"], job["failed_requests"]) == (1, 1), job
    assert isinstance(job["outputs"][0]["response"]["body"], dict)


def test_an_agent_s_batch(api: Api):
    """The deprecated agents: `agent_id` of the job, rows of chat (public file)."""
    agent = send(api, {"model": MODEL, "name": "a"}, path="/v1/agents")[1]["id"]
    job = run(api, GOOD, BAD, model=None, agent_id=agent)
    assert (job["agent_id"], job["model"]) == (agent, None)
    assert (job["succeeded_requests"], job["failed_requests"]) == (1, 1)


def test_a_row_that_asks_for_a_stream_gets_none(api: Api):
    assert run(api, {**GOOD, "stream": True})["succeeded_requests"] == 1


def test_a_batch_counts_against_no_limit(tmp_path):
    limits = tmp_path / "limits.json"
    limits.write_text('{"*": {"requests": 1, "tokens": 1000}}')
    api = Api(Settings(limits=limits), clock=lambda: NOW)
    assert run(api, *[GOOD] * 5)["succeeded_requests"] == 5
    pages = {"document": {"type": "document_url", "document_url": "https://a.org/b.pdf"}}
    assert run(api, *[pages] * 5, endpoint="/v1/ocr", model="mistral-ocr-latest")["succeeded_requests"] == 5
    response, body, _ = send(api, {"model": MODEL, "messages": HELLO})
    assert (response.status, body["object"]) == (200, "chat.completion")


def test_a_long_job_takes_more_looks(monkeypatch: pytest.MonkeyPatch, api: Api):
    monkeypatch.setattr(jobs, "ROWS_PER_POLL", 2)
    id = create(api, requests=rows(*[GOOD] * 5))[1]["id"]
    seen = [look(api, id) for _ in range(5)]
    assert [one["completed_requests"] for one in seen] == [0, 0, 2, 4, 5]
    assert [one["status"] for one in seen] == ["QUEUED", *["RUNNING"] * 3, "SUCCESS"]
    assert [row["custom_id"] for row in seen[-1]["outputs"]] == ["0", "1", "2", "3", "4"]


def test_the_same_requests_give_the_same_answers():
    def once() -> str:
        job = run(Api(clock=lambda: NOW), GOOD, BAD)
        return json.dumps(job)

    assert once() == once()


# Cancelling, deleting, listing


def cancel(api: Api, id: str) -> Any:
    return send(api, b"", path=f"/v1/batch/jobs/{id}/cancel")[1]


def test_cancelled_before_it_starts(api: Api):
    id = create(api, requests=rows(GOOD))[1]["id"]
    job = cancel(api, id)
    assert (job["status"], job["completed_requests"], job["output_file"]) == ("CANCELLED", 0, None)
    assert look(api, id) == job


def test_cancelled_while_it_runs_ends_with_what_is_done(monkeypatch: pytest.MonkeyPatch, api: Api):
    """As told of a live capture of 2026-09-02, there with all rows done."""
    monkeypatch.setattr(jobs, "ROWS_PER_POLL", 2)
    id = create(api, requests=rows(*[GOOD] * 5))[1]["id"]
    look(api, id)
    look(api, id)
    assert cancel(api, id)["status"] == "CANCELLATION_REQUESTED"
    job = look(api, id)
    assert (job["status"], job["completed_requests"]) == ("CANCELLED", 2)
    assert len(lines(api, job["output_file"])) == 2
    assert cancel(api, id)["status"] == "CANCELLED"


def test_a_job_that_has_ended_stays(api: Api):
    job = run(api, GOOD)
    assert cancel(api, job["id"])["status"] == "SUCCESS"
    response, body = get(api, f"/v1/batch/jobs/{job['id']}", method="DELETE")
    assert (response.status, body) == (200, {"id": job["id"], "object": "batch", "deleted": True})
    assert get(api, f"/v1/batch/jobs/{job['id']}")[0].status == 404
    assert lines(api, job["output_file"])


def test_time_runs_out():
    now = [NOW]
    api = Api(clock=lambda: now[0])
    id = create(api, requests=rows(GOOD), timeout_hours=1)[1]["id"]
    now[0] += 3601
    assert look(api, id)["status"] == "TIMEOUT_EXCEEDED"


def test_an_input_file_that_goes_away(api: Api):
    file = upload(api, jsonl(GOOD), "batch", "a.jsonl")[1]["id"]
    id = create(api, input_files=[file])[1]["id"]
    look(api, id)
    look(api, id)
    get(api, f"/v1/files/{file}", method="DELETE")
    assert look(api, id)["status"] == "FAILED"


def test_the_list():
    now = [NOW]
    api = Api(clock=lambda: now[0])
    first = run(api, GOOD, metadata={"team": "a"})["id"]
    now[0] += 100
    second = create(api, requests=rows(GOOD), model="ministral-8b-latest")[1]["id"]

    def listed(query: str = "") -> list[str]:
        response, body = get(api, "/v1/batch/jobs", query=query)
        assert (response.status, body["object"]) == (200, "list"), body
        return [job["id"] for job in body["data"]]

    assert listed() == [second, first]
    assert listed("order_by=created") == [first, second]
    assert listed("page_size=1&page=1") == [first]
    assert listed("status=SUCCESS&status=FAILED") == listed("model=mistral-small-latest") == [first]
    assert listed('metadata={"team":"a"}') == [first]
    assert listed("created_after=2026-08-19T14:40:52Z") == [second]
    assert listed("created_after=0001-01-01T00:00:00") == [second, first]
    assert listed("created_after=9999-12-31T23:59:59Z") == []
    assert look(api, second)["status"] == "QUEUED"  # listing did not run it
    assert get(api, "/v1/batch/jobs", headers={"authorization": "Bearer other"})[1]["total"] == 0
    response, body = get(api, "/v1/batch/jobs", query="status=DONE&order_by=x")
    assert response.status == 422
    assert [item["loc"][:2] for item in body["detail"]] == [["query", "status"], ["query", "order_by"]]


# What is refused


def locs(body: Any) -> list[Any]:
    return [(item["type"], item["loc"][-1]) for item in body["detail"]]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"timeout_hours": 0}, ("greater_than_equal", "timeout_hours")),
        ({"timeout_hours": 169}, ("less_than_equal", "timeout_hours")),
        ({"endpoint": "/v1/responses"}, ("enum", "endpoint")),
        ({"endpoint": None}, ("missing", "endpoint")),
        ({"requests": []}, ("value_error", "batch_job_in")),
        ({"requests": None}, ("value_error", "batch_job_in")),
        ({"input_files": [NOBODY]}, ("value_error", "batch_job_in")),
        ({"requests": [{"custom_id": "0"}]}, ("missing", "body")),
        ({"requests": [{"body": "x"}]}, ("dict_type", "body")),
        ({"requests": rows(*[{}] * 10_001)}, ("too_long", "requests")),
        ({"metadata": {"a": ""}}, ("string_too_short", "a")),
        ({"metadata": {"a": "x" * 513}}, ("string_too_long", "a")),
        ({"metadata": {"x" * 33: "a"}}, ("string_too_long", "[key]")),
        ({"metadata": {"a": 1}}, ("string_type", "a")),
        ({"input_files": ["x"], "requests": None}, ("uuid_parsing", 0)),
    ],
)
def test_bodies_that_are_wrong(api: Api, fields: dict[str, Any], wrong: tuple[str, Any]):
    response, body = create(api, **{"requests": rows(GOOD), **fields})
    assert (response.status, locs(body)) == (422, [wrong])
    assert all("input" not in item for item in body["detail"])


def test_the_bounds_themselves_pass(api: Api):
    fields = {"timeout_hours": 168, "metadata": {"k" * 32: "v" * 512}, "requests": rows(*[GOOD] * 10_000)}
    assert create(api, **fields)[0].status == 200
    assert create(api, requests=rows(GOOD), timeout_hours=1)[0].status == 200


def test_no_json(api: Api):
    assert send(api, b"{", path="/v1/batch/jobs")[0].status == 400


def test_an_unknown_input_file(api: Api):
    response, body = create(api, input_files=[NOBODY])
    assert (response.status, body) == (404, {"detail": "No file matches the given query."})


def test_a_file_with_another_purpose(api: Api):
    file = upload(api)[1]["id"]
    assert create(api, input_files=[file])[0].status == 422


@pytest.mark.parametrize("model", ["nope", "mistral-large-2411", ""])
def test_an_unknown_model(api: Api, model: str):
    response, body = create(api, requests=rows(GOOD), model=model)
    assert (response.status, body) == (422, {"detail": "You do not have access to the model"})


def test_a_file_id_that_is_no_uuid_is_told_before_the_key():
    """The one thing that was seen to come before the key (2026-09-02)."""
    api = Api(Settings(api_key="key"))
    wrong = {"authorization": "Bearer wrong", "content-type": "application/json"}

    def status(**fields: Any) -> int:
        body = {"endpoint": "/v1/chat/completions", **fields}
        return send(api, body, path="/v1/batch/jobs", headers=wrong)[0].status

    assert status(input_files=["abc"]) == 422
    assert status(input_files=[NOBODY]) == 401
    assert status(timeout_hours=0) == 401


def test_an_unknown_job(api: Api):
    for path in (f"/v1/batch/jobs/{NOBODY}", f"/v1/batch/jobs/{NOBODY}/cancel"):
        response, body = get(api, path, method="POST" if path.endswith("cancel") else "GET")
        assert (response.status, list(body)) == (404, ["detail"])


def test_the_journal_has_the_answers_of_a_downloaded_result(api: Api) -> None:
    """By which a program shows that it read them."""
    job = run(api, GOOD, GOOD)
    said = [line["response"]["body"]["choices"][0]["message"]["content"] for line in lines(api, job["output_file"])]
    assert api.journal[-1].answer == "\n".join(said)
