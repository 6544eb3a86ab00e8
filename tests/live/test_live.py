"""`verify --live`: proven against the mock itself, and against a mock with planted differences.

Nothing leaves this machine: a test that tried would fail.
"""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from helpers.live_servers import Planted, body, both, frames, header, renamed, serving, status, swapped
from mistral_playbooks.cli import live as options
from mistral_playbooks.cli import main
from mistral_playbooks.content import catalog
from mistral_playbooks.diagnosis import diagnose
from mistral_playbooks.gateway import environment
from mistral_playbooks.gateway.certificates import Authority
from mistral_playbooks.gateway.proxy import Gateway
from mistral_playbooks.live import LiveError
from mistral_playbooks.live.account import fault_for
from mistral_playbooks.live.calibration import calibrate
from mistral_playbooks.live.client import API, Client, LiveResponse, NoResponseError
from mistral_playbooks.live.credentials import key as read_key
from mistral_playbooks.live.probes import MAX_REQUESTS, PROBES, WRONG_KEY, Probe, choose
from mistral_playbooks.live.redact import Mask
from mistral_playbooks.live.reference import MockReference
from mistral_playbooks.mock import Api, Settings, parse_fault
from mistral_playbooks.mock.faults.spec import available
from mistral_playbooks.support.loop_thread import LoopThread
from mistral_playbooks.verify import checkout

KEY = "kT7mQ2xW9pLr4vZc8nBd1hYf6sJg3aEu"
CHAT, EMBED, MODELS = "/v1/chat/completions", "/v1/embeddings", "/v1/models"
INVALID = b"no-such-model"


@pytest.fixture(autouse=True)
def stays_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """No socket of this process reaches another machine."""
    connect = socket.socket.connect

    def local(self: socket.socket, address: Any) -> None:
        assert address[0] in ("127.0.0.1", "::1"), f"a test would have reached {address}"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command keeps its record."""
    monkeypatch.setattr(checkout, "root", lambda: tmp_path)
    return tmp_path / ".cache" / "calibration"


@pytest.fixture
def live(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command with a key: `live("--yes", …)`."""
    monkeypatch.setenv("MISTRAL_API_KEY", KEY)

    def call(*arguments: str, input: str | None = None) -> Result:
        return CliRunner().invoke(main, ["verify", "--live", *arguments], input=input)

    return call


def probe(name: str) -> Probe:
    return next(one for one in PROBES if one.name == name)


def lessons(planted: Any, *names: str) -> list[str]:
    """Differences to fix in the mock from this server, by the probes of these names, or all."""
    from mistral_playbooks.live import report

    chosen = [one for one in choose() if not names or one.name in names]
    with serving(planted) as url:
        return report.difference_lines(calibrate(chosen, Client(KEY, url), Mask(KEY), pause=0))


# --- what is sent --------------------------------------------------------------------------------------------------


def test_the_number_of_requests_is_small_and_bounded() -> None:
    assert 40 < len(PROBES) <= MAX_REQUESTS == 60
    assert len({one.name for one in PROBES}) == len(PROBES)
    with serving(Api(Settings())) as url:
        client = Client(KEY, url)
        for _ in range(MAX_REQUESTS):
            client.send(probe("chat/wrong-method"))
        with pytest.raises(LiveError, match="At most 60"):
            client.send(probe("chat/wrong-method"))


@pytest.mark.parametrize("one", PROBES, ids=lambda one: one.name)
def test_every_request_is_as_small_as_can_be_and_leaves_nothing_behind(one: Probe) -> None:
    assert one.method in ("GET", "POST", "OPTIONS")
    assert one.large or len(one.body) < 3_000
    if one.content_type != "application/json" or one.name == "chat/not-json":
        return
    sent = json.loads(one.body)
    if "messages" in sent or "prompt" in sent:
        assert sent["max_tokens"] == 1
    if one.path == "/v1/conversations":
        assert sent["store"] is False


def test_the_mock_keeps_nothing_of_all_requests() -> None:
    api = Api(Settings(api_key=KEY))
    with serving(api) as url:
        client = Client(KEY, url)
        for one in PROBES:
            client.send(one)
    kept = api._context.store.workspace(KEY)
    assert (len(kept.agents), len(kept.conversations), len(kept.files), len(kept.jobs)) == (0, 0, 0, 0)
    assert api.handled == len(PROBES)


