"""The report of `run`: what a person reads on a terminal or in a log, and what a program reads as JSON."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from mistral_playbooks.content import pages
from mistral_playbooks.content.catalog import load
from mistral_playbooks.findings import Finding, find
from mistral_playbooks.gateway.environment import KEY
from mistral_playbooks.mock import Api, Exchange, Request, Settings
from mistral_playbooks.run import report as reporting
from mistral_playbooks.run.session import Report, merged
from mistral_playbooks.support.terminal import use_color

COMMAND = [sys.executable, "-m", "mistral_playbooks", "run"]
CURL = 'curl -s https://api.mistral.ai/v1/models -H "authorization: Bearer $MISTRAL_API_KEY"'


def sent(at: float, status: int = 200, **more: Any) -> Exchange:
    values: dict[str, Any] = {"method": "POST", "path": "/v1/chat/completions", "finished": True, **more}
    return Exchange(at=at, ended_at=at, status=status, **values)


def report(*journal: Exchange, exit: int = 0, **more: Any) -> Report:
    return Report(exit=exit, journal=journal, **more)


# --- one request a line --------------------------------------------------------------------------------------------


def test_one_request_a_line() -> None:
    text = reporting.lines(
        report(
            sent(0, 429, fault="rate-limited/requests"),
            sent(2.04, 200),
            sent(2.06, 200, finished=False),
            sent(3.06, 0, finished=False, fault="connection-error/reset"),
        )
    )
    assert text[:5] == [
        "mistral-playbooks run: 4 requests to the mocked Mistral API",
        "   1  POST /v1/chat/completions  429  fault rate-limited/requests",
        "   2  POST /v1/chat/completions  200  after 2.0 s",
        "   3  POST /v1/chat/completions  200  after 0.0 s  not read to its end",
        "   4  POST /v1/chat/completions  no answer  fault connection-error/reset  after 1.0 s",
    ]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b'{"object":"error","message":"Invalid model: x","type":"invalid_model","code":"1500"}', "Invalid model: x"),
        (b'{"detail":"Not Found"}', "Not Found"),
        (
            b'{"detail":[{"type":"extra_forbidden","loc":["body","max_new_tokens"],"msg":"Extra inputs are not '
            b'permitted"},{"type":"missing","loc":["body","messages",0,"role"],"msg":"Field required"}]}',
            "max_new_tokens: Extra inputs are not permitted; messages[0].role: Field required",
        ),
        (b'{"object":"error","message":{"detail":[{"loc":["body"],"msg":"Bad"}]}}', "the body: Bad"),
        (
            b'{"detail":"Invalid file format.","description":"Found 2 errors","errors":[{"message":"Chat has no '
            b'messages.","line_number":2},{"message":"A \\"b\\"","line_number":7}]}',
            'Invalid file format, line 2: Chat has no messages.; line 7: A "b"',
        ),
        (b"<html>502\n Bad Gateway</html>", "<html>502 Bad Gateway</html>"),
        (b'{"message":"' + b"a" * 4000, '{"message":"' + "a" * 147 + "…"),
        (b'{"mock":"mistral-playbooks","message":"This is the mock"}', ""),  # a note of its own says so
        (b"", ""),
    ],
)
def test_a_refused_request_says_why(body: bytes, shown: str) -> None:
    """A program that catches the error may print nothing of it."""
    row = reporting.lines(report(sent(0, 422, error=body)))[1]
    assert row == "   1  POST /v1/chat/completions  422" + (f"  {shown}" if shown else "")
    asked = reporting.to_dict(report(sent(0, 422, error=body)))["requests"][0]
    assert asked["message"] == (shown or None)


def test_a_refused_upload_names_the_first_wrong_line_however_many_there_are() -> None:
    line = {"custom_id": "0", "body": {"max_tokens": "x", "messages": [{"role": "user", "content": "Hi"}]}}
    parts = [('name="purpose"', "batch"), ('name="file"; filename="b.jsonl"', "\n".join([json.dumps(line)] * 50))]
    form = "".join(f"--b\r\nContent-Disposition: form-data; {name}\r\n\r\n{text}\r\n" for name, text in parts)
    headers = {"authorization": "Bearer k", "content-type": "multipart/form-data; boundary=b"}
    _, exchange = Api(Settings()).handle(Request("POST", "/v1/files", "", headers, f"{form}--b--\r\n".encode()))
    assert "Invalid file format, line 1: 1 validation error" in reporting.lines(report(exchange))[1]


def test_the_words_of_an_injected_fault_are_not_repeated() -> None:
    row = reporting.lines(report(sent(0, 429, error=b'{"message":"Rate limit exceeded"}', fault="rate-limited")))[1]
    assert row == "   1  POST /v1/chat/completions  429  fault rate-limited"


def test_what_the_empty_account_does_not_have_is_no_error_of_the_program() -> None:
    """The reader's own agent exists in their account, and the mock cannot know it."""
    given = report(
        sent(0, 404, path="/v1/conversations", code="3000"),
        sent(1, 404, method="GET", path="/v1/files/00edaf84-95b0-45db-8f83-f71138491f23?a=b"),
        sent(2, 404, method="GET", path="/v1/models/mistral-tiny"),  # a model is not the account's
        sent(3, 404, path="/v1/v1/conversations"),  # no such route
        sent(4, 404, path="/v1/conversations", fault="conversation-failed/handoff"),
        sent(5, 404, path="/v1/agents/ag_1/run"),  # no such operation
        sent(6, 404, method="GET", path="/v1/workflows"),  # not served
        exit=1,
    )
    note = next(line for line in reporting.lines(given) if "empty account" in line)
    assert note.startswith("  requests 1, 2 asked for something that an account holds")
    assert reporting.to_dict(given)["missing_resources"] == [1, 2]
    assert not any("empty account" in line for line in reporting.lines(report(sent(0, 400))))


def test_an_unknown_voice_is_no_object_of_the_account() -> None:
    given = report(
        sent(0, 404, path="/v1/audio/speech", code="1902"),
        sent(1, 404, method="GET", path="/v1/audio/voices/my-voice"),
        sent(2, 404, method="GET", path="/v1/files/00edaf84-95b0-45db-8f83-f71138491f23"),
        exit=1,
    )
    (note,) = (line for line in reporting.lines(given) if "presets" in line)
    assert note.startswith("  requests 1, 2 asked for a voice")
    assert "--agent" not in note
    (other,) = (line for line in reporting.lines(given) if "empty account" in line)
    assert other.startswith("  request 3 ")
    assert reporting.to_dict(given)["missing_resources"] == [1, 2, 3]


