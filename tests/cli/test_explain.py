"""The command `explain`: what it reads, what it prints, with which status it ends."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from helpers.records import catalog_of, record, wider
from mistral_playbooks.cli.explain import explain as explain_command
from mistral_playbooks.diagnosis import Match
from mistral_playbooks.explain.render import RETRY, run

RATE = '{"object":"error","message":"Rate limit exceeded","type":"rate_limited","param":null,"code":"1300"}'
KEYS = ["slug", "cause", "title", "score", "retry", "url", "why", "summary", "first_step", "ask"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def explain(argument: str | None, stdin: str | bytes = "", **options: Any) -> tuple[int, str, str]:
    """Exit status, standard output, standard error."""
    out, err = options.pop("out", io.StringIO()), io.StringIO()
    stream: Any = io.BytesIO(stdin) if isinstance(stdin, bytes) else io.StringIO(stdin)
    status = run(argument, stream, out=out, err=err, **{"catalog": wider(), **options})
    return status, out.getvalue(), err.getvalue()


def test_prints_title_reason_retry_first_step_and_change() -> None:
    asked = []

    def change(text: str, match: Match) -> str:
        asked.append((match.slug, match.cause))
        return "-model = 'old'\n+model = 'new'"

    status, out, err = explain("invalid-model/retired", change=change)
    assert (status, err, asked) == (0, "", [("invalid-model", "retired")])
    for part in (
        "Invalid model",
        "[invalid-model, sure]",
        RETRY["after-change"],
        "Cure of retired.",
        "    +model = 'new'",
    ):
        assert part in out
    assert "\x1b" not in out


def test_the_name_of_the_cause_is_beside_the_title(monkeypatch: pytest.MonkeyPatch) -> None:
    """The title is in the words of the commonest cause."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    causes = [
        {"id": "first", "tell": "One.", "action": "Do this."},
        {"id": "named", "name": "Bare base64", "tell": "Two.", "action": "Do that."},
    ]
    known = catalog_of([record("image-input", "Image input is off", "requests", "never", causes=causes)])
    plain, colored = (explain("image-input/named", catalog=known, out=out)[1] for out in (io.StringIO(), Terminal()))
    assert plain.splitlines()[0] == "Image input is off · Bare base64  [image-input, sure]"
    assert click.unstyle(colored).splitlines()[0] == "Image input is off · Bare base64  image-input, sure"
    assert explain("image-input/first", catalog=known)[1].startswith("Image input is off  [image-input, sure]\n")
    assert explain("image-input", catalog=known)[1].startswith("Image input is off  [image-input, sure]\n")


def test_links_are_shown_as_addresses() -> None:
    causes = [
        {"id": "only", "tell": "One.", "action": "See [the docs](https://a.org/d) at [a.org/d](https://a.org/d)."}
    ]
    out = io.StringIO()
    run(
        "linked",
        io.StringIO(),
        catalog=catalog_of([record("linked", "Linked", "sdk", "never", causes=causes)]),
        out=out,
    )
    assert "First: See the docs (https://a.org/d) at https://a.org/d." in out.getvalue()


def test_without_a_change_or_in_doubt_prints_none() -> None:
    assert "Change" not in explain("invalid-model", change=lambda text, match: None)[1]
    assert "Change" not in explain("HTTP 401", change=lambda text, match: "-a\n+b")[1]


def test_names_the_others_and_what_decides() -> None:
    _, out, _ = explain(f"Status 429. Body: {RATE}")
    assert "Or: 429 that never ends" in out
    assert "To decide" in out
    assert "curl -sS -D -" in out


def test_colors_only_on_a_terminal_that_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")
    status, out, _ = explain(f"Status 429. Body: {RATE}", out=Terminal(), change=lambda text, match: "-a\n+b")
    assert status == 0
    shown = click.unstyle(out)
    assert shown != out
    for part in ("Rate limit exceeded  rate-limited, ", "\nFirst  ", "\n  +b\n", "\nor 429 that never ends"):
        assert part in shown
    assert all(len(line) <= 60 for line in shown.splitlines() if not line.startswith(("or ", "  curl")))
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in explain(f"Status 429. Body: {RATE}", out=Terminal())[1]