def test_every_probe_provokes_its_own_class(root: Path) -> None:
    books = catalog.read(root / "docs" / "playbooks")
    reference = MockReference()
    # Nobody has seen today's API refuse this one: the mock answers, and a calibration will show.
    open_questions = {"chat/schema-with-tools"}
    for one in PROBES:
        seen = reference.answer(one)
        if not one.slug or one.slug == "browser-cors":
            continue
        assert one.slug in {*books.playbooks, *(fault.partition("/")[0] for fault in available())}, one.name
        assert (seen.status >= 400) == (one.name not in open_questions), one.name
        if one.slug in books.playbooks and one.name not in open_questions:
            said = f"Status {seen.status}\n{seen.body.decode()}"
            assert one.slug in [match.slug for match in diagnose(said, books)], one.name


def test_a_dry_run_shows_each_request_and_needs_no_key(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Client, "send", lambda *_: pytest.fail("something was sent"))
    done = CliRunner().invoke(main, ["verify", "--live", "--dry-run"])
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert lines[0] == f"{len(choose())} requests to {API}, one at a time:"
    assert f"chat/invalid-model: POST {CHAT}" in done.output
    assert '"model": "no-such-model"' in done.output
    assert "triggers invalid-model; the mock answers 400, code 1500; 0 tokens" in done.output
    assert "models/wrong-key: GET /v1/models, with a wrong key" in done.output
    assert lines[-1].startswith(f"In total {len(choose())} requests and ")
    assert "chat/context-length" not in done.output
    assert not folder.exists()


def test_a_dry_run_as_json() -> None:
    done = CliRunner().invoke(main, ["verify", "--live", "--dry-run", "--large", "--json", "context-length"])
    rows = json.loads(done.output)["requests"]
    assert [row["name"] for row in rows] == ["chat/context-length"]
    assert rows[0]["expected"] == 400
    assert rows[0]["tokens"] == 0
    assert rows[0]["tokens_at_most"] > 30_000


# --- against the mock itself ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("api_key", [None, KEY], ids=["any key", "one key"])
def test_the_mock_agrees_with_itself(live: Any, folder: Path, api_key: str | None) -> None:
    api = Api(Settings(api_key=api_key))
    with serving(api) as url:
        done = live("--yes", "--large", "--url", url)
    assert done.exit_code == 0, done.output
    assert f"{len(PROBES)} requests to {url}: {len(PROBES)} of {len(PROBES)} answers agree." in done.output
    assert [one.method + one.path for one in api.journal] == [one.method + one.path for one in PROBES]
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert kept["agrees"] is True
    assert len(kept["requests"]) == len(PROBES)
    assert kept["requests"][2]["answer"]["headers"]["mistral-correlation-id"] == "[masked]"


def test_one_class_alone_as_json(live: Any) -> None:
    api = Api(Settings())
    with serving(api) as url:
        done = live("--yes", "--json", "--url", url, "tool-call-id-format")
    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert told["agrees"] is True
    assert told["learn"] == []
    assert [(row["name"], row["status"]) for row in told["requests"]] == [("chat/tool-call-id-format", 400)]
    assert api.handled == 1


def test_there_is_a_pause_between_two_requests_alone() -> None:
    slept: list[float] = []
    with serving(Api(Settings())) as url:
        chosen = choose(["unauthorized", "route-not-found"])
        calibrate(chosen, Client(KEY, url), Mask(KEY), pause=1.5, sleep=slept.append)
    assert slept == [1.5, 1.5]


# --- against a mock with planted differences -----------------------------------------------------------------------

USAGE = b'"usage":'


def _usage_in_its_own_chunk(found: tuple[bytes, ...]) -> tuple[bytes, ...]:
    last = json.loads(found[-2].removeprefix(b"data: "))
    alone = {**last, "choices": []}
    del last["usage"]
    return (*found[:-2], *(b"data: " + json.dumps(one).encode() + b"\n\n" for one in (last, alone)), found[-1])