FILE = "00edaf84-95b0-45db-8f83-f71138491f23"
TUNED = "ft:open-mistral-7b:daf5e488:20240612:43d5b4b1"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/chat/completions", {"model": TUNED, "messages": [{"role": "user", "content": "Hi"}]}),
        ("POST", "/v1/classifications", {"model": TUNED, "input": "Hi"}),
        ("POST", "/v1/conversations", {"model": TUNED, "inputs": "Hi"}),
        ("POST", "/v1/agents", {"model": TUNED, "name": "Guide"}),
        ("POST", "/v1/batch/jobs", {"model": TUNED, "endpoint": "/v1/chat/completions", "input_files": [FILE]}),
        ("GET", f"/v1/models/{TUNED}", None),
        ("GET", f"/v1/models/{TUNED.replace(':', '%3A')}", None),
    ],
)
def test_a_fine_tuned_model_is_one_that_an_account_holds(method: str, path: str, body: dict[str, Any] | None) -> None:
    headers = {"authorization": "Bearer k", "content-type": "application/json"}
    _, exchange = Api(Settings()).handle(Request(method, path, "", headers, json.dumps(body).encode() if body else b""))
    given = report(exchange, exit=1)
    (note,) = (line for line in reporting.lines(given) if line.startswith("  request 1 "))
    assert "asked for a fine-tuned model" in note
    assert "--agent" not in note
    assert not any(line.startswith("  next: ") for line in reporting.lines(given))
    assert reporting.to_dict(given)["missing_resources"] == [1]
    assert reporting.to_dict(given)["requests"][0]["change"] is None


def test_a_fine_tuned_model_that_was_refused_for_something_else_is_not_blamed() -> None:
    sent_body = {"model": TUNED, "messages": [], "temperature": 9}
    headers = {"authorization": "Bearer k", "content-type": "application/json"}
    _, exchange = Api(Settings()).handle(
        Request("POST", "/v1/chat/completions", "", headers, json.dumps(sent_body).encode())
    )
    assert not any("fine-tuned" in line for line in reporting.lines(report(exchange)))


def test_what_the_mock_does_not_serve_is_no_404_of_the_api() -> None:
    given = report(
        sent(0, 404, method="GET", path="/v1/workflows"),
        sent(1, 404, method="GET", path="/v1/audio/voices/gb_jane_neutral/sample"),
        sent(2, 404, path="/v1/agents/ag_1/run"),
        sent(3, 404, method="GET", path="/v1/files/00edaf84-95b0-45db-8f83-f71138491f23"),
        exit=1,
    )
    assert reporting.to_dict(given)["not_served"] == [1, 2]
    note = next(line for line in reporting.lines(given) if "does not serve" in line)
    assert note.startswith("  requests 1, 2 ")


GAP = b'{"mock":"mistral-playbooks","message":"This is the mock of mistral-playbooks"}'


@pytest.mark.parametrize("exit", [0, 1])
def test_another_host_of_mistral_is_named_and_no_reason_to_ask(exit: int) -> None:
    telemetry = sent(1, 404, method="GET", path="/api/me", error=GAP, sent={"host": "console.mistral.ai"})
    given = report(sent(0, 200), telemetry, exit=exit)
    text = reporting.lines(given)
    assert text[2].startswith("   2  GET https://console.mistral.ai/api/me  404")
    note = next(line for line in text if line.startswith("  request 2 "))
    assert "not the API" in note
    assert "https://api.mistral.ai" in note
    assert reporting.to_dict(given)["not_served"] == []
    assert given.next_step is None
    assert any("paste the program's error" in line for line in text) == bool(exit)
    failed = report(sent(0, 429, fault="rate-limited"), telemetry, exit=1)
    assert failed.next_step == "rate-limited"


def test_a_host_of_the_api_is_named_unless_it_is_the_usual_one() -> None:
    hosts = [{}, {"host": "api.mistral.ai:443"}, {"host": "codestral.mistral.ai"}, {"host": "API.us.mistral.ai."}]
    given = report(*(sent(n, path="/v1/fim/completions", sent=one) for n, one in enumerate(hosts)))
    assert [line.split()[2] for line in reporting.lines(given)[1:]] == [
        "/v1/fim/completions",
        "/v1/fim/completions",
        "https://codestral.mistral.ai/v1/fim/completions",
        "https://api.us.mistral.ai/v1/fim/completions",
    ]
    assert [one["host"] for one in reporting.to_dict(given)["requests"]] == [
        "api.mistral.ai",
        "api.mistral.ai",
        "codestral.mistral.ai",
        "api.us.mistral.ai",
    ]


@pytest.mark.parametrize("as_json", [False, True])
def test_a_key_in_a_path_is_masked(as_json: bool) -> None:
    key = "Q7f3kP9sL2mN8vB4xZ1cR6tY5wH0jD3g"
    out = io.StringIO()
    reporting.write(report(sent(0, 404, path=f"/v1/models/{key}")), out, {}, as_json=as_json)
    assert key not in out.getvalue()
    assert "/v1/models/[secret]" in out.getvalue()


def test_a_long_journal_shows_its_ends_and_counts_what_is_between() -> None:
    journal = [sent(n, 500 if n % 10 == 0 else 200) for n in range(1000)]
    text = reporting.lines(report(*journal))
    assert len(text) == reporting.MAX_REQUESTS + 2
    assert text[20].lstrip().startswith("20  POST")
    assert text[21] == "     …  960 more: 864 × 200, 96 × 500"
    assert text[22].lstrip().startswith("981  POST")
    assert text[-1].lstrip().startswith("1000  POST")


def test_a_journal_that_overflowed_says_so_and_keeps_the_numbers() -> None:
    text = reporting.lines(report(sent(0), sent(1), dropped=12_000))
    assert text[0] == "mistral-playbooks run: 12,002 requests to the mocked Mistral API"
    assert "first 12,000 are not kept" in text[1]
    assert text[2].lstrip().startswith("12001  POST")


def test_findings_name_their_playbook_and_many_of_one_kind_are_counted() -> None:
    found = [Finding("too-early", f"request {n} came early", "rate-limited", n) for n in range(2, 102)]
    found.append(Finding("no-backoff", "equal waits", None, 9))
    text = reporting.lines(report(sent(0), findings=tuple(found)))[2:]
    assert text == [
        *(f"  finding too-early: request {n} came early (mistral-playbooks explain rate-limited)" for n in range(2, 5)),
        "  finding too-early: 97 more",
        "  finding no-backoff: equal waits",
    ]


def test_refused_hosts_are_named_once_each() -> None:
    text = "\n".join(reporting.lines(report(refused=("a.example:443", "b.example:443", "a.example:443"))))
    assert text.count("refused a.example:443") == 1
    assert "a.example:443 (2 times)" in text
    assert "b.example:443: under" in text
    many = reporting.lines(report(refused=tuple(f"10.0.0.1:{port}" for port in range(1000))))
    assert len(many) < 30
    assert any("refused 980 more addresses" in line for line in many)


def test_a_host_whose_name_was_looked_up_before_it_was_refused_is_named_once() -> None:
    """Ruby looks the name up and then asks the proxy all the same."""
    assert merged(["A.example", "b.example", "a.example:443", "c.example:1", "c.example"]) == [
        "b.example",
        "a.example:443",
        "c.example:1",
    ]


