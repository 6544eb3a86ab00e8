"""How much work a request can make: the server is one event loop, so a slow judgement keeps all others waiting."""

from __future__ import annotations

import time
import zlib
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from hashlib import blake2b
from itertools import pairwise
from typing import Any

import pytest

from helpers.api import HELLO, MODEL, chat, send
from helpers.work import calls, listed
from mistral_playbooks.check.repair import repair
from mistral_playbooks.mock import Api
from mistral_playbooks.mock.endpoints.batch import execution
from mistral_playbooks.mock.endpoints.batch import jobs as batch
from mistral_playbooks.mock.endpoints.files import jsonl
from mistral_playbooks.mock.media import documents
from mistral_playbooks.mock.model import answers, ocr_pages, regex
from mistral_playbooks.mock.validation import tool_schema
from mistral_playbooks.mock.wire import refusal


def growth(make: Callable[[int], Any], work: Callable[[Any], object], size: int) -> float:
    """How much longer eight times the input takes, in this process's own time. 8 where it is linear, 64 where it is
    quadratic."""

    def seconds(given: Any) -> float:
        began = time.process_time()
        work(given)
        return time.process_time() - began

    small, large = make(size), make(8 * size)
    return min(seconds(large) for _ in range(3)) / max(min(seconds(small) for _ in range(3)), 1e-6)


@pytest.mark.parametrize("objects", [b"", b"/Type /Page "])
def test_a_pdf_of_many_object_streams_is_read_once(objects: bytes):
    stream = b"/ObjStm>>stream\n" + zlib.compress(objects)
    assert documents.pages(stream * 50) == (50 if objects else 1)
    assert growth(lambda count: stream * count, documents.pages, 4_000) < 24


def test_an_object_stream_is_read_to_its_end_whatever_its_size():
    # Noise between them, so that the compressed stream is long and shows none of them.
    objects = b"".join(b"/Type /Page " + blake2b(b"%d" % i).digest() for i in range(5_000))
    packed = zlib.compress(objects)
    assert len(packed) > 250_000
    assert documents.pages(b"/ObjStm>>stream\n" + packed + b"endstream") == 5_000
    cut = b"/ObjStm>>stream\n" + zlib.compress(b"/Type /Page " + bytes(range(256)) * 90)[:-20]
    assert documents.pages(cut) == 1, "what can be read of a damaged one counts"


@pytest.mark.parametrize(
    "piece",
    [b"BT", b"BT(", b"BT\\(", b"BT<0", b"stream\n", b"stream\nBT(a", b"stream\nx", b"/MediaBox [0 0 1 ", b"BT(a)ET"],
)
def test_the_text_of_a_pdf_is_read_once(piece: bytes):
    def work(content: bytes) -> None:
        documents.characters(content)
        documents.page_sizes(content, 1)

    assert growth(lambda count: b"stream\n" + piece * count, work, 4_000) < 24


def test_ranges_of_pages_cost_no_more_than_their_text():
    assert ocr_pages.selected("3-4,0, 9-12 ,4-1,7,0-0", 11) == [0, 3, 4, 7, 9, 10]
    assert ocr_pages.selected("0-999999999", 5) == [0, 1, 2, 3, 4]
    assert ocr_pages.selected("5", 5) == []
    wide = growth(lambda count: ",".join(["0-999"] * count), lambda text: ocr_pages.selected(text, 1_000), 200)
    assert wide < 24
    few, many = ",".join(["0-9"] * 20_000), ",".join(["0-999"] * 20_000)
    seconds = []
    for text in (few, many):
        began = time.process_time()
        ocr_pages.selected(text, 1_000)
        seconds.append(time.process_time() - began)
    assert seconds[1] < 5 * seconds[0] + 0.05