PLANTED = [
    # (what is planted, path, what the request holds, how its answer is changed, what must be said)
    ("status", CHAT, INVALID, status(404), ["chat/invalid-model: status 400 → real answered 404"]),
    ("code", CHAT, INVALID, swapped(b'"1500"', b'"1501"'), ['chat/invalid-model: code "1500" → real answered "1501"']),
    ("a code that is a number", CHAT, INVALID, swapped(b'"1500"', b"1500"),
     ['chat/invalid-model: code "1500" → real answered 1500']),
    ("type", CHAT, INVALID, swapped(b"invalid_model", b"unknown_model"),
     ['chat/invalid-model: type "invalid_model" → real answered "unknown_model"']),
    ("message", CHAT, INVALID, swapped(b"Invalid model: ", b"No model "),
     ['chat/invalid-model: message "Invalid model: no-such-model" → real answered "No model no-such-model"']),
    ("a key of an error", CHAT, INVALID, swapped(b',"raw_status_code":400', b""),
     ["chat/invalid-model: body raw_status_code 400 → real answered without it"]),
    ("an item of a 422", CHAT, b"logit_bias", swapped(b"Extra inputs are", b"Extra input is"),
     ['chat/extra-forbidden: body message.detail[0].msg "Extra inputs are not permitted" → real answered "Extra input '
      'is not permitted"']),
    ("another header", CHAT, INVALID, renamed("x-kong-proxy-latency", "x-kong-latency"),
     ["chat/invalid-model: header x-kong-latency absent → real answered with it",
      "chat/invalid-model: header x-kong-proxy-latency sent → real answered without it"]),
    ("content type", "/v1/v1/models", b"", header("content-type", "text/html"),
     ["routes/route-not-found: content-type application/json; charset=utf-8 → real answered text/html"]),
    ("what CORS allows", CHAT, b"", header("access-control-allow-headers", "Authorization"),
     ["chat/preflight: header access-control-allow-headers accept, authorization, content-type, user-agent → real "
      "answered authorization"]),
    ("a key of an answer", EMBED, b'["a"]', swapped(b'"object":"list",', b""),
     ["embeddings/answer: body object \"list\" → real answered without it"]),
    ("a new key of an answer", EMBED, b'["a"]', swapped(USAGE, b'"cached":true,"usage":'),
     ["embeddings/answer: body cached absent → real answered boolean"]),
    ("a type", EMBED, b'["a"]', swapped(b'"index":0', b'"index":"0"'),
     ["embeddings/answer: body data[].index number → real answered string"]),
    ("a key of a model", f"{MODELS}/mistral-small-latest", b"", swapped(b'"type":"base"', b'"kind":"base"'),
     ["models/one: body kind absent → real answered string",
      'models/one: body type "base" → real answered without it']),
    ("an answer where the mock refuses", CHAT, b'"call_1"', both(status(200), body(b'{"object":"chat.completion"}')),
     ["chat/tool-call-id-format: status 400 → real answered 200"]),
    ("a refusal where the mock answers", EMBED, b'["a"]',
     both(status(400), body(b'{"code":"7","type":"new","message":"No."}')),
     ["embeddings/answer: status 200 → real answered 400", 'embeddings/answer: code absent → real answered "7"',
      'embeddings/answer: type absent → real answered "new"',
      'embeddings/answer: message absent → real answered "No."']),
    ("a page", CHAT, INVALID, body(b"<html>no</html>"),
     ['chat/invalid-model: body a JSON object → real answered "<html>no</html>"']),
    ("a stream without its end", CHAT, b'"stream"', frames(lambda found: found[:-1]),
     ["chat/stream: stream ends with [DONE] → real answered a JSON frame"]),
    ("a stream without padding", CHAT, b'"stream"', frames(lambda found: tuple(_without_p(one) for one in found)),
     ["chat/stream: stream last frame p string → real answered without it",
      "chat/stream: stream frames with p the last or all but the first → real answered none"]),
    ("usage in a chunk of its own", CHAT, b'"stream"', frames(_usage_in_its_own_chunk),
     ["chat/stream: stream frames with choices every one → real answered some",
      "chat/stream: stream frames with finish_reason the last or all but the first → real answered some"]),
    ("line ends", CHAT, b'"stream"', frames(lambda found: tuple(one.replace(b"\n", b"\r\n") for one in found)),
     [r"chat/stream: stream line ends \n → real answered \r\n"]),
    ("comments", CHAT, b'"stream"', frames(lambda found: (b": wait\n\n", *found)),
     ["chat/stream: stream comments none → real answered some"]),
    ("named events", CHAT, b'"stream"', frames(lambda found: (*found[:-1], b"event: done\n" + found[-1])),
     ["chat/stream: stream ends with [DONE] → real answered done",
      "chat/stream: stream event done absent → real answered with it"]),
    ("a key of a chunk", CHAT, b'"stream"', swapped(b'"role":"assistant",', b""),
     ['chat/stream: stream first frame choices[].delta.role "assistant" → real answered without it']),
]  # fmt: skip