def test_a_played_host_is_named_with_what_its_answer_is_based_on() -> None:
    elsewhere = sent(0, 400, path="/api/v1/chat/completions", sent={"host": "openrouter.ai"}, fault="x/y")
    api = sent(1, sent={"host": "api.mistral.ai"})
    text = reporting.lines(report(elsewhere, api, played={"openrouter.ai": "reported"}))
    assert text[1:4] == [
        "   1  POST https://openrouter.ai/api/v1/chat/completions  400  fault x/y",
        "   2  POST /v1/chat/completions  200  after 1.0 s",
        "  played openrouter.ai: not the API. The mock gave the answer that was reported from this host.",
    ]


def test_a_refused_host_that_the_mock_can_play_is_told_so() -> None:
    text = "\n".join(reporting.lines(report(refused=("x.eastus2.inference.ai.azure.com:443", "a.example:443"))))
    assert re.search(r"azure\.com:443: .*\. To play this host: --fault hosted-elsewhere/azure", text)
    assert not re.search(r"a\.example:443: .*--fault", text)


@pytest.mark.parametrize(
    ("host", "option"),
    [
        ("huggingface.co:443", "--allow huggingface.co:443"),
        ("10.0.0.5:5432", "--allow 10.0.0.5:5432"),
        ("db.example.com", "--allow db.example.com:PORT"),  # only its name was asked for
        ("8.8.8.8:53 (UDP)", None),  # the option is for TCP
        ("HTTP/2 to the API", None),
        ("plain text to the API's port 443", None),
        ("this address", None),
        ("api.mistral.ai:80", None),
        ("api.openai.com:443", None),  # the program should ask Mistral instead
        ("generativelanguage.googleapis.com:443", None),
        ("x.eastus2.inference.ai.azure.com:443", None),  # the mock plays it
    ],
)
def test_a_refused_host_is_told_with_the_option_that_lets_it_through(host: str, option: str | None) -> None:
    (line,) = (line for line in reporting.lines(report(refused=(host,))) if line.startswith(f"  refused {host}"))
    assert line.endswith(f"To let the program reach this real host: {option}") if option else "--allow" not in line


def test_run_plays_the_host_that_a_fault_names() -> None:
    address = "https://my-name.services.ai.azure.com/models/chat/completions"
    command = [*COMMAND, "--json", "--fault", "hosted-elsewhere/azure-field", "--", "curl", "-s", address, "-d", "{}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(done.stderr)
    assert '"status":422' in done.stdout
    assert found["played"] == {"my-name.services.ai.azure.com": "reported"}
    assert found["requests"][0]["host"] == "my-name.services.ai.azure.com"
    assert (found["refused"], found["unmet"]) == ([], [])


def test_refusals_that_could_not_be_named_are_counted() -> None:
    text = reporting.lines(report(isolated=True, refused=("127.0.0.1:9",), lost=1234))
    assert "  refused 1,234 more that came too fast to be named" in text


def test_words_in_place_of_a_key_are_told_also_if_every_key_is_accepted() -> None:
    said = [line for line in reporting.lines(report(sent(0, sent={"authorization": "Bearer undefined"})))
            if line.startswith("  request 1 sent the word undefined as the key")]  # fmt: skip
    assert said


def test_nothing_arrived() -> None:
    text = "\n".join(reporting.lines(report()))
    assert "0 requests" in text
    assert "Proxy.NO_PROXY" in text
    assert "mistral-playbooks mock" in text
    untrusted = "\n".join(reporting.lines(report(tls_failures=("unknown ca",))))
    assert "1 TLS handshake failed" in untrusted
    assert "SSL_CERT_FILE" in untrusted


def test_the_report_says_whether_it_was_isolated() -> None:
    """And no reason for silence that isolation excludes."""
    isolated = reporting.lines(report(isolated=True, open_sockets=("/run/docker.sock",)))
    assert isolated[-1].startswith("  isolated: ")
    assert isolated[-1].endswith("Unix sockets stay open: /run/docker.sock")
    assert not [line for line in isolated if "prox" in line or "env -i" in line]
    assert reporting.lines(report(isolated=False, not_isolated="unshare: no"))[-1].startswith(
        "  not isolated (unshare: no): a client that ignores the proxy variables reaches real hosts"
    )
    local = "\n".join(reporting.lines(report(isolated=True, refused=("127.0.0.1:5432", "[::1]:1", "8.8.8.8:53 (UDP)"))))
    assert "--allow 127.0.0.1:5432" in local
    assert "--allow [::1]:1" in local
    assert "refused 8.8.8.8:53 (UDP): under `run` a program reaches only" in local
    read = reporting.to_dict(report(isolated=False, not_isolated="why", replaced=("A_TOKEN",)))
    assert (read["isolated"], read["not_isolated"], read["replaced"]) == (False, "why", ["A_TOKEN"])


def run_json(tmp_path: Path, text: str, *faults: str, options: Sequence[str] = ()) -> dict[str, Any]:
    """The report on a program under these faults."""
    given = [part for fault in faults for part in ("--fault", fault)]
    (tmp_path / "program.py").write_text(text)
    command = [*COMMAND, "--json", *options, *given, "--", sys.executable, str(tmp_path / "program.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=500)
    return json.loads(done.stderr.splitlines()[-1])


ASKS = """
import json, os, sys, urllib.request, urllib.error
for path, body in {requests}:
    head = {{"authorization": "Bearer " + os.environ["MISTRAL_API_KEY"], "content-type": "application/json"}}
    sent = urllib.request.Request("https://api.mistral.ai" + path, json.dumps(body).encode(), head)
    try:
        urllib.request.urlopen(sent).read()
    except urllib.error.HTTPError:
        pass
"""


def test_a_fault_that_was_never_met_is_told(tmp_path: Path) -> None:
    """Or a program seems to bear what it never saw: it streams nothing, it gave up before."""
    chat = {"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Hi"}]}
    text = ASKS.format(requests=[("/v1/chat/completions", chat)] * 2)
    met = run_json(tmp_path, text, "rate-limited:5")
    assert [one["status"] for one in met["requests"]] == [429, 429]
    assert met["unmet"] == []
    some = run_json(tmp_path, text, "server-error:1@/v1/embeddings", "rate-limited:2", "unauthorized")
    assert some["unmet"] == ["server-error:1@/v1/embeddings", "unauthorized"]
    assert run_json(tmp_path, text, "stream-error-event")["unmet"] == ["stream-error-event"]
    assert run_json(tmp_path, text, "server-error")["unmet"] == []
    told = "\n".join(reporting.lines(report(unmet=("rate-limited:2",))))
    assert "unused fault rate-limited:2: no request matched" in told


def test_a_key_in_the_source_can_be_accepted(tmp_path: Path) -> None:
    """Most public programs have theirs there: a 401 would hide everything that comes after."""
    own = """os.environ["MISTRAL_API_KEY"] = "a1B2c3D4e5F6g7H8"\n"""
    models = ASKS.format(requests=[("/v1/embeddings", {"model": "mistral-embed", "input": ["a"]})] * 2)
    text = models.replace("for path", own + "for path", 1)
    refused = run_json(tmp_path, text)
    assert [one["status"] for one in refused["requests"]] == [401, 401]
    accepted = run_json(tmp_path, text, "rate-limited:1", options=["--any-key"])
    assert [one["status"] for one in accepted["requests"]] == [429, 200]
    assert (accepted["unmet"], accepted["other_keys"]) == ([], [])


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("unauthorized:1", "applies to requests that a model answers. For another one, add its path: @/v1/files"),
        ("monthly-quota:1", "applies only to /v1/chat/completions, /v1/fim/completions, "),
        ("server-error:1@/v1/embeddings", "applies only to /v1/embeddings"),
        ("stream-error-event", "and only to streams"),
        ("hosted-elsewhere/azure", "another host"),
    ],
)
def test_an_unused_fault_says_what_it_applies_to(fault: str, said: str) -> None:
    line = next(line for line in reporting.lines(report(unmet=(fault,))) if "unused" in line)
    assert line.startswith(f"  unused fault {fault}: no request matched. It applies ")
    assert said in line


