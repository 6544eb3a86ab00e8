"""The command as a user calls it: what it prints, its status, and that nothing of the key comes out."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.machine import ROOT
from helpers.networks import answer, closed_port, head, serving
from helpers.server import Running
from mistral_playbooks.doctor import report
from mistral_playbooks.doctor.line import Line, failed, ok, unknown
from mistral_playbooks.doctor.questions import QUESTIONS
from mistral_playbooks.live.redact import PART
from mistral_playbooks.mock import Api, Settings

KEY = "Abcdefgh1234Ijklmnop5678Qrstuvwx"
_PROXIES = re.compile(r"(?i)(http|https|all|no)_proxy|ssl_cert_\w+|mistral_api_key")


def call(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not _PROXIES.fullmatch(name)}
    return subprocess.run(
        [sys.executable, "-m", "mistral_playbooks", "doctor", *arguments],
        cwd=cwd,
        env={**env, **variables},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )


def test_a_machine_on_which_all_works(tmp_path: Path) -> None:
    with Running(Api(Settings(api_key=KEY))) as server:
        done = call("--url", server.url, "--model", "mistral-small-latest", cwd=tmp_path, MISTRAL_API_KEY=KEY)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line for line in done.stdout.splitlines() if re.match(r"ok|failed|unknown", line)]
    assert [line.split()[1] for line in lines] == [one.label for one in QUESTIONS]
    assert {line.split()[1] for line in lines if not line.startswith("ok")} <= {"TLS", "SDK"}
    assert "\x1b" not in done.stdout
    assert "Everything works from here." in done.stdout


def test_color_only_if_asked_or_on_a_terminal(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{closed_port()}"
    plain = call("--url", url, cwd=tmp_path)
    colored = call("--url", url, cwd=tmp_path, FORCE_COLOR="1")
    assert "\x1b[31m\x1b[1mfailed" in colored.stdout
    assert re.sub(r"\x1b\[\d*m", "", colored.stdout) == plain.stdout


def test_what_failed_names_its_playbook_and_the_status(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{closed_port()}"
    done = call("--url", url, cwd=tmp_path, SITE_URL="https://site.example/")
    assert done.returncode == 1
    assert "mistral-playbooks show connection-error" in done.stdout
    assert "https://site.example/playbooks/connection-error/" in done.stdout
    shown = call("--url", url, "--json", cwd=tmp_path)
    assert shown.returncode == 1
    told = json.loads(shown.stdout)
    assert (told["url"], told["failed"]) == (url, True)
    assert [row["check"] for row in told["checks"]] == [one.id for one in QUESTIONS]
    tcp = told["checks"][2]
    assert (tcp["state"], tcp["playbook"], tcp["url"]) == ("failed", "connection-error", "/playbooks/connection-error/")
    assert {row["state"] for row in told["checks"]} <= {"ok", "failed", "unknown"}
    assert all(row["reason"] for row in told["checks"])


@pytest.mark.parametrize("option", [("--url", "nonsense"), ("--url", f"https://{KEY}@api.example"), ("--no-such",)])
def test_an_unusable_option(option: tuple[str, ...], tmp_path: Path) -> None:
    done = call(*option, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert KEY not in done.stderr


@pytest.mark.parametrize(
    "status", ["200 OK", "401 Unauthorized", "402 Payment Required", "403 Forbidden", f"500 {KEY}", "302 Found"]
)
def test_nothing_of_the_key_is_printed(status: str, tmp_path: Path) -> None:
    """A server that says the key in every place that is shown, whole, in parts, and in another case."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head(reader)
        parts = f"{KEY} {KEY[:12]}… …{KEY[-9:]} {KEY.upper()} {KEY[4:20].lower()} Bearer {KEY}"
        body = {"message": parts, "type": KEY, "code": KEY, "data": [{"id": f"ft:{KEY}"}, {"id": KEY[:10]}]}
        more = (f"location: https://a.example/{KEY}", f"date: {KEY}", f"x: {parts}")
        writer.write(answer(status, json.dumps(body).encode(), *(line.replace("…", "") for line in more)))

    with serving(echo) as port:
        for option in ("--json", "--model=mistral-small-latest"):
            done = call("--url", f"http://127.0.0.1:{port}", option, cwd=tmp_path, MISTRAL_API_KEY=KEY)
            said = (done.stdout + done.stderr).lower()
            pieces = [KEY[at : at + PART].lower() for at in range(len(KEY) - PART + 1)]
            assert [piece for piece in pieces if piece in said] == []
            assert "traceback" not in said
            assert "key" in said


def test_help_has_an_example(tmp_path: Path) -> None:
    done = call("--help", cwd=tmp_path)
    assert "mistral-playbooks doctor --model mistral-small-latest" in done.stdout


@pytest.mark.parametrize(
    ("faults", "says"),
    [
        ({}, "Everything works from here."),
        ({"chat": unknown("")}, "The API can be reached from here."),
        ({"api": unknown(""), "chat": unknown("")}, "Nothing failed, but"),
        ({"dns": failed("", "x"), "api": unknown("")}, "DNS failed, between this machine and the API."),
        ({"tls": failed("", "x"), "clock": failed("", "x")}, "Set this machine's clock first"),
        ({"api": failed("", "x")}, "API failed, between this machine and the API."),
        ({"api": replace(failed("", "x"), theirs=True)}, "API failed on Mistral's side."),
        ({"key": failed("", "x"), "chat": failed("", "x")}, "The API answers. Key failed"),
        ({"sdk": failed("", "x"), "dns": failed("", "x")}, "A malicious release was found"),
    ],
)
def test_what_the_lines_mean_together(faults: dict[str, Line], says: str) -> None:
    assert report.conclusion({one.id: faults.get(one.id, ok("")) for one in QUESTIONS}).startswith(says)


# --- the page ------------------------------------------------------------------------------------------------------

_HEADING = re.compile(r"^## \d+\. (.+) \{#([\w-]+)\}$", re.MULTILINE)


def test_the_page_asks_the_same_in_the_same_order() -> None:
    page = (ROOT / "docs" / "triage.md").read_text(encoding="utf-8")
    assert _HEADING.findall(page) == [(one.text, one.id) for one in QUESTIONS]
    assert re.findall(r"^## (\d+)\.", page, re.MULTILINE) == [str(n) for n in range(1, len(QUESTIONS) + 1)]


def test_each_question_of_the_page_has_a_command_and_a_playbook() -> None:
    page = (ROOT / "docs" / "triage.md").read_text(encoding="utf-8")
    parts = _HEADING.split(page)
    for id, text in zip(parts[2::3], parts[3::3], strict=True):
        (command,) = re.findall(r"^```\{\.sh [^}]*\}\n(.+)\n```$", text, re.MULTILINE)
        assert re.match(r"curl|nslookup|python|env", command)
        (slugs,) = re.findall(r"^<!-- see (.+) -->$", text, re.MULTILINE)
        assert tuple(slugs.split()) == next(one.playbooks for one in QUESTIONS if one.id == id)
