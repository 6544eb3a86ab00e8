"""Captured output is evened out in time that grows with its length, whatever a program wrote."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from mistral_playbooks.verify.normalize import normalize_output

HERE = Path("/somewhere/checkout")


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ('File "/usr/x/site-packages/a/b.py", line 1', 'File ".../site-packages/a/b.py", line 1'),
        ("at f (file:///v/lib/python3.11/site-packages/x.py:3)", "at f (.../site-packages/x.py:3)"),
        ("/v/site-packages/site-packages/x.py /w/site-packages/y.py", ".../site-packages/x.py .../site-packages/y.py"),
        ('File "/usr/lib/python3.11/json/decoder.py"', 'File ".../lib/python3/json/decoder.py"'),
        ("path=/usr/lib/python3.11/json.py", "path=.../lib/python3/json.py"),
        ("x:file:///usr/lib/python3.12/json.py", "x:.../lib/python3/json.py"),
        ("/lib/python3.11/json.py", "/lib/python3.11/json.py"),
    ],
)
def test_a_path_loses_the_part_of_the_machine(raw: str, kept: str) -> None:
    assert normalize_output(raw, HERE) == kept


def test_the_frame_that_starts_a_program_is_not_shown() -> None:
    ours = '  File "src/mistral_playbooks/verify/runners/fork_server.py", line 9, in _execute\n    exec(code)\n'
    rest = 'Traceback (most recent call last):\n{}  File "app.py", line 1, in <module>'
    assert normalize_output(rest.format(ours), HERE) == rest.format("")


def test_the_time_of_an_answer_is_evened_out() -> None:
    printed = "timestamp: 2026-11-29T11:53:51.000Z,"
    assert normalize_output(printed, HERE) == "timestamp: 2026-11-23T00:00:00.000Z,"
    assert normalize_output("retired 2026-11-29T11:53:51Z", HERE) == "retired 2026-11-29T11:53:51Z"


def test_the_process_in_a_warning_of_node_is_evened_out() -> None:
    assert normalize_output("(node:21585) Warning: Failed to load", HERE) == "(node:4242) Warning: Failed to load"


def test_an_address_in_the_name_of_a_scope_is_evened_out() -> None:
    text = "Cancelled via cancel scope {}; reason: deadline exceeded"
    assert normalize_output(text.format("7fce9bf49080"), HERE) == text.format("7f0000000000")


def test_the_line_of_the_interpreter_in_an_error_of_tls_is_evened_out() -> None:
    text = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:{})"
    assert normalize_output(text.format(1006), HERE) == normalize_output(text.format(1016), HERE)


def test_the_queues_of_node_are_not_shown() -> None:
    text = "Error: late\n    at $do (app.js:1:2){}\n  cause: 1\n}}\n    at run (app.js:3:4)"
    frame = "\n    at process.processTicksAndRejections (node:internal/process/task_queues:104:5)"
    timer = "\n    at process.processTimers (node:internal/timers:568:9)"
    for chance in ("", frame, frame + timer):
        assert normalize_output(text.format(f"{chance} {{"), HERE) == text.format(" {")


def test_how_late_curl_noticed_its_limit_is_evened_out() -> None:
    text = "curl: (28) Operation timed out after {} milliseconds with 0 bytes received"
    assert normalize_output(text.format(5021), HERE) == text.format(5000)


def test_what_a_library_had_not_begun_is_chance_and_what_a_program_forgot_is_not() -> None:
    warning = "sys:1: RuntimeWarning: coroutine '{}' was never awaited\n"
    kept = warning.format("Chat.stream_async")
    assert normalize_output(f"a\n{warning.format('connect_tcp.<locals>.try_connect')}{kept}b", HERE) == f"a\n{kept}b"


@pytest.mark.parametrize(
    "piece",
    [
        *["x", "/", "/a", "file://", "/lib/python3.1", "1", "1.", "0x", "a-", " ", "\x1b[", '"'],
        *["sys:1: RuntimeWarning: coroutine '", "<locals>"],
    ],
)
def test_a_flood_takes_time_in_proportion_to_its_length(piece: str) -> None:
    flood = piece * (500_000 // len(piece))
    began = time.process_time()
    normalize_output(flood, HERE)
    assert time.process_time() - began < 30  # a tenth of a second; with the square of the length it takes an hour