def test_a_key_of_the_programs_own_is_told() -> None:
    """It reads a file, say: a 401 under `run` that its user cannot explain."""
    own = {"sent": {"authorization": "Bearer a1B2c3D4e5F6g7H8"}}
    made = report(sent(0, 401, **own), sent(1, 200, **own), sent(2, 401, sent={"authorization": "Basic bWU6eA=="}))
    told = [line for line in reporting.lines(made) if "came with a key other" in line]
    assert len(told) == 1
    assert told[0].startswith("  requests 1, 3 came with a key other than the made-up one in MISTRAL_API_KEY")
    assert "--any-key" in told[0]
    assert "real" not in told[0]
    assert reporting.to_dict(made)["other_keys"] == [1, 3]
    many = report(*(sent(n, 401, **own) for n in range(50)), dropped=1000)
    assert any("requests 1001, 1002, 1003 and 47 more came" in line for line in reporting.lines(many))


def test_no_key_at_all_the_made_up_one_and_a_fault_are_no_key_of_ones_own() -> None:
    journal = [
        sent(0, 401),
        sent(1, 401, sent={"authorization": "Bearer "}),
        sent(2, 401, sent={"authorization": "Bearer one"}, fault="unauthorized/invalid-key"),
        sent(3, 401, sent={"authorization": f"Bearer {KEY}"}),
    ]
    assert reporting.to_dict(report(*journal))["other_keys"] == []


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({}, "came without a key: no header `Authorization: Bearer KEY`."),
        ({"authorization": "Bearer "}, "came without a key: no header `Authorization: Bearer KEY`."),
        ({"x-api-key": KEY}, "sent the key in the header `x-api-key`. Send `Authorization: Bearer KEY`"),
        *(
            ({"authorization": f"Bearer {name}"}, f"sent the name of a variable as the key: {name}. Expand it:")
            for name in ("$MISTRAL_API_KEY", "${MISTRAL_API_KEY}", "$env:MISTRAL_API_KEY", "%MISTRAL_API_KEY%",
                         "{api_key}", "{{ api_key }}")
        ),
        *(
            ({"authorization": f"Bearer {word}"}, f"sent the word {word} as the key: the variable that the program")
            for word in ("None", "undefined", "null")
        ),
        *(
            ({"authorization": f"Bearer {words}"}, f"sent a placeholder as the key: {words}. ")
            for words in ("YOUR_API_KEY", "API_KEY", "your-mistral-api-key", "<your key here>", "[your api key]")
        ),
    ],
)  # fmt: skip
def test_a_key_that_did_not_come_is_told(headers: dict[str, str], said: str) -> None:
    """The API's message names the key as wrong, whatever came."""
    made = report(sent(0), sent(1, 401, sent=headers), sent(2, 401, sent=headers))
    told = [line for line in reporting.lines(made) if line.startswith("  requests ")]
    assert len(told) == 1
    assert told[0].startswith(f"  requests 2, 3 {said}")
    assert reporting.to_dict(made)["other_keys"] == []
    assert not [line for line in reporting.lines(report(sent(1, 401, sent=headers, fault="unauthorized/x"), exit=1))
                if line.startswith("  request ")]  # fmt: skip


def test_a_refused_field_is_told_with_its_right_name() -> None:
    items = b'[{"type":"missing","loc":["body","input"]},{"type":"extra_forbidden","loc":["body","inputs"]}]'
    error = b'{"object":"error","message":{"detail":' + items + b"}}"
    told = "sent a field under a wrong name or in a wrong place: Rename `inputs` to `input`."
    made = report(sent(0, 422, error=error), sent(1, 422, error=error), exit=1)
    assert f"  requests 1, 2 {told}" in reporting.lines(made)
    assert reporting.to_dict(made)["notes"] == [{"requests": [1, 2], "text": told}]
    assert reporting.to_dict(made)["requests"][0]["change"] == "Rename `inputs` to `input`."
    injected = report(sent(0, 422, error=error, fault="extra-forbidden/openai-field"))
    assert reporting.to_dict(injected)["requests"][0]["change"] is None


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (b'{"object":"error","message":"Invalid model: open-mixtral-8x7b","type":"invalid_model","code":"1500"}',
         "asked for a model that is not served: Test `mistral-small-latest`, the documented replacement of "
         "`open-mixtral-8x7b`"),
        (b'{"object":"error","message":{"detail":[{"type":"json_invalid","loc":["body",34],"msg":"JSON decode error",'
         b'"input":{},"ctx":{"error":"Expecting value"}}]},"raw_status_code":422}',
         "sent a body that is not JSON: At character 34: Expecting value."),
    ],
)  # fmt: skip
def test_a_refusal_is_told_with_what_to_change(error: bytes, told: str) -> None:
    status = 422 if b"detail" in error else 400
    made = report(sent(0), sent(1, status, error=error), exit=1)
    line = next(line for line in reporting.lines(made) if line.startswith("  request "))
    assert line.startswith(f"  request 2 {told}")
    assert reporting.to_dict(made)["requests"][1]["change"]
    assert not [line for line in reporting.lines(report(sent(0, status, error=error, fault="x"), exit=1))
                if line.startswith("  request ")]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("/v1/agents/completions", {"agent_id": "", "messages": [{"role": "user", "content": ""}]}, '`agent_id` is ""'),
        ("/v1/conversations", {"agent_id": "undefined", "inputs": "Hi"}, '`agent_id` is "undefined"'),
        ("/v1/conversations/None", {"inputs": "Hi"}, 'its URL ends in "None"'),
        ("/v1/chat/completions", {"model": "", "messages": [{"role": "user", "content": "Hi"}]}, '`model` is ""'),
        ("/v1/ocr", {"model": "mistral-ocr-latest", "document": {"type": "document_url", "document_url": ""}},
         '`document.document_url` is ""'),
        *(("/v1/chat/completions",
           {"model": "mistral-small-latest", "messages": [{"role": "user", "content": [
               {"type": "text", "text": ""}, {"type": "image_url", "image_url": url}]}]},
           f'`messages[0].content[1].image_url{more}` is "{value}"')
          for url, more, value in [
              ("", "", ""),
              ("data:image/png;base64,None", "", "data:image/png;base64,None"),
              ({"url": "data:image/jpeg;base64,undefined"}, ".url", "data:image/jpeg;base64,undefined"),
              ({"url": "data:image/jpeg;base64,"}, ".url", "data:image/jpeg;base64,"),
          ]),
        # What is no address or id may be empty, and what is neither empty nor such a word is given.
        ("/v1/chat/completions", {"model": "no-such", "messages": [{"role": "user", "content": ""}]}, None),
        ("/v1/conversations", {"agent_id": "ag_0684fec22be67f8d", "inputs": "None"}, None),
    ],
)  # fmt: skip
def test_an_empty_value_is_named(path: str, body: dict[str, Any], told: str | None) -> None:
    headers = {"authorization": f"Bearer {KEY}", "content-type": "application/json", "host": "api.mistral.ai"}
    _, exchange = Api(Settings()).handle(Request("POST", path, "", headers, json.dumps(body).encode()))
    assert 400 <= exchange.status < 500
    text = reporting.lines(report(exchange, exit=1))
    said = [line for line in text if "an empty value, or a word such as `None` in its place" in line]
    if told is None:
        assert not said
    else:
        (line,) = said
        assert f": {told}. Print it" in line
        assert not any("--agent" in line for line in text)


