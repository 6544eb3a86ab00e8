"""The commands as a user calls them: what they print, their status, and one clear message for each mistake."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import get_args

import click
import pytest

from helpers.machine import ROOT
from helpers.small_site import SmallSite
from mistral_playbooks import pytest_plugin
from mistral_playbooks.cli import main
from mistral_playbooks.mock import Profile
from mistral_playbooks.site import build
from mistral_playbooks.support.errors import UserError

COMMAND = [sys.executable, "-m", "mistral_playbooks"]


def call(
    *arguments: str, cwd: Path | None = None, input: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=cwd,
        input=input,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )


def refused(done: subprocess.CompletedProcess[str], *says: str, status: int = 2) -> None:
    """One message that says it all, no traceback, nothing on standard output."""
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    for part in says:
        assert part in done.stderr, done.stderr


# --- run -----------------------------------------------------------------------------------------------------------


def test_run_shows_requests_and_waits(root: Path) -> None:
    done = call("run", "--fault", "rate-limited:2", "--", sys.executable, "snippets/rate-limited/fixed.py", cwd=root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Mocked answer")
    lines = done.stderr.splitlines()
    assert lines[0] == "mistral-playbooks run: 3 requests to the mocked Mistral API"
    assert [line.split("  ")[2].strip() for line in (line.strip() for line in lines[1:4])] == ["429", "429", "200"]
    assert "after" in lines[2]
    assert "after" in lines[3]


def test_run_keeps_the_commands_own_status_and_text(root: Path) -> None:
    done = call("run", "--fault", "rate-limited", "--", sys.executable, "snippets/rate-limited/broken.py", cwd=root)
    assert done.returncode == 1
    assert "Status 429" in done.stderr
    assert "Rate limit exceeded" in done.stderr
    assert call("run", "--", "sh", "-c", "exit 7").returncode == 7
    assert call("run", "--", "sh", "-c", "kill -9 $$").returncode == 137


def test_run_as_json() -> None:
    script = 'curl -s https://api.mistral.ai/v1/models -H "authorization: Bearer $MISTRAL_API_KEY"; curl -s https://a.example'
    done = call("run", "--json", "--", "sh", "-c", script)
    report = json.loads(done.stderr.splitlines()[-1])
    assert [request["status"] for request in report["requests"]] == [200]
    assert report["refused"] == ["a.example:443"]


def test_no_key_of_the_user_reaches_the_program() -> None:
    secret = "real-key-0123456789abcdef"
    done = call("run", "--", "env", MISTRAL_API_KEY=secret, OTHER_API_KEY="real-other-999", COPY=secret)
    assert done.returncode == 0
    assert "MISTRAL_API_KEY=" in done.stdout
    assert secret not in done.stdout
    assert "real-other-999" not in done.stdout


def test_run_names_what_it_refuses() -> None:
    done = call("run", "--", "curl", "-sS", "https://example.com/")
    assert done.returncode == 56
    assert "refused example.com:443" in done.stderr


def test_run_passes_a_termination_on(tmp_path: Path) -> None:
    script = f"trap 'echo ended > {tmp_path}/said; exit 3' TERM; touch {tmp_path}/up; while :; do sleep 0.05; done"
    child = subprocess.Popen([*COMMAND, "run", "--", "sh", "-c", script], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 500
    while not (tmp_path / "up").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    child.send_signal(signal.SIGTERM)
    assert child.wait(timeout=500) == 3
    assert (tmp_path / "said").read_text() == "ended\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--fault", "no-such", "--", "true"), "Unknown error class `no-such`"),
        (("--fault", "rate-limited/no-such", "--", "true"), "no-such"),
        (("--fault", "rate-limited:many", "--", "true"), "many"),
        (("--fault", "import-error", "--", "true"), "import-error"),
        (("--limits", "no-such-file.json", "--", "true"), "no-such-file.json"),
        (("--minute", "soon", "--", "true"), "soon"),
        (("--profile", "vllm", "--", "true"), "'vllm' is not one of 'hosted', 'self-hosted'"),
        ((), "COMMAND"),
    ],
)
def test_run_refuses_what_it_cannot_do(arguments: tuple[str, ...], says: str) -> None:
    refused(call("run", *arguments), says)


AFTER_TOOL = [
    {"role": "user", "content": "u"},
    {"role": "assistant", "tool_calls": [{"id": "abcDEF123", "function": {"name": "f", "arguments": "{}"}}]},
    {"role": "tool", "content": "r", "tool_call_id": "abcDEF123"},
    {"role": "user", "content": "u"},
]


@pytest.mark.parametrize(("profile", "status"), [((), 200), (("--profile", "self-hosted"), 400)])
def test_run_has_the_rules_of_its_profile(profile: tuple[str, ...], status: int, tmp_path: Path) -> None:
    body = tmp_path / "body.json"
    body.write_text(json.dumps({"model": "mistral-small-latest", "messages": AFTER_TOOL}))
    script = (
        "curl -s https://api.mistral.ai/v1/chat/completions -H 'content-type: application/json' "
        f'-H "authorization: Bearer $MISTRAL_API_KEY" -d @{body}'
    )
    done = call("run", "--json", *profile, "--", "sh", "-c", script)
    report = json.loads(done.stderr.splitlines()[-1])
    assert [request["status"] for request in report["requests"]] == [status]


def test_check_has_the_rules_of_its_profile() -> None:
    history = json.dumps(AFTER_TOOL)
    assert call("check", input=history).returncode == 0
    done = call("check", "--profile", "self-hosted", input=history)
    assert done.returncode == 1
    assert "Unexpected role 'user' after role 'tool'" in done.stdout
    assert call("check", "--fix", "--profile", "self-hosted", input=history).returncode == 1


def test_every_profile_can_be_chosen() -> None:
    check = main.get_command(click.Context(main), "check")
    assert check is not None
    (option,) = [one for one in check.params if one.name == "profile"]
    assert isinstance(option.type, click.Choice)
    assert tuple(option.type.choices) == get_args(Profile) == pytest_plugin._PROFILES


def test_run_names_a_command_that_is_not_there() -> None:
    refused(call("run", "--", "no-such-command"), "`no-such-command` cannot be started", "PATH", status=127)


# --- mock ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_mock_says_its_address_and_ends_when_told(number: int) -> None:
    child = subprocess.Popen([*COMMAND, "mock", "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        line = child.stdout.readline()
        address = line.split()[4]
        assert address.startswith("http://127.0.0.1:")
        request = urllib.request.Request(f"{address}/v1/models", headers={"authorization": "Bearer any"})
        with urllib.request.urlopen(request, timeout=500) as answer:
            assert json.load(answer)["object"] == "list"
    finally:
        child.send_signal(number)
        child.communicate(timeout=500)
    assert child.returncode == 0


def test_mock_has_the_rules_of_its_profile() -> None:
    command = [*COMMAND, "mock", "--port", "0", "--profile", "self-hosted"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        address = child.stdout.readline().split()[4]
        body = json.dumps({"model": "mistral-small-latest", "messages": AFTER_TOOL}).encode()
        headers = {"authorization": "Bearer any", "content-type": "application/json"}
        request = urllib.request.Request(f"{address}/v1/chat/completions", body, headers)
        with pytest.raises(urllib.error.HTTPError, match="400"):
            urllib.request.urlopen(request, timeout=500)
        child.terminate()


def test_a_port_in_use_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not build.port_is_free(port)
        refused(call("mock", "--port", str(port)), f"port {port}", "--port")
        refused(call("serve", "--port", str(port)), f"port {port} is in use", f"--port {port + 1}")
        refused(call("mock", "--port", str(port)), f"port {port} cannot be used: Address already in use.", "--port 0")


# --- explain -------------------------------------------------------------------------------------------------------


def test_explain_reads_a_code_a_file_and_standard_input(root: Path, tmp_path: Path) -> None:
    text = 'API error occurred: Status 429. Body: {"object":"error","message":"Rate limit exceeded","code":"1300"}'
    (tmp_path / "error.log").write_text(text, encoding="utf-8")
    for arguments, given in ((("3280",), ""), (("error.log",), ""), ((), text)):
        done = call("explain", "--json", *arguments, cwd=tmp_path, input=given)
        assert done.returncode == 0, done.stderr
        first = json.loads(done.stdout)["matches"][0]
        assert first["slug"] == ("tool-call-id-format" if arguments == ("3280",) else "rate-limited")
        assert first["url"] == f"/playbooks/{first['slug']}/"


def test_explain_shows_the_change_as_plain_text_when_piped() -> None:
    done = call("explain", "cannot import name 'Mistral' from 'mistralai' (unknown location)")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "-from mistralai import Mistral" in done.stdout
    assert "+from mistralai.client import Mistral" in done.stdout


NODE = """file:///app/node_modules/@mistralai/mistralai/esm/models/errors/sdkerror.js:9
SDKError: API error occurred: Status 400
Body: {body}
    at file:///app/node_modules/@mistralai/mistralai/esm/lib/matchers.js:117:23
