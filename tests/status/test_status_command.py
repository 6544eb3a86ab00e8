"""`status`, `status poll` and `status watch` against local servers."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from helpers import mail_server, status_servers
from helpers.status_feeds import FIXTURES
from helpers.status_servers import Server, answer
from mistral_playbooks.cli import main


@pytest.fixture
def server() -> Iterator[Server]:
    with status_servers.running() as found:
        yield found


@pytest.fixture
def places(server: Server, tmp_path: Path) -> list[str]:
    """The options that lead to the local server and a folder of the test."""
    page = status_servers.page(server, "main", FIXTURES["rootly-incident"], ("Completion API", "OCR API"))
    cloud = status_servers.page(server, "cloud", FIXTURES["statuspage-operational"])
    found = status_servers.watched(server, page, cloud, status_servers.page(server, "azure", None))
    file = status_servers.services_file(tmp_path, found)
    return ["--folder", str(tmp_path / "history"), "--services", str(file)]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["status", *arguments])


def test_status_polls_once_where_there_is_no_history(places: list[str], server: Server) -> None:
    first = run(*places)
    assert first.exit_code == 0, first.output
    assert first.output.splitlines()[0] == "Main: down"
    assert "OCR API is degraded (critical; active, monitoring)" in first.output
    assert "Azure                unknown   : No feed of this page is known" in first.output
    asked = len(server.bodies)
    again = run(*places, "--json")
    assert json.loads(again.output)["overall"]["state"] == "down"
    assert len(server.bodies) == asked  # it only shows what was recorded


def test_poll_writes_what_is_published(places: list[str], tmp_path: Path) -> None:
    done = run("poll", *places, "--out", str(tmp_path / "out"), "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.output) == json.loads((tmp_path / "out" / "status.json").read_text())
    assert {one.name for one in (tmp_path / "out").iterdir()} == {"status.json", "status.xml", "status.svg"}


def test_poll_mails_an_incident_once(places: list[str]) -> None:
    with mail_server.running() as inbox:
        url = f"mailto://127.0.0.1:{inbox.port}?from=me@example.com"
        for _ in range(2):
            assert run("poll", *places, "--notify", url).exit_code == 0
        (mail,) = inbox.messages
    assert mail["Subject"] == "Mistral API: OCR API is degraded"
    assert "Metrics are back to normal." in mail.get_content()


def test_watch_test_sends_one_message_to_each_address_and_tells_what_failed(places: list[str]) -> None:
    with mail_server.running() as inbox:
        url = f"mailto://127.0.0.1:{inbox.port}?from=me@example.com"
        done = run("watch", *places, "--notify", url, "--test")
        assert (done.exit_code, done.output) == (0, "sent    mailto://127.0.0.1\n")
        assert [mail["Subject"] for mail in inbox.messages] == ["Mistral API: test message"]
        inbox.refuse = 9
        done = run("watch", *places, "--notify", url, "--test")
        assert done.exit_code == 1
        assert "failed  mailto://127.0.0.1: the mail server refused it with code 451" in done.output


def test_addresses_may_come_from_the_environment(places: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server.running() as inbox:
        monkeypatch.setenv("MISTRAL_PLAYBOOKS_NOTIFY", f"mailto://127.0.0.1:{inbox.port}?from=me@example.com")
        assert run("watch", *places, "--test").exit_code == 0
        assert len(inbox.messages) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["watch", "--test"], "Add --notify URL"),
        (["watch", "--every", "5"], "is not a time from 1m to 1h, such as 5m"),
        (["watch", "--every", "1s"], "is not a time from 1m to 1h"),
        (["poll", "--notify", "mailto://x"], "is not complete. Write it like mailtos://"),
        (["--services", "no-such-file"], "no-such-file cannot be read"),
    ],
)
def test_a_users_mistake_is_one_message(arguments: list[str], message: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mistral_playbooks", "status", *arguments]
    if arguments[0] != "watch":
        command += ["--folder", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_services_file_that_is_not_one_is_told(tmp_path: Path) -> None:
    for text in ("[[service]]\n", "service = 1\n", "probe = 'x'\n", "no toml", "[[service]]\nid = 1\nnosuch = 2\n"):
        file = tmp_path / "services.toml"
        file.write_text(text)
        done = run("--services", str(file), "--folder", str(tmp_path / "history"))
        assert done.exit_code == 2
        assert "services.toml" in done.output


def test_watch_tells_what_it_sees_and_a_signal_ends_it(places: list[str], server: Server) -> None:
    command = [sys.executable, "-u", "-m", "mistral_playbooks", "status", "watch", *places, "--every", "1m"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout
        first = child.stdout.readline()
        child.send_signal(signal.SIGINT)
        assert child.wait(timeout=60) != 0
        assert child.stderr
        assert "Traceback" not in child.stderr.read()
    assert first.endswith("  The status page says outage, but the API answers.\n")


def test_no_key_is_sent_and_none_is_needed(places: list[str], server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MISTRAL_API_KEY", "s3cretkey")
    done = run("poll", *places, "--json")
    assert json.loads(done.output)["service"]["probe"]["state"] == "up"
    assert len(server.heads) == 4  # two files, another page, and the probe
    for head in server.heads:
        assert b"s3cretkey" not in head
        assert b"authorization" not in head.lower()
        assert b"mistral-playbooks/" in head
    assert "s3cretkey" not in done.output


def test_an_answer_of_the_page_is_text_in_the_terminal(places: list[str], server: Server) -> None:
    body = FIXTURES["rootly-incident"].bodies()["status"].replace(b"OCR API is", b"\\u001b[31mOCR API\\u0007 is")
    for name in ("status", "incidents"):
        server.serve(f"/main/{name}", answer(body))
    assert "\x1b" not in run(*places).output