def test_an_empty_id_in_a_url_is_no_wrong_url() -> None:
    headers = {"authorization": f"Bearer {KEY}", "host": "api.mistral.ai"}
    for path, told in (
        ("/v1/files/", 'its URL ends in ""'),
        ("/v1/files//url", 'its URL has "//"'),
        ("/v1/files/undefined/content", 'has "undefined"'),
    ):
        _, exchange = Api(Settings()).handle(Request("GET", path, "", headers))
        text = "\n".join(reporting.lines(report(exchange, exit=1)))
        assert told in text
        assert "Make it" not in text


def test_a_good_request_is_not_told_what_is_empty_in_it() -> None:
    body = {"model": "mistral-small-latest", "document_url": "", "messages": []}
    assert not any("empty" in line for line in reporting.lines(report(sent(0, body=body))))


@pytest.mark.parametrize(("body", "said"), [(b"", True), (b"null", True), (b'{"model": "a"}', False)])
@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/conversations"])
def test_a_request_without_a_body_is_told(path: str, body: bytes, said: bool) -> None:
    headers = {"authorization": f"Bearer {KEY}", "content-type": "application/json", "host": "api.mistral.ai"}
    _, exchange = Api(Settings()).handle(Request("POST", path, "", headers, body))
    notes = [line for line in reporting.lines(report(exchange, exit=1)) if "JSON.stringify" in line]
    assert [line.partition(". ")[0] for line in notes] == ["  request 1 had no request in its body"] * said


@pytest.mark.parametrize(
    ("more", "client", "told"),
    [
        ({"encoding_format": "base64"}, "OpenAI/JS 6.49.0", True),
        ({"encoding_format": "base64"}, "python-requests/2.32", True),
        ({"encoding_format": "base64"}, "AsyncOpenAI/Python 3.54.0", False),  # keeps the numbers
        ({"encoding_format": "base64", "model": "codestral-embed"}, "OpenAI/JS 6.49.0", False),
        ({"encoding_format": "float"}, "OpenAI/JS 6.49.0", False),
        ({}, "node", False),
    ],
)
def test_numbers_in_place_of_base64_are_told(more: dict[str, str], client: str, told: bool) -> None:
    """No error is raised, and the program ends well."""
    body = json.dumps({"model": "mistral-embed", "input": ["Hi"], **more}).encode()
    headers = {"authorization": f"Bearer {KEY}", "content-type": "application/json", "user-agent": client}
    response, exchange = Api(Settings()).handle(Request("POST", "/v1/embeddings", "", headers, body))
    vector = json.loads(response.body)["data"][0]["embedding"]
    said = any("explain embeddings-zero-vectors" in line for line in reporting.lines(report(exchange)))
    assert said == told
    assert isinstance(vector, list) or not told


def test_an_empty_transcription_is_told_with_its_reason() -> None:
    """Its status is 200, and the program may only notice that a text is empty."""
    body = {"language": "en", "timestamp_granularities": ["segment"]}
    empty = sent(0, path="/v1/audio/transcriptions", body=body)
    told = [line for line in reporting.lines(report(empty)) if "`timestamp_granularities`" in line]
    assert len(told) == 1
    assert told[0].startswith("  request 1 got an empty transcription")
    assert "explain empty-transcription/language" in told[0]
    for other in (
        sent(0, path=empty.path, body=body, answer="Words."),
        sent(0, path=empty.path, body={"language": "en"}),
        sent(0, 422, path=empty.path, body=body),
        sent(0, body=body),
        sent(0, path=empty.path),
    ):
        assert not any("empty transcription" in line for line in reporting.lines(report(other)))


# --- the command -----------------------------------------------------------------------------------------------------


def program(folder: Path, text: str) -> list[str]:
    (folder / "program.py").write_text(text)
    return [*COMMAND, "--", sys.executable, "-u", str(folder / "program.py")]


@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full", "2>&1 >/dev/null | true"])
def test_the_status_is_the_programs_also_where_nobody_reads_the_report(tmp_path: Path, redirection: str) -> None:
    command = " ".join(program(tmp_path, "import time; time.sleep(0.3); raise SystemExit(7)"))
    done = subprocess.run(["bash", "-c", f"{command} {redirection}; exit ${{PIPESTATUS[0]}}"], check=False, timeout=500)
    assert done.returncode == 7


@pytest.mark.parametrize(
    ("name", "status", "advice"),
    [
        ("no-such-command", 127, "Check that it is installed and on the PATH."),
        ("folder", 126, "It is a folder. Name a program, such as `python FILE`."),
        ("plain.py", 126, "`sh FILE`, or make it executable: `chmod +x FILE`"),
        ("text", 126, "The interpreter in its first line"),
        ("gone", 127, "The interpreter in its first line (`#!`) is missing"),
    ],
)
def test_a_command_that_cannot_be_started(tmp_path: Path, name: str, status: int, advice: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "plain.py").write_text("print(1)")
    for file, text in (("text", "echo 1"), ("gone", "#!/no/such/interpreter")):
        (tmp_path / file).write_text(text)
        (tmp_path / file).chmod(0o755)
    given = name if status == 127 and name != "gone" else str(tmp_path / name)
    done = subprocess.run([*COMMAND, "--", given], capture_output=True, text=True, check=False, timeout=500)
    assert (done.returncode, done.stdout) == (status, "")
    assert advice in done.stderr
    assert done.stderr.count("\n") == 1


