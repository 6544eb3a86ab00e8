"""How much work a request can make: the server is one event loop, so a slow judgement keeps all others waiting."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from hashlib import blake2b
from itertools import pairwise
from typing import Any

import pytest
from test_mock_api import HELLO, MODEL, send

from mistral_playbooks.mock import Api, answers, batch, documents, jobs, jsonl, pages, patterns, toolschema


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


def test_ranges_of_pages_cost_no_more_than_their_text():
    assert pages.selected("3-4,0, 9-12 ,4-1,7,0-0", 11) == [0, 3, 4, 7, 9, 10]
    assert pages.selected("0-999999999", 5) == [0, 1, 2, 3, 4]
    assert pages.selected("5", 5) == []
    wide = growth(lambda count: ",".join(["0-999"] * count), lambda text: pages.selected(text, 1_000), 200)
    assert wide < 24
    few, many = ",".join(["0-9"] * 20_000), ",".join(["0-999"] * 20_000)
    seconds = []
    for text in (few, many):
        began = time.process_time()
        pages.selected(text, 1_000)
        seconds.append(time.process_time() - began)
    assert seconds[1] < 5 * seconds[0] + 0.05


def test_of_a_file_of_bad_lines_the_first_hundred_are_read(monkeypatch: pytest.MonkeyPatch):
    read = []
    monkeypatch.setattr(jsonl, "_wrong", lambda line, *_, **__: (read.append(line), "no")[1] if line == b"{" else None)
    count, errors = jsonl.judge(b"\n{}\n" + b"\n{\n" * 5_000, "batch")
    assert (len(errors), len(read), count) == (100, 100, 101)
    assert [one["line_number"] for one in errors] == list(range(4, 204, 2))


def test_a_filling_has_an_end_whatever_is_asked_for():
    body = {"model": "codestral-latest", "prompt": "a", "min_tokens": 10**9, "max_tokens": 10**9}
    response, answer, _ = send(Api(), body, path="/v1/fim/completions")
    assert response.status == 200
    assert answers.LONGEST <= answer["usage"]["completion_tokens"] < answers.LONGEST + 100


def test_a_look_at_a_job_of_large_rows_ends_soon(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(jobs, "BYTES_A_LOOK", 1_000)
    api = Api()
    rows = [{"custom_id": str(i), "body": {"messages": HELLO}} for i in range(5)]
    wanted = {"model": MODEL, "endpoint": "/v1/chat/completions", "requests": rows}
    id = send(api, wanted, path="/v1/batch/jobs")[1]["id"]
    done, job = [], {}
    while job.get("status") != "SUCCESS" and len(done) < 20:
        job = send(api, b"", path=f"/v1/batch/jobs/{id}", method="GET")[1]
        done.append(job["completed_requests"])
    assert done[0] == 0
    assert [after - before for before, after in pairwise(done)] == [2, 2, 1]
    assert [row["custom_id"] for row in job["outputs"]] == ["0", "1", "2", "3", "4"]


def test_a_look_at_a_job_does_not_read_its_file_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(batch, "ROWS_A_LOOK", 1)
    seen: list[bytes] = []
    lines = jsonl.lines

    def watched(content: bytes, start: int = 0) -> Any:
        for at, line in lines(content, start):
            seen.append(line)
            yield at, line

    monkeypatch.setattr(jobs.jsonl, "lines", watched)
    api = Api()
    rows = [{"custom_id": str(i), "body": {"messages": HELLO}} for i in range(30)]
    wanted = {"model": MODEL, "endpoint": "/v1/chat/completions", "requests": rows}
    id = send(api, wanted, path="/v1/batch/jobs")[1]["id"]
    for _ in range(31):
        job = send(api, b"", path=f"/v1/batch/jobs/{id}", method="GET")[1]
    assert (job["status"], job["succeeded_requests"]) == ("SUCCESS", 30)
    assert len(seen) < 2 * 30 + 5


FOR_EVER = [
    "(a?){40}a{40}$", "(a*)*b$", "^(a|a)*$", "(?:a|aa)+$", "^.*.*.*.*.*.*(?=b)", "^(.*)(.*)(.*)(.*)=", "(x+x+)+y",
    "([a-z]+-?)*$", "(?=(a+)+$)", "((a{0,50}){0,50}){0,50}!",
]  # fmt: skip


@pytest.mark.parametrize("pattern", FOR_EVER)
def test_a_search_that_may_take_for_ever_is_not_begun(pattern: str, monkeypatch: pytest.MonkeyPatch):
    assert patterns._steps(pattern, 2_000) > patterns._STEPS
    assert patterns.found_in(pattern, "a" * 2_000 + "!"), "as what cannot be known"
    tree, _ = patterns._read(pattern) or (None, None)
    sought: list[int] = []

    class Watched:
        def search(self, text: str) -> None:
            sought.append(patterns._steps(pattern, len(text)))

    monkeypatch.setattr(patterns, "_read", lambda _: (tree, Watched()))
    patterns.matching(pattern, 300, 300)
    assert all(steps <= patterns._STEPS for steps in sought)
    assert sum(sought) <= patterns._ALL_STEPS


@pytest.mark.parametrize(
    "pattern", ["^[A-Z]{3}-[0-9]{2}$", "^(foo|bar)+$", r"^\w+@\w+\.com$", "^#(?:[0-9a-f]{3}){1,2}$"]
)
def test_an_everyday_expression_is_searched_for(pattern: str):
    text = patterns.matching(pattern)
    assert text
    assert patterns._steps(pattern, len(text)) <= patterns._STEPS
    assert not patterns.found_in(pattern, "?" * len(text))


@pytest.mark.parametrize(
    "pattern",
    ["(aaaaaaaa)" + "".join(rf"(\{i}\{i})" for i in range(1, 60)), "a{99999}" * 100, "(?i)" + "[一-龥]" * 5_000],
    ids=["doubled by references", "many long repetitions", "too large"],
)
def test_an_expression_whose_texts_are_too_long_has_none(pattern: str):
    assert patterns.matching(pattern) is None
    assert patterns.found_in(pattern[:900], "b") in (True, False)


def test_an_expression_of_a_tool_is_read_and_not_compiled(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(patterns.re, "compile", lambda *_: pytest.fail("compiled"))
    assert toolschema.error({"pattern": "(?i)" + "[一-龥]" * 1_000}) is None
    for wrong in ("(", "(?<=a*)b", "(?<!a|bb)c", "a**", "[b-a]"):
        assert toolschema.error({"pattern": wrong}) == f"{wrong!r} is not a 'regex'"
    for right in ("(?<=aa)b", "(?<!a|b)c", "(?<=(ab)c)d", "[[a]"):
        assert toolschema.error({"pattern": right}) is None


def test_the_words_of_a_nested_error_are_put_together_once():
    class Loud:
        shown = 0

        def __repr__(self) -> str:
            Loud.shown += 1
            return "loud"

    schema: Any = Loud()
    for _ in range(60):
        schema = {"items": schema}
    assert "is not valid under any of the given schemas" in (toolschema.error(schema) or "")
    assert Loud.shown == 1