def _without_p(frame: bytes) -> bytes:
    if b"[DONE]" in frame:
        return frame
    value = json.loads(frame.removeprefix(b"data: "))
    value.pop("p", None)
    return b"data: " + json.dumps(value).encode() + b"\n\n"


@pytest.mark.parametrize(
    ("path", "holds", "change", "said"),
    [case[1:] for case in PLANTED],
    ids=[case[0] for case in PLANTED],
)
def test_each_planted_difference_is_found_and_named(path: str, holds: bytes, change: Any, said: list[str]) -> None:
    names = {line.partition(":")[0] for line in said}
    assert lessons(Planted(Api(Settings()), path, holds, change), *names) == said


def test_the_command_ends_with_1_and_says_each_on_a_line(live: Any, folder: Path) -> None:
    planted = Planted(Api(Settings()), CHAT, INVALID, swapped(b'"1500"', b'"1501"'))
    with serving(planted) as url:
        done = live("--yes", "--url", url)
    line = 'chat/invalid-model: code "1500" → real answered "1501"'
    assert done.exit_code == 1
    assert (
        f"{len(choose()) - 1} of {len(choose())} answers agree.\nDifferences to fix in the mock:\n{line}\n"
        in done.output
    )
    kept = json.loads(next(folder.iterdir()).read_text(encoding="utf-8"))
    assert kept["learn"] == [line]


# --- the key and its plan ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["rate-limited", "zero-quota", "tier-not-allowed", "labs-not-enabled",
                                   "capacity-exceeded"])  # fmt: skip
def test_what_a_plan_does_not_give_is_a_fact_about_the_key(live: Any, fault: str) -> None:
    api = Api(Settings(), [parse_fault(f"{fault}:1")])
    with serving(api) as url:
        done = live("--yes", "--url", url)
    assert done.exit_code == 0, done.output
    assert f"About this key:\nchat/answer: answered {api.journal[2].status} ({fault})" in done.output
    assert "Differences to fix in the mock" not in done.output
    assert f"{len(choose()) - 1} of {len(choose()) - 1} answers agree." in done.output


@pytest.mark.parametrize("what", ["req", "tokens"])
def test_a_limit_of_zero_is_no_quota_whatever_it_limits(what: str) -> None:
    refused = LiveResponse(429, ((f"x-ratelimit-limit-{what}-minute", "0"),), b"{}")
    assert fault_for(LiveResponse(200, (), b"{}"), refused) == "zero-quota"


def test_the_form_of_such_an_answer_is_compared_all_the_same() -> None:
    api = Api(Settings(), [parse_fault("rate-limited:1")])
    planted = Planted(api, CHAT, b'"max_tokens": 1}', header("retry-after", "12"))
    assert lessons(planted, "chat/answer") == [
        "chat/answer under this plan: header retry-after absent → real answered with it"
    ]


def test_it_stops_where_the_key_is_refused(live: Any) -> None:
    api = Api(Settings(api_key="another"))
    with serving(api) as url:
        done = live("--yes", "--url", url)
    assert done.exit_code == 1
    assert api.handled == 1
    assert "Not compared:\nmodels/list: 401: the API rejected this key\n" in done.output
    assert "explain unauthorized" in done.output


def test_it_stops_where_the_api_asks_for_payment(live: Any) -> None:
    api = Api(Settings(), [parse_fault("payment-required")])
    with serving(api) as url:
        done = live("--yes", "--url", url)
    assert done.exit_code == 1
    assert api.handled == 3
    assert "explain payment-required" in done.output