SLEEPS = """
import signal, sys, time
def end(number, frame):
    print("told", number)
    sys.exit(9)
for name in sys.argv[1:] or ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1"]:
    signal.signal(getattr(signal, name), end)
print("up")
time.sleep(60)
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1"])
def test_a_signal_to_run_alone_reaches_the_program(tmp_path: Path, name: str) -> None:
    """A supervisor knows no other process; without a terminal nobody sends it to both."""
    number = getattr(signal, name)
    with subprocess.Popen(
        program(tmp_path, SLEEPS), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "up\n"
        os.kill(running.pid, number)
        try:
            out, err = running.communicate(timeout=500)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
    assert (running.returncode, out) == (9, f"told {int(number)}\n")
    assert "0 requests" in err


def test_ctrl_c_on_a_terminal_reaches_the_program_once(tmp_path: Path) -> None:
    text = """
import signal, time
told = []
signal.signal(signal.SIGINT, lambda *_: told.append(1))
print("up", flush=True)
end = time.monotonic() + 60
while not told and time.monotonic() < end: time.sleep(0.05)
time.sleep(2)
print("told", len(told), flush=True)
"""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(sys.executable, program(tmp_path, text))
    seen = b""
    with suppress(OSError):  # Linux says so where the other end is closed
        while data := os.read(terminal, 4096):
            if b"up\r\n" in seen + data and b"up\r\n" not in seen:  # once: the report has words with "up" too
                os.write(terminal, b"\x03")
            seen += data
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, seen
    assert b"told 1" in seen


# --- the next step -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("journal", "exit", "next_step"),
    [
        ([sent(0, 429, fault="rate-limited/requests")], 1, "rate-limited"),
        ([sent(0, 400, code="1500")], 1, "invalid-model"),
        ([sent(0, 401)], 1, "unauthorized"),
        ([sent(0, 429, fault="rate-limited/requests")], 0, None),
        ([sent(0, 400, code="no-such-code")], 1, None),
        ([sent(0, 401), sent(1, 429, fault="rate-limited/requests"), sent(2, 200)], 3, "rate-limited"),
        ([sent(0, 200, fault="stream-interrupted/cut", finished=False)], 1, "stream-interrupted"),
        # A program may catch the error and end well. What the API refused, it did not get.
        ([sent(0, 400, code="1500")], 0, "invalid-model"),
        ([sent(0, 400, code="1500"), sent(1, 200, path="/v1/models", method="GET")], 0, "invalid-model"),
        ([sent(0, 400, code="1500"), sent(1, 200)], 0, None),
        ([sent(0, 401), sent(1, 429, path="/v1/ocr", fault="rate-limited/requests")], 0, "unauthorized"),
        # The mock's own gap leads to no playbook.
        ([sent(0, 404, method="GET", path="/v1/libraries", error=b'{"mock":"x"}')], 1, None),
    ],
)
def test_a_command_that_failed_is_told_what_to_ask(journal: list[Exchange], exit: int, next_step: str | None) -> None:
    made = report(*journal, exit=exit)
    assert made.next_step == next_step
    says = [line for line in reporting.lines(made) if line.startswith("  next: ")]
    assert says == ([f"  next: mistral-playbooks explain {next_step}"] if next_step else [])


def chat(text: str, **more: Any) -> dict[str, Any]:
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": text}]
    return {"model": "mistral-small-latest", "messages": messages, **more}


LIMITED: dict[str, Any] = {"fault": "rate-limited/requests", "body": chat("Name a river.")}


@pytest.mark.parametrize(
    ("journal", "dropped"),
    [
        ([sent(0, 429, **LIMITED)], "request 1 "),
        ([sent(0, 429, **LIMITED), sent(1, 429, **LIMITED), sent(3, 429, **LIMITED)], "request 3 "),  # it gave up
        ([sent(0, 429, **LIMITED), sent(1, 200, body=chat("Name a lake."))], "request 1 "),  # the next of a list
        ([sent(0, 429, **LIMITED), sent(1, 200, method="GET", path="/v1/models")], "request 1 "),
        ([sent(0, 200, finished=False, fault="stream-interrupted/cut", body=chat("Hi"))], "request 1 "),
        ([sent(0, 429, fault="rate-limited/requests", path="/v1/embeddings", body={"input": ["a", "b"]}),
          sent(1, 200, path="/v1/embeddings", body={"input": ["c"]})], "request 1 "),
        ([sent(0, 429, **LIMITED), sent(1, 200, body=LIMITED["body"])], None),
        ([sent(0, 429, **LIMITED), sent(1, 200, body=chat("Name a river.", seed=2, model="ministral-3b-latest"))],
         None),
        ([sent(0, 429, **LIMITED), sent(1, 200, body={"inputs": "Name a river."}, path="/v1/conversations")], None),
        ([sent(0, 429, **LIMITED), sent(1, 200, sent={"host": "codestral.mistral.ai"}, body=LIMITED["body"])], None),
        ([sent(0, 429, fault="rate-limited/requests", path="/v1/embeddings", body={"input": ["a", "b"]}),
          sent(1, 200, path="/v1/embeddings", body={"input": ["a"]})], None),  # in smaller parts
        ([sent(0, 500, method="GET", path="/v1/files/1", fault="server-error"),
          sent(1, 200, method="GET", path="/v1/files/1")], None),
        ([sent(0, 200, fault="timeout/late", body=chat("Hi"))], None),
        ([sent(0, 400, code="1500", body=chat("Hi"))], None),  # the next step is named
    ],
)  # fmt: skip
def test_a_failed_request_that_a_program_hides_is_told(journal: list[Exchange], dropped: str | None) -> None:
    said = [line.strip() for line in reporting.lines(report(*journal)) if "never sent again" in line]
    assert len(said) == bool(dropped)
    if dropped:
        assert said[0].startswith(f"{dropped}failed and was never sent again")
        assert f"(mistral-playbooks explain {str(journal[0].fault).split('/')[0]})" in said[0]
        assert reporting.to_dict(report(*journal))["notes"][0]["requests"] == [int(dropped.split()[1])]
    assert not any("never sent again" in line for line in reporting.lines(report(*journal, exit=1)))


@pytest.mark.parametrize(
    ("path", "body", "next_step"),
    [
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "Hi"}], "store": True},
         "extra-forbidden/openai-field"),
        ("/v1/chat/completions", {"messages": [], "temperature": 9}, "invalid-parameter/out-of-range"),
        ("/v1/v1/chat/completions", {"messages": []}, "route-not-found/version"),
        ("/v1/agents/ag_0684fec22be67f8d/run", {"inputs": "Hi"}, "route-not-found/no-endpoint"),
        ("/v1/conversations", {"inputs": "Hi", "model": "no-such-model"}, "invalid-model"),
        ("/v1/moderations", {"input": "Hi"}, "invalid-model/wrong-endpoint"),
        ("/v1/chat/completions", b'{"messages": ["Say "hi""]}', "invalid-parameter"),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "Hi"}, {"role": "tool", "content": "1",
         "tool_call_id": "abcdefghi"}]}, "message-order/tool-after-user"),
        ("/v1/conversations", {"inputs": "Hi", "agent_id": "ag_0684fec22be67f8d"}, "conversation-not-found/agent"),
    ],
)  # fmt: skip
def test_the_answer_names_the_next_step(path: str, body: dict[str, Any] | bytes, next_step: str) -> None:
    """The code 3000, of an agent that is not found, is also that of a server error; 3003 is no code of a page."""
    if isinstance(body, bytes):
        given = body
    else:
        model = {} if "agent_id" in body else {"model": "mistral-small-latest"}
        given = json.dumps(model | body).encode()
    headers = {"authorization": f"Bearer {KEY}", "content-type": "application/json", "host": "api.mistral.ai"}
    _, exchange = Api(Settings()).handle(Request("POST", path, "", headers, given))
    assert report(exchange, exit=1).next_step == next_step


@pytest.mark.parametrize(
    ("method", "path", "cause", "meant"),
    [
        ("POST", "/v1", "no-endpoint", "/v1/chat/completions"),
        ("POST", "/", "no-endpoint", "/v1/chat/completions"),
        ("POST", "/chat/completions", "version", "/v1/chat/completions"),
        ("GET", "/models", "version", "/v1/models"),
        ("GET", "/files/00edaf84-95b0-45db-8f83-f71138491f23", "version",
         "/v1/files/00edaf84-95b0-45db-8f83-f71138491f23"),
        ("POST", "/v1/v1/embeddings", "version", "/v1/embeddings"),
        ("POST", "/v1/chat/completions/chat/completions", "whole-endpoint", "/v1/chat/completions"),
        ("POST", "/v1/chat/completions/v1/chat/completions", "whole-endpoint", "/v1/chat/completions"),
        ("POST", "/chat/completions/v1/chat/completions", "whole-endpoint", "/v1/chat/completions"),
        ("POST", "/v1/ocr/chat/completions", "whole-endpoint", "/v1/chat/completions"),
        ("GET", "/v1/chat/completions/models", "whole-endpoint", "/v1/models"),
        ("POST", "/v1//chat/completions", "version", "/v1/chat/completions"),
        ("POST", "/v1/chat/completions/", "no-endpoint", "/v1/chat/completions"),
        ("POST", "/api/v1/chat/completions", "no-endpoint", "/v1/chat/completions"),
        ("GET", "/v1/chat/models", "no-endpoint", "/v1/models"),
        ("POST", "/v1/generate", "no-endpoint", None),
        ("POST", "/v1/images/generations", "no-endpoint", None),
        ("POST", "/v1/users/chat", "", None),  # the API may have it
    ],
)  # fmt: skip
def test_the_path_of_a_wrong_url_tells_what_to_change(method: str, path: str, cause: str, meant: str | None) -> None:
    body = b'{"model": "a", "messages": []}' if method == "POST" else b""
    headers = {"authorization": f"Bearer {KEY}", "content-type": "application/json", "host": "api.mistral.ai"}
    _, exchange = Api(Settings()).handle(Request(method, path, "", headers, body))
    made = report(exchange, exit=1)
    assert made.next_step == (f"route-not-found/{cause}" if cause else None)
    told = [line for line in reporting.lines(made) if "Make it" in line]
    assert [line.rpartition(" ")[2] for line in told] == ([f"https://api.mistral.ai{meant}"] if meant else [])


def test_a_wrong_url_without_a_body_tells_no_endpoint() -> None:
    headers = {"authorization": f"Bearer {KEY}", "host": "api.mistral.ai"}
    _, exchange = Api(Settings()).handle(Request("GET", "/v1", "", headers))
    assert report(exchange, exit=1).next_step == "route-not-found/no-endpoint"
    assert not any("Make it" in line for line in reporting.lines(report(exchange, exit=1)))


def test_a_wrong_method_is_told_with_the_right_one() -> None:
    """Also a program's that reads the answer of a POST after a redirect, which makes it a GET."""
    headers = {"authorization": f"Bearer {KEY}", "host": "api.mistral.ai"}
    _, exchange = Api(Settings()).handle(Request("GET", "/v1/chat/completions", "", headers))
    made = report(exchange, exit=1)
    assert made.next_step == "route-not-found/no-endpoint"
    assert any("Use POST, not GET." in line for line in reporting.lines(made))