@pytest.mark.parametrize("text", ["1500", "Status 429 Rate limit exceeded"])
def test_no_answer_waits_for_what_it_does_not_need(text: str) -> None:
    """Nor does one on a terminal."""
    code = f"import sys; from mistral_playbooks.cli import main; main(['explain', '{text}'], standalone_mode=False)\n"
    heavy = ("pydantic", "rich", "yaml", "mistral_playbooks.mock")
    names = f"print([name for name in {heavy} if name in sys.modules])"
    program = f"import atexit, sys; atexit.register(lambda: {names}); {code}"
    env = os.environ | {"FORCE_COLOR": "1"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=env, timeout=300)
    assert done.stdout.splitlines()[-1] == "[]"
    assert "\x1b[" in done.stdout


@pytest.mark.parametrize("text", [RATE, "1300", "rate-limited", "RateLimitError", "ratelimiterror"])
def test_argument_is_a_code_slug_exception_or_text(text: str) -> None:
    status, out, _ = explain(text, json=True)
    assert status == 0
    assert json.loads(out)["matches"][0]["slug"] == "rate-limited"


def test_argument_names_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "1500").write_text(f"call failed\n{RATE}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert "[rate-limited" in explain("1500")[1]  # a file of that name comes before the code
    assert "[invalid-model" in explain("code 1500")[1]


def test_file_of_a_windows_shell_and_binary_file(tmp_path: Path) -> None:
    path = tmp_path / "out.log"
    path.write_bytes(b"\xff\xfe" + RATE.encode("utf-16-le"))
    assert explain(str(path))[0] == 0
    path.write_bytes(b"\x7fELF\0\0\0")
    status, out, err = explain(str(path))
    assert (status, out) == (2, "")
    assert "binary" in err


def test_reads_standard_input_text_or_bytes() -> None:
    assert explain(None, f"log\n{RATE}")[0] == 0
    assert explain(None, f"log\n{RATE}".encode())[0] == 0
    head = f"boot\n{RATE}\n".encode()
    assert explain(None, head + b"x" * (6 << 20))[0] == 0  # more than is kept: the head stays


def test_json_is_the_contract() -> None:
    status, out, err = explain(RATE, json=True, top=1)
    assert (status, err) == (0, "")
    matches = json.loads(out)["matches"]
    assert len(matches) == 1
    assert list(matches[0]) == KEYS
    assert matches[0]["url"] == "/playbooks/rate-limited/"
    assert isinstance(matches[0]["why"], list)
    assert 0.8 <= matches[0]["score"] <= 1


@pytest.mark.parametrize("length", [200, 300, 1000, 5000])
def test_a_text_longer_than_a_file_name_can_be(length: int) -> None:
    text = f"Status 400: Invalid model: {'x' * (length - 60)} and more"
    assert explain(text)[0] == 0


def test_a_status_of_many_classes_leads_to_their_list() -> None:
    status, out, _ = explain("HTTP 400")
    assert status == 1
    assert "Status 400 alone does not identify the error" in out
    assert "The errors with this status: invalid-model, " in out


@pytest.mark.parametrize("name", ["nofile.log", "logs/nofile.txt", "./nofile", "C:\\logs\\out.log"])
def test_a_file_name_without_a_file_is_said(name: str) -> None:
    status, out, err = explain(name)
    assert (status, out) == (2, "")
    assert "there is no file" in err


@pytest.mark.parametrize("text", ["rate-limited/minute", "mistralai.exceptions.MistralAPIException", "api.mistral.ai"])
def test_a_key_with_dots_or_slashes_is_no_file_name(text: str) -> None:
    assert "no file" not in explain(text)[2]


HISTORY = [{"role": "user", "content": "Hi"}, {"role": "user", "content": "Status 429"}]


@pytest.mark.parametrize("value", [HISTORY, {"model": "mistral-small-latest", "messages": HISTORY}])
def test_a_request_belongs_to_check(value: object, tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    for argument, stdin, name in ((str(path), "", str(path)), (None, json.dumps(value), "request.json")):
        status, out, err = explain(argument, stdin)
        assert (status, out) == (2, "")
        assert "not an error" in err
        assert f"`mistral-playbooks check {name}`" in err


def chat_answer(content: str | None = "Hello.", **choice: object) -> dict[str, object]:
    message = {"role": "assistant", "tool_calls": None, "content": content}
    choices = [{"index": 0, "finish_reason": "stop", "message": message, **choice}]
    return {"id": "1", "object": "chat.completion", "model": "mistral-small-latest", "choices": choices}


def test_a_good_answer_is_no_error(tmp_path: Path) -> None:
    """Its `tool_calls` is null, as in every answer in text."""
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(chat_answer()), encoding="utf-8")
    for argument, stdin in ((str(path), ""), (None, json.dumps(chat_answer(), indent=2))):
        status, out, err = explain(argument, stdin)
        assert (status, out) == (2, "")
        assert "a complete answer in text, not an error" in err


@pytest.mark.parametrize(
    "value",
    [
        chat_answer(""),
        chat_answer(None),
        chat_answer('[TOOL_CALLS]weather[ARGS]{"city": "Paris"}'),
        chat_answer('weather{"city": "Paris"}'),
        chat_answer('{"name": "weather"}'),
        chat_answer(finish_reason="length"),
        {**chat_answer(), "choices": []},
        {**chat_answer(), "error": {"message": "Rate limit exceeded"}},
    ],
)
def test_an_answer_that_somebody_may_ask_about_is_read(value: object) -> None:
    assert "not an error" not in explain(None, json.dumps(value))[2]


def test_an_error_in_json_is_no_request() -> None:
    assert explain(None, json.dumps({"error": json.loads(RATE), "messages": HISTORY}))[0] == 0


def test_several_keys_give_the_classes_that_have_all() -> None:
    for text in ("400 3230", "3230, 400", "400 3230 invalid_request_message_order"):
        status, out, _ = explain(text, json=True)
        found = json.loads(out)["matches"]
        assert status == 0
        assert {one["slug"] for one in found} == {"tool-results-mismatch", "message-order"}
        assert all("code 3230" in one["why"] for one in found)
    assert explain("400 1300")[0] == 1  # no class has both


def test_an_exception_of_a_client_is_described() -> None:
    for name, decides in (("AI_APICallError", "error.responseBody"), ("mistralai.models.SDKError", "error.body")):
        status, out, _ = explain(name)
        assert status == 0
        assert "The name alone does not tell why" in out
        assert decides in out
        assert "First" not in out
        ask = json.loads(explain(name, json=True)[1])["matches"][0]["ask"]
        assert decides in ask


def test_no_match_is_status_1() -> None:
    assert explain("Knead the dough for ten minutes.", json=True) == (1, '{"matches": []}\n', "")
    status, out, _ = explain("Knead the dough for ten minutes.")
    assert status == 1
    assert "No playbook fits" in out


def test_a_dash_is_standard_input() -> None:
    assert explain("-", "Code 3280") == explain(None, "Code 3280")
    assert explain("-", "")[0] == 2


@pytest.mark.parametrize("stdin", ["", " \n\t\n", b"\x00\x01\x02", b"\xef\xbb\xbf"])
def test_unusable_input_is_status_2(stdin: str | bytes) -> None:
    status, out, err = explain(None, stdin)
    assert (status, out) == (2, "")
    assert err.startswith("mistral-playbooks: ")
    assert explain("", json=True)[0] == 2


def test_jsonl_answers_line_by_line() -> None:
    rows = [{"id": 7, "text": RATE}, {"id": "b", "text": "stir well"}, {"id": None, "text": ""}]
    status, out, err = explain(None, "\n".join(map(json.dumps, rows)) + "\n\n", jsonl=True, top=1)
    assert (status, err) == (0, "")
    answers = [json.loads(line) for line in out.splitlines()]
    assert [answer["id"] for answer in answers] == [7, "b", None]
    assert answers[0]["matches"][0]["slug"] == "rate-limited"
    assert list(answers[0]["matches"][0]) == KEYS
    assert answers[1] == {"id": "b", "matches": []}
    assert answers[2]["matches"] == []


@pytest.mark.parametrize(
    "line", [b"not json", b'{"id": 1}', b'{"text": "x"}', b'{"id": 1, "text": 5}', b"[1]", b"\xff\xfe", b"[" * 90_000]
)
def test_jsonl_names_a_bad_line_and_goes_on(line: bytes) -> None:
    good = json.dumps({"id": 1, "text": "1500"}).encode()
    status, out, err = explain(None, b"\n".join([good, line, good]), jsonl=True)
    assert status == 2
    assert len(out.splitlines()) == 2
    assert "line 2:" in err


def test_jsonl_reads_a_file(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    path.write_text(json.dumps({"id": 1, "text": "3280"}) + "\n", encoding="utf-8")
    assert '"tool-call-id-format"' in explain(str(path), jsonl=True)[1]
    status, _, err = explain(str(tmp_path / "none.jsonl"), jsonl=True)
    assert status == 2
    assert "no file" in err


def test_a_key_in_the_text_is_never_shown() -> None:
    key = "Zx81Zx81Zx81Zx81Zx81Zx81Zx81Zx81"
    for text in (
        f"Invalid model: {key}",
        f"Status 401 Authorization: Bearer {key} Invalid API Key",
        f"no-file-{key}.log",
    ):
        for shown in (explain(text), explain(text, json=True), explain(text, jsonl=True)):
            assert key.lower() not in "".join(map(str, shown[1:])).lower()


def test_prints_on_a_stream_that_is_not_unicode() -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    assert run("tool-call-id-format", io.StringIO(), catalog=wider(), out=out) == 0


def test_command_ends_with_the_status() -> None:
    script = "import sys; from mistral_playbooks.explain.render import run; sys.exit(run(sys.argv[1], sys.stdin))"
    done = subprocess.run(
        [sys.executable, "-c", script, "Knead the dough."],
        capture_output=True,
        text=True,
        env={**os.environ},
        check=False,
        timeout=300,
    )
    assert (done.returncode, done.stderr) == (1, "")


def test_an_address_is_a_link_only_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("SITE_URL", "https://playbooks.example/")
    address = "https://playbooks.example/playbooks/tool-call-id-format/"
    piped = explain("3280")[1]
    assert f"Page:  {address}" in piped
    assert "\x1b" not in piped
    assert f"\x1b]8;;{address}" in explain("3280", out=Terminal())[1]
    assert json.loads(explain("3280", json=True)[1])["matches"][0]["url"] == "/playbooks/tool-call-id-format/"
    monkeypatch.delenv("SITE_URL")
    assert "\x1b]8" not in explain("3280", out=Terminal())[1]


# --- the change ----------------------------------------------------------------------------------------------------

MODEL = '{"object":"error","message":"Invalid model: mistral-x","type":"invalid_model","param":null,"code":"1500"}'
SDK = f"mistralai.client.errors.sdkerror.SDKError: API error occurred: Status 429. Body: {RATE}"


def change_of(text: str, *options: str) -> str:
    """Returns the change that the command prints."""
    done = CliRunner().invoke(explain_command, [*options, "--", text])
    assert done.exit_code == 0, done.output
    return done.stdout.partition("  Change:\n")[2].partition("\nOr: ")[0]


def test_the_change_is_for_the_major_version_of_the_sdk_that_the_text_shows() -> None:
    newest, first = change_of(SDK), change_of(SDK.replace("client.errors", "models"))
    assert " from mistralai.client import Mistral\n" in newest
    assert " from mistralai import Mistral\n" in first
    assert "+from mistralai.utils import BackoffStrategy" in first
    deprecated = "NotImplementedError: This client is deprecated. To migrate to the new client, please refer to this"
    assert "+from mistralai import Mistral\n" in change_of(deprecated)
    assert change_of(f"mistralai.exceptions.MistralAPIException: Status: 429. Message: {RATE}") == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"openai.BadRequestError: Error code: 400 - {MODEL}", "model="),
        ("openai.NotFoundError: Error code: 404 - no Route matched with those values", "base_url="),
        (f"httpx.HTTPStatusError: Error response 429 while fetching https://api.mistral.ai: {RATE}", "ChatMistralAI"),
        ("aiohttp.client_exceptions.ClientResponseError: 422, message='Unprocessable Entity', url='x'", "await answer"),
    ],
)
def test_the_change_is_for_the_client_that_the_text_shows(text: str, shown: str) -> None:
    change = change_of(text)
    assert shown in change
    assert "mistralai.client" not in change
    assert "server_url" not in change


@pytest.mark.parametrize(
    "text",
    [
        f"litellm.BadRequestError: MistralException - {MODEL}",
        f"goroutine 1 [running]:\nmain.main()\n\t/app/main.go:21 +0x1d\n{MODEL}",
        f"requests.exceptions.HTTPError: 429 Client Error: Too Many Requests for url: https://api.mistral.ai/v1\n{RATE}",
    ],
)
def test_without_a_change_for_the_client_none_is_shown_unless_a_language_is_asked_for(text: str) -> None:
    assert change_of(text) == ""
    assert "from mistralai" in change_of(text, "--lang", "python") or "model=" in change_of(text, "--lang", "python")


def test_whatever_sends_requests_can_follow_a_change_of_the_body() -> None:
    sent = "requests.exceptions.HTTPError: 400 Client Error: Bad Request for url: https://api.mistral.ai/v1/chat\n"
    assert '+    "model": "mistral-small-latest"' in change_of(sent + MODEL)


def test_a_command_that_prints_the_body_is_no_change_for_another_client() -> None:
    assert change_of("2026/01/01 10:00:00 mistral: unexpected status 400 Bad Request") == ""
    assert "--fail-with-body" in change_of("curl: (22) The requested URL returned error: 422 https://api.mistral.ai")