Node.js v24.1.0"""
CURL = "HTTP/2 400 \ncontent-type: application/json\n\n{body}"
MODEL = '{"object":"error","message":"Invalid model: mistral-x","type":"invalid_model","code":"1500"}'


def test_the_change_is_in_the_language_of_the_error() -> None:
    shown = {
        "python": "API error occurred: Status 400. Body: " + MODEL,
        "typescript": NODE.replace("{body}", MODEL),
        "curl": CURL.replace("{body}", MODEL),
    }

    def change(text: str, *options: str) -> str:
        return call("explain", *options, input=text).stdout.partition("  Change:")[2].partition("\nOr:")[0].strip()

    changes = {name: change(text) for name, text in shown.items()}
    assert len(set(changes.values())) == 3
    for name, text in shown.items():
        assert changes[name]
        for other in shown:
            assert change(text, "--lang", other) == changes[other]


def test_a_cause_without_programs_shows_no_change() -> None:
    from mistral_playbooks.content import catalog, pages

    for playbook in catalog.load():
        for cause in playbook.causes:
            done = call("explain", f"{playbook.slug}/{cause.id}")
            shown = bool(pages.read(ROOT, playbook).changes.get(cause.id))
            assert ("  Change:" in done.stdout) == shown, (playbook.slug, cause.id)
        break  # one process per cause: one page is enough


def test_explain_without_a_match_says_so() -> None:
    done = call("explain", "--json", "the printer is on fire")
    assert (done.returncode, json.loads(done.stdout)) == (1, {"matches": []})


# --- the checkout --------------------------------------------------------------------------------------------------


def test_verify_refuses_an_unknown_slug() -> None:
    refused(call("verify", "invalid-modle"), "There is no playbook `invalid-modle`. Did you mean `invalid-model`")


def test_front_matter_that_does_not_parse_stops_every_command(runnable: Path) -> None:
    page = runnable / "docs/playbooks/invalid-model.md"
    page.write_text(page.read_text(encoding="utf-8").replace("retry:", "retri:", 1), encoding="utf-8")
    for arguments in (("verify",), ("build", "--site-dir", "out"), ("serve", "--port", "8999")):
        done = call(*arguments, cwd=runnable, PYTHONPATH=str(runnable / "src"))
        refused(done, "docs/playbooks/invalid-model.md", "`retri`")
    assert not (runnable / "out").exists()


@pytest.fixture
def runnable(checkout: Path) -> Path:
    """A checkout whose commands use its own copy of the package."""
    shutil.copytree(ROOT / "src", checkout / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in (
        "pyproject.toml",
        "hatch_build.py",
        "README.md",
        "LICENSE",
    ):  # of which the wheel is made that the labs install
        shutil.copy(ROOT / name, checkout / name)
    return checkout


def test_build_reruns_what_changed_and_stops_where_it_fails(runnable: Path) -> None:
    """One character of a program: the next build runs it anew."""
    fixed = runnable / "snippets/invalid-model/fixed.py"
    fixed.write_text(fixed.read_text(encoding="utf-8").replace("mistral-small-latest", "mistral-smal-latest"))
    done = call("build", "--site-dir", "out", cwd=runnable, PYTHONPATH=str(runnable / "src"))
    assert done.returncode == 1
    assert "snippets/invalid-model/fixed.py" in done.stderr
    assert "Invalid model: mistral-smal-latest" in done.stderr
    assert not (runnable / "out").exists()


def test_serve_serves_until_it_is_ended(tmp_path: Path) -> None:
    site = SmallSite(tmp_path / "s")
    (site.root / "src").unlink()
    shutil.copytree(ROOT / "src", site.root / "src", ignore=shutil.ignore_patterns("__pycache__"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(site.root / "src")}
    with (site.root / "log").open("w") as log:
        child = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(port)], cwd=site.root, env=environment, stdout=log, stderr=log
        )
        address = f"http://127.0.0.1:{port}/playbooks/invalid-model/"
        text = ""
        deadline = time.monotonic() + 500
        while not text and child.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=500) as answer:
                text = answer.read().decode()
            time.sleep(0.2)
        child.send_signal(signal.SIGTERM)
        assert child.wait(timeout=500) == 0
    said = (site.root / "log").read_text()
    assert f"http://127.0.0.1:{port}/" in said, said
    assert "Invalid model" in text, said
    assert build.port_is_free(port)


@pytest.mark.parametrize("command", ["explain", "show", "list", "run", "mock", "verify", "build", "serve", "status"])
def test_help_shows_an_example(command: str) -> None:
    done = call(command, "--help")
    assert done.returncode == 0
    assert f"  mistral-playbooks {command}" in done.stdout or f"| mistral-playbooks {command}" in done.stdout


def test_a_site_that_cannot_be_written_is_named() -> None:
    with pytest.raises(UserError, match=r"/dev/null/site cannot be written: .*--site-dir"):
        build.build_site(ROOT, Path("/dev/null/site"))


def test_a_command_for_a_checkout_says_so_where_the_package_alone_is_installed(tmp_path: Path) -> None:
    """Without the extra `site`, there is no package to read a page with."""
    package = tmp_path / "installed"
    shutil.copytree(
        ROOT / "src/mistral_playbooks", package / "mistral_playbooks", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("yaml", "mkdocs"):
        (package / f"{name}.py").write_text("raise ModuleNotFoundError(__name__)\n")
    for command in (["new", "a-slug"], ["verify"], ["build"], ["serve"]):
        done = call(*command, cwd=tmp_path, PYTHONPATH=str(package))
        assert done.returncode == 2, done.stderr
        assert done.stderr.startswith("mistral-playbooks: This command needs a checkout of the repository")