@pytest.mark.parametrize("journal", [(), (sent(0),)])
def test_a_program_that_failed_on_its_own_is_led_to_explain(journal: tuple[Exchange, ...]) -> None:
    """The SDK refused its arguments, say, or could not read the answer. Only the program's own output tells."""
    ask = "  next: paste the program's error into `mistral-playbooks explain`"
    assert reporting.lines(report(*journal, exit=1))[-1] == ask
    for exit in (0, 130):
        assert ask not in reporting.lines(report(*journal, exit=exit))


def test_a_program_that_got_answers_may_have_tested_what_they_say() -> None:
    """They are made up, so such a test proves nothing about the program."""

    def says(*journal: Exchange, exit: int = 1) -> bool:
        return any("makes up what an answer says" in line for line in reporting.lines(report(*journal, exit=exit)))

    assert says(sent(0, answer="Words."))
    assert not says(sent(0, answer="Words."), exit=0)
    assert not says(sent(0, answer="Words."), sent(1, 400, code="1500"))
    assert not says(sent(0, method="GET", path="/v1/models"))
    assert not says()


def test_a_refused_host_is_the_likely_cause_of_a_failure_without_a_failed_request() -> None:
    """As of a library that fetches a tokenizer."""
    hosts = ("huggingface.co:443", "huggingface.co:443", "a.example:443")
    text = reporting.lines(report(sent(0, answer="Words."), refused=hosts, exit=1))
    assert text[-2].startswith("  the likely cause is a refused host (huggingface.co:443, a.example:443)")
    assert not any("makes up" in line for line in text)
    for made in (report(sent(0, 400, code="1500"), refused=hosts, exit=1), report(sent(0), refused=hosts)):
        assert not any("likely cause" in line for line in reporting.lines(made))