def test_a_wrong_key_that_the_real_api_took_would_be_a_difference() -> None:
    class Real(Client):
        def __init__(self, url: str) -> None:
            super().__init__(KEY, url)
            self.local = False

    from mistral_playbooks.live import report

    with serving(Api(Settings())) as url:
        seen = calibrate([probe("models/wrong-key")], Real(url), Mask(KEY), pause=0)
    assert report.difference_lines(seen) == ["models/wrong-key: status 401 → real answered 200"]


def test_an_outage_is_told_as_such() -> None:
    from mistral_playbooks.live import report

    with serving(Api(Settings(), [parse_fault("server-error:1")])) as url:
        seen = calibrate(choose(["invalid-model"]), Client(KEY, url), Mask(KEY), pause=0)
    assert not seen.agrees
    text = report.result_text(seen)
    assert "Not compared:\nchat/invalid-model: 500: the API failed, so nothing was compared" in text
    assert seen.outcomes[1].agrees


# --- the way there -------------------------------------------------------------------------------------------------


def closed_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def test_after_three_requests_without_an_answer_it_ends(live: Any) -> None:
    done = live("--yes", "--url", f"http://127.0.0.1:{closed_port()}")
    assert done.exit_code == 1
    assert done.output.count("no answer: ConnectionRefusedError") == 3
    assert "Three requests in a row got no answer." in done.output


@pytest.mark.parametrize("fault", ["stream-interrupted/cut", "connection-error/reset", "timeout"])
def test_half_an_answer_is_none(fault: str) -> None:
    name = "chat/stream" if "stream" in fault else "chat/answer"
    with serving(Api(Settings(), [parse_fault(fault)])) as url, pytest.raises(NoResponseError):
        Client(KEY, url, timeout=0.5).send(probe(name))


def test_an_answer_that_drips_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
                try:
                    while True:
                        connection.sendall(b" ")
                        time.sleep(0.02)
                except OSError:
                    return

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        with pytest.raises(NoResponseError, match="not complete"):
            Client(KEY, f"http://127.0.0.1:{server.getsockname()[1]}", timeout=0.5).send(probe("models/list"))
        thread.join(500)
        assert not thread.is_alive()


def test_no_redirect_takes_the_key_along() -> None:
    elsewhere = Api(Settings())
    with serving(elsewhere) as other:
        planted = Planted(Api(Settings()), MODELS, b"", both(status(307), header("location", f"{other}/v1/models")))
        with serving(planted) as url:
            assert Client(KEY, url).send(probe("models/list")).status == 307
    assert elsewhere.handled == 0


@pytest.mark.parametrize("url", ["http://api.mistral.ai", "http://192.0.2.1:8000", "ftp://127.0.0.1", "api.mistral.ai"])
def test_a_key_goes_to_https_alone(live: Any, url: str) -> None:
    done = live("--yes", "--url", url)
    assert done.exit_code == 2
    assert "https" in done.stderr


@pytest.fixture(scope="module")
def gateway() -> Iterator[tuple[Gateway, Authority]]:
    api = Api(Settings(api_key=KEY))
    with Authority() as authority, LoopThread() as background, Gateway(api, authority, background) as made:
        yield made, authority