def test_of_a_file_of_bad_lines_the_first_hundred_are_read(monkeypatch: pytest.MonkeyPatch):
    read = []
    monkeypatch.setattr(
        jsonl, "_line_error", lambda line, *_, **__: (read.append(line), "no")[1] if line == b"{" else None
    )
    count, errors = jsonl.check(b"\n{}\n" + b"\n{\n" * 5_000, "batch")
    assert (len(errors), len(read), count) == (100, 100, 101)
    assert [one["line_number"] for one in errors] == list(range(4, 204, 2))


def test_a_filling_has_an_end_whatever_is_asked_for():
    body = {"model": "codestral-latest", "prompt": "a", "min_tokens": 10**9, "max_tokens": 10**9}
    response, answer, _ = send(Api(), body, path="/v1/fim/completions")
    assert response.status == 200
    assert answers.MAX_TOKENS <= answer["usage"]["completion_tokens"] < answers.MAX_TOKENS + 100


def test_a_look_at_a_job_of_large_rows_ends_soon(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(execution, "BYTES_PER_POLL", 1_000)
    api = Api()
    rows = [{"custom_id": str(i), "body": {"messages": HELLO}} for i in range(5)]
    wanted = {"model": MODEL, "endpoint": "/v1/chat/completions", "requests": rows}
    id = send(api, wanted, path="/v1/batch/jobs")[1]["id"]
    done: list[int] = []
    job: dict[str, Any] = {}
    while job.get("status") != "SUCCESS" and len(done) < 20:
        job = send(api, b"", path=f"/v1/batch/jobs/{id}", method="GET")[1]
        done.append(job["completed_requests"])
    assert done[0] == 0
    assert [after - before for before, after in pairwise(done)] == [0, 2, 2, 1]
    assert [row["custom_id"] for row in job["outputs"]] == ["0", "1", "2", "3", "4"]


def test_a_look_at_a_job_does_not_read_its_file_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(batch, "ROWS_PER_POLL", 1)
    seen: list[bytes] = []
    lines = jsonl.lines

    def watched(content: bytes, start: int = 0) -> Any:
        for at, line in lines(content, start):
            seen.append(line)
            yield at, line

    monkeypatch.setattr(execution.jsonl, "lines", watched)
    api = Api()
    rows = [{"custom_id": str(i), "body": {"messages": HELLO}} for i in range(30)]
    wanted = {"model": MODEL, "endpoint": "/v1/chat/completions", "requests": rows}
    id = send(api, wanted, path="/v1/batch/jobs")[1]["id"]
    job: dict[str, Any] = {}
    for _ in range(32):
        job = send(api, b"", path=f"/v1/batch/jobs/{id}", method="GET")[1]
    assert (job["status"], job["succeeded_requests"]) == ("SUCCESS", 30)
    assert len(seen) < 2 * 30 + 5


def test_an_expression_of_a_tool_is_read_and_not_compiled(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(regex.re, "compile", lambda *_: pytest.fail("compiled"))
    assert tool_schema.error({"pattern": "(?i)" + "[一-龥]" * 1_000}) is None
    for wrong in ("(", "(?<=a*)b", "(?<!a|bb)c", "a**", "[b-a]"):
        assert tool_schema.error({"pattern": wrong}) == f"{wrong!r} is not a 'regex'"
    for right in ("(?<=aa)b", "(?<!a|b)c", "(?<=(ab)c)d", "[[a]"):
        assert tool_schema.error({"pattern": right}) is None


def test_the_words_of_a_nested_error_are_put_together_once():
    class Loud:
        shown = 0

        def __repr__(self) -> str:
            Loud.shown += 1
            return "loud"

    schema: Any = Loud()
    for _ in range(60):
        schema = {"items": schema}
    assert "is not valid under any of the given schemas" in (tool_schema.error(schema) or "")
    assert Loud.shown == 1


def test_many_instances_of_one_request_have_the_work_of_one():
    form = {"type": "json_schema", "json_schema": {"name": "a", "schema": listed(listed({"type": "string"}))}}
    tool = {"type": "function", "function": {"name": "f", "parameters": {"properties": {"a": listed({})}}}}
    pdf = "data:application/pdf;base64," + b64encode(b"%PDF-" + b"/Type /Page " * 900).decode()
    document = {"type": "document_url", "document_url": pdf}
    scan = {"model": "mistral-ocr-latest", "document": document, "include_image_base64": True}
    requests = [
        ({"model": MODEL, "messages": HELLO, "n": 128, "response_format": form}, "/v1/chat/completions"),
        ({"model": MODEL, "messages": HELLO, "n": 128, "tools": [tool] * 128}, "/v1/chat/completions"),
        ({**scan, "bbox_annotation_format": form}, "/v1/ocr"),
    ]
    send(Api(), requests[0][0])  # what is imported first is no work of the request
    for body, path in requests:
        made = calls(lambda body=body, path=path: send(Api(), body, path=path), 30_000_000)
        assert made > 1_000


@pytest.mark.parametrize(
    ("fields", "choices"),
    [
        ({}, 128),
        ({"messages": [*HELLO, {"role": "assistant", "prefix": True, "content": "word " * 50_000}]}, 4),
        ({"tools": [{"type": "function", "function": {"name": "f", "parameters": {}}}] * 250}, 4),
    ],
)
def test_a_million_choices_are_as_many_as_can_be_made(fields: dict[str, Any], choices: int):
    response, body, _ = chat(n=1_000_000, **fields)
    assert response.status == 200
    assert len(body["choices"]) == choices


@pytest.mark.parametrize(
    "fields",
    [
        {"messages": [{**HELLO[0], **{f"k{i}": i for i in range(20_000)}}]},
        {"messages": [{**HELLO[0], "k": i} for i in range(20_000)]},
        {f"k{i}": i for i in range(20_000)},
        {"messages": [{"role": "user", "content": [{"type": "text"}] * 20_000}]},
    ],
)
def test_of_thousands_of_faults_in_a_body_the_first_are_named(fields: dict[str, Any]):
    chat(unknown=1)  # what is imported first is no work of the request
    answers: list[Any] = []
    made = calls(lambda: answers.append(chat(**fields)), 100_000)
    response, body, _ = answers[0]
    items = body["detail"] if "detail" in body else body["message"]["detail"]
    assert (response.status, len(items)) == (422, refusal.MAX_ITEMS)
    assert made < 50_000
    few = {**fields, "messages": fields["messages"][:5]} if len(fields.get("messages", [])) > 1 else None
    if few:
        assert items[:5] == chat(**few)[1]["detail"]


@pytest.mark.parametrize("wrong", ["\ud800", float("inf"), 10**300])
def test_the_first_of_many_faults_are_those_of_few(wrong: Any):
    fields = {f"k{i}": wrong for i in range(refusal.MAX_ITEMS + 1)}
    many = chat(**fields)[1]["message"]["detail"]
    fields.popitem()
    assert many == chat(**fields)[1]["message"]["detail"]


def test_a_long_history_is_repaired_in_the_time_of_its_length():
    def history(rounds: int) -> list[dict[str, Any]]:
        called = [{"id": f"{i:09d}", "function": {"name": "f", "arguments": "{}"}} for i in range(2 * rounds)]
        found: list[dict[str, Any]] = []
        for i in range(rounds):
            found += HELLO
            found += [{"role": "assistant", "content": "", "tool_calls": called[2 * i : 2 * i + 2]}]
            found += [{"role": "tool", "content": "x", "tool_call_id": f"{2 * i:09d}"}]
            found += [{"role": "assistant", "content": "x"}]
        return [*found, *HELLO]

    repair(history(3))  # what is imported first is no work of the repair
    short, long = (calls(partial(repair, history(rounds)), 30_000_000) for rounds in (40, 320))
    assert long < 12 * short