@pytest.mark.parametrize("path", ["/v1/files", "/v1/libraries/{}/documents", "/v1/audio/transcriptions"])
@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "multipart/form-data",
        "multipart/form-data; boundary=b",
        "application/x-www-form-urlencoded",
    ],
)
def test_an_upload_that_is_no_form_is_told_so(path: str, kind: str) -> None:
    api, headers = Api(Settings()), {"authorization": f"Bearer {KEY}", "content-type": "application/json"}
    library, _ = api.handle(Request("POST", "/v1/libraries", "", headers, b'{"name":"a"}'))
    body = (
        b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--b--\r\n' if "boundary" in kind else b'{"a":"b"}'
    )
    path = path.format(json.loads(library.content)["id"])
    _, exchange = api.handle(Request("POST", path, "", headers | {"content-type": kind}, body))
    assert exchange.status == 422
    made = report(exchange, exit=1)
    told = [line for line in reporting.lines(made) if line.startswith("  request 1 sent no form")]
    assert bool(told) == ("boundary" not in kind and not ("urlencoded" in kind and "audio" in path))
    if told:
        assert "`FormData`" in told[0]
        assert made.next_step == "multipart-required"


def test_a_refused_key_leads_to_the_cause() -> None:
    made = report(sent(0, 401, error=b'{"detail":"Invalid API Key"}'), exit=1)
    assert made.next_step == "unauthorized/no-key"


def test_a_key_of_the_programs_own_leads_to_the_same_run_with_any_key() -> None:
    own = sent(0, 401, error=b'{"detail":"Unauthorized"}', sent={"authorization": "Bearer a1b2c3d4e5f6g7h8"})
    arguments = ("run", "--fault", "rate-limited:1", "--", "python", "my program.py")
    again = "mistral-playbooks run --any-key --fault rate-limited:1 -- python 'my program.py'"
    assert reporting.lines(report(own, exit=1, arguments=arguments))[-1] == f"  next: {again}"
    none = sent(0, 401, error=b'{"detail":"Unauthorized"}')
    explain = "  next: mistral-playbooks explain unauthorized/no-key"
    assert reporting.lines(report(none, exit=1, arguments=arguments))[-1] == explain


@pytest.mark.parametrize(
    ("agent", "option"),
    [
        ("speakeasy-sdk/typescript 2.7.0 2.881.4 1.0.0 @mistralai/mistralai", " --lang typescript"),
        ("OpenAI/JS 6.49.0", " --lang typescript"),
        ("node", " --lang typescript"),
        ("ai/6.0.1 ai-sdk/provider-utils/4.0.1 runtime/node.js/24", " --lang typescript"),
        ("axios/1.7.2", " --lang typescript"),
        ("curl/8.5.0", " --lang curl"),
        ("mistral-client-python/3.7.0", ""),
        ("AsyncOpenAI/Python 3.54.0", ""),
        ("python-httpx/0.28.1", ""),
        ("GuzzleHttp/7", ""),
    ],
)
def test_the_next_step_is_in_the_programs_language(agent: str, option: str) -> None:
    failed = sent(0, 400, code="1500", sent={"user-agent": agent})
    assert reporting.lines(report(failed, exit=1))[-1] == f"  next: mistral-playbooks explain invalid-model{option}"


def test_a_language_in_which_the_page_has_no_change_is_not_asked_for() -> None:
    """`explain` then shows the change in another one."""
    every = load().playbooks.values()
    slug = next(page.slug for page in every if not pages.load(page).change(page.cause(None).id, "curl"))
    failed = sent(0, 400, fault=slug, sent={"user-agent": "curl/8.5.0"})
    assert reporting.lines(report(failed, exit=1))[-1] == f"  next: mistral-playbooks explain {slug}"


@pytest.mark.parametrize(("exit", "isolated", "short"), [(1, True, True), (0, True, False), (1, False, False)])
def test_a_program_that_failed_without_a_request_has_its_own_error(exit: int, isolated: bool, short: bool) -> None:
    """Without isolation, it may have reached the real API."""
    (line,) = (one for one in reporting.lines(report(exit=exit, isolated=isolated)) if "No request reached" in one)
    assert ("its own error says why" in line) == short
    assert ("Either your program made no API call" in line) != short


def test_explain_answers_what_the_report_says(root: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "--fault", "rate-limited", "--", sys.executable, "snippets/rate-limited/broken.py"],
        cwd=root, capture_output=True, text=True, timeout=500, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last == "  next: mistral-playbooks explain rate-limited"
    explained = subprocess.run([*COMMAND[:-1], *last.split()[2:]], capture_output=True, check=False, timeout=300)
    assert explained.returncode == 0


# --- for a program -------------------------------------------------------------------------------------------------


def test_json() -> None:
    journal = [sent(0.0, 429, body={}, fault="rate-limited/requests", code="1300"), sent(0.5, 200, body={})]
    made = report(*journal, exit=1, findings=tuple(find(journal)), refused=("a.example:443",), dropped=2)
    read = json.loads(json.dumps(reporting.to_dict(made)))
    assert read["requests"][0]["waited"] is None
    assert read["requests"][1]["waited"] == 0.5
    assert read["requests"][0]["code"] == "1300"
    assert [(finding["id"], finding["playbook"]) for finding in read["findings"]] == [("too-early", "rate-limited")]
    assert (read["exit"], read["dropped"], read["refused"], read["tls_failures"]) == (1, 2, ["a.example:443"], 0)
    assert read["next"] == "rate-limited"


# --- colour --------------------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "env", "colour"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": ""}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True),
        (io.StringIO(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour_only_where_it_is_read(stream: io.StringIO, env: dict[str, str], colour: bool) -> None:
    assert use_color(stream, env) is colour


def test_colours_say_nothing_that_the_text_does_not() -> None:
    import click

    made = report(sent(0, 429), sent(1), *[sent(n) for n in range(60)], findings=(Finding("x", "y", None, 1),) * 5)
    assert [click.unstyle(line) for line in reporting.lines(made, reporting.paint)] == reporting.lines(made)
    assert "\x1b[31m429" in "\n".join(reporting.lines(made, reporting.paint))


@pytest.mark.parametrize(("variables", "colour"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_on_a_terminal(variables: dict[str, str], colour: bool) -> None:
    primary, secondary = pty.openpty()
    env = {**os.environ, "TERM": "xterm", **variables}
    child = subprocess.Popen([*COMMAND, "--", "sh", "-c", CURL], stdout=subprocess.DEVNULL, stderr=secondary, env=env)
    os.close(secondary)
    text = b""
    while True:
        try:
            data = os.read(primary, 65_536)
        except OSError:  # Linux: the other side is closed
            break
        if not data:
            break
        text += data
    os.close(primary)
    assert child.wait(timeout=500) == 0
    assert b"GET /v1/models" in text
    assert (b"\x1b[32m200" in text) is colour


def test_help_names_what_cannot_be_intercepted() -> None:
    done = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, check=True, timeout=300)
    for word in ("trust_env=False", "http.client", "--noproxy", "Node before 22.21", "mistral-playbooks mock", ".env"):
        assert word in done.stdout, word