def test_it_goes_through_the_proxy_of_the_machine_and_verifies_tls(
    gateway: tuple[Gateway, Authority], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, authority = gateway
    monkeypatch.setenv("HTTPS_PROXY", made.address)
    with pytest.raises(NoResponseError, match="CERTIFICATE_VERIFY_FAILED"):
        Client(KEY).send(probe("models/list"))
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    assert calibrate(choose(), Client(KEY), Mask(KEY), pause=0).agrees
    assert made.refused == []


# --- what it refuses -----------------------------------------------------------------------------------------------


def refused(done: Result, *says: str) -> None:
    assert done.exit_code == 2, done.output
    assert done.stderr.splitlines()[-1].startswith("mistral-playbooks: ")
    for one in says:
        assert one in done.stderr


@pytest.mark.parametrize(
    ("key", "says"),
    [
        (None, "MISTRAL_API_KEY is not set"),
        ("", "MISTRAL_API_KEY is not set"),
        (environment.KEY, "made-up key"),
        (f"{KEY}\n", "explain missing-api-key"),
        (f"Bearer {KEY}", "explain missing-api-key"),
        ("short", "explain missing-api-key"),
        ("schlüssel-schlüssel", "explain missing-api-key"),
    ],
)
def test_it_needs_a_key_of_ones_own(monkeypatch: pytest.MonkeyPatch, key: str | None, says: str) -> None:
    if key is not None:
        monkeypatch.setenv("MISTRAL_API_KEY", key)
    done = CliRunner().invoke(main, ["verify", "--live", "--yes"])
    refused(done, says)
    assert not key or key not in done.output


@pytest.mark.parametrize(
    "own",
    [(), ("env", f"MISTRAL_API_KEY={KEY}"), ("env", "-u", "PYTHONPATH", f"MISTRAL_API_KEY={KEY}")],
    ids=["its key", "one's own key", "without its guard"],
)
def test_it_never_works_under_run(root: Path, own: tuple[str, ...]) -> None:
    tool = str(Path(sys.executable).with_name("mistral-playbooks"))
    command = [tool, "run", "--json", "--", *own, tool, "verify", "--live", "--yes"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 2
    assert "unreachable under `mistral-playbooks run`" in done.stderr
    assert json.loads(done.stderr.splitlines()[-1])["requests"] == []


def test_without_a_terminal_and_without_yes_nothing_is_sent(live: Any) -> None:
    refused(live(), "--dry-run", "--yes")


def test_on_a_terminal_it_asks_first(live: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "_is_terminal", lambda: True)
    api = Api(Settings())
    with serving(api) as url:
        refused(
            live("--url", url, "unauthorized", input="n\n"),
            "Nothing was sent.",
            f"Sends to {url}, with your key. In total 2",
        )
        assert api.handled == 0
        assert live("--url", url, "unauthorized", input="y\n").exit_code == 0
        assert api.handled == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--live", "no-such-class"), "No single request triggers `no-such-class`"),
        (("--live", "context-length"), "Add --large"),
        (("--live", "--all"), "--live can be combined only with"),
        (("--live", "--sdk", "2"), "--live can be combined only with"),
        (("--dry-run",), "require --live"),
        (("--yes",), "require --live"),
        (("--url", "http://127.0.0.1:1"), "require --live"),
    ],
)
def test_options_that_do_not_fit(arguments: tuple[str, ...], says: str) -> None:
    refused(CliRunner().invoke(main, ["verify", *arguments]), says)


def test_a_record_that_cannot_be_written_is_told_before_a_request_is_sent(live: Any, folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("in the way")
    api = Api(Settings())
    with serving(api) as url:
        refused(live("--yes", "--url", url, "unauthorized"), "cannot be written: File exists. Nothing was sent.")
    assert api.handled == 0


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_what_was_learnt_is_not_lost_where_the_disk_refuses_afterwards(
    live: Any, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    from mistral_playbooks.live import LiveError, report

    def full(*_: object) -> None:
        raise LiveError("it cannot be written: No space left on device.")

    monkeypatch.setattr(report, "save", full)
    planted = Planted(Api(Settings()), CHAT, INVALID, swapped(b'"1500"', b'"1501"'))
    with serving(planted) as url:
        done = live("--yes", "--url", url, "invalid-model", *arguments)
    assert done.exit_code == 2
    assert "real answered" in done.stdout
    assert "No space left on device" in done.stderr


def test_after_three_limits_in_a_row_nothing_more_is_sent(live: Any) -> None:
    api = Api(Settings(), [parse_fault("rate-limited")])
    with serving(api) as url:
        done = live("--yes", "--url", url)
    assert done.exit_code == 1
    assert [exchange.status for exchange in api.journal][-3:] == [429] * 3
    assert api.handled < 10
    assert "Three requests in a row got a 429, so no more are sent." in done.output


def test_where_nothing_was_compared_nothing_agrees(live: Any) -> None:
    api = Api(Settings(), [parse_fault("tier-not-allowed")])
    with serving(api) as url:
        done = live("--yes", "--url", url, "invalid-model")
    assert "About this key:" in done.output
    assert "0 of 0 answers agree" in done.output
    assert done.exit_code == 1


def test_a_key_of_a_machine_is_read_as_it_is() -> None:
    assert read_key({"MISTRAL_API_KEY": KEY}) == KEY
    assert read_key({"MISTRAL_API_KEY": environment.KEY}, local=True) == environment.KEY
    assert KEY != WRONG_KEY
    assert "MISTRAL_API_KEY" not in os.environ
