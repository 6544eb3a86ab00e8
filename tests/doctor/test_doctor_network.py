"""What `doctor` says of broken networks: names, connections, certificates and proxies that lead elsewhere."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as st

from helpers.networks import (
    REFUSAL,
    always,
    answer,
    black_hole,
    certificate,
    closed_port,
    dated,
    head,
    leading_to,
    serving,
    silent,
)
from mistral_playbooks.doctor import DoctorError, examination, network, report
from mistral_playbooks.doctor.examination import STEP, TOTAL, Settings
from mistral_playbooks.doctor.line import Line
from mistral_playbooks.doctor.target import find_proxy, parse_target
from mistral_playbooks.gateway.certificates import Authority
from mistral_playbooks.gateway.proxy import Gateway
from mistral_playbooks.mock import Api
from mistral_playbooks.mock import Settings as ApiSettings
from mistral_playbooks.support.loop_thread import LoopThread

KEY = "Abcdefgh1234Ijklmnop5678Qrstuvwx"
pytestmark = pytest.mark.usefixtures("no_proxies")


async def api(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The API's answer to a request without a key, and to a wrong one."""
    await always(answer("401 Unauthorized", REFUSAL, dated(datetime.now(UTC))))(reader, writer)


def asked(url: str, tmp_path: Path, **more: Any) -> dict[str, Line]:
    given: dict[str, Any] = {"target": parse_target(url), "env": {}, "folder": tmp_path, **more}
    return examination.examine(Settings(**given))


def found(lines: dict[str, Line], name: str) -> tuple[str, str | None]:
    return lines[name].state, lines[name].playbook


# --- names and connections -----------------------------------------------------------------------------------------


def test_a_name_that_does_not_exist(tmp_path: Path) -> None:
    lines = asked("https://api.mistral.invalid", tmp_path)
    assert found(lines, "dns") == ("failed", "connection-error")
    assert [lines[name].state for name in ("tcp", "tls", "clock", "api")] == ["unknown"] * 4
    assert report.conclusion(lines).startswith("DNS failed")


def test_a_name_server_that_does_not_answer(tmp_path: Path) -> None:
    released = threading.Event()
    lines = asked("https://a.example", tmp_path, step=0.2, lookup=lambda host, port: released.wait() and [])
    released.set()
    assert found(lines, "dns") == ("failed", "connection-error")
    assert "name server" in lines["dns"].reason


@pytest.mark.parametrize("address", ["0.0.0.0", "127.0.0.1", "::"])
def test_a_blocker_that_leads_the_api_to_this_machine(address: str, tmp_path: Path) -> None:
    lines = asked("https://api.mistral.ai", tmp_path, lookup=leading_to(address))
    assert found(lines, "dns") == ("failed", "connection-error")
    assert "blocker" in lines["dns"].reason


def test_a_port_that_refuses(tmp_path: Path) -> None:
    lines = asked(f"http://127.0.0.1:{closed_port()}", tmp_path)
    assert found(lines, "tcp") == ("failed", "connection-error")
    assert "refuse" in lines["tcp"].reason


def test_a_black_hole(tmp_path: Path) -> None:
    with black_hole() as port:
        lines = asked(f"http://127.0.0.1:{port}", tmp_path, step=1.0, env={"MISTRAL_API_KEY": KEY})
    assert found(lines, "tcp") == ("failed", "connection-error")
    assert "firewall" in lines["tcp"].reason
    assert lines["key"] == Line("unknown", "Not sent: see TCP.")


def test_ipv6_that_refuses_falls_back(tmp_path: Path) -> None:
    with serving(api) as port:
        lines = asked(f"http://a.example:{port}", tmp_path, lookup=leading_to("::1", "127.0.0.1"))
    assert found(lines, "tcp") == ("ok", None)
    assert "::1 before it does not" in lines["tcp"].reason
    assert lines["api"].state == "ok"


def test_ipv6_alone_is_enough(tmp_path: Path) -> None:
    with serving(api, "::1") as port:
        lines = asked(f"http://[::1]:{port}", tmp_path)
        second = asked(f"http://a.example:{port}", tmp_path, lookup=leading_to("127.0.0.1", "::1"))
    assert (lines["tcp"].state, lines["api"].state) == ("ok", "ok")
    assert (second["tcp"].state, second["api"].state) == ("ok", "ok")


def test_ipv6_that_swallows_everything_is_named(tmp_path: Path) -> None:
    """Clients that try one address after the other wait for it, so it has failed, though the API answers."""
    with serving(api) as port, black_hole("::1", port):
        lines = asked(f"http://a.example:{port}", tmp_path, lookup=leading_to("::1", "127.0.0.1"))
        other = asked(f"http://a.example:{port}", tmp_path, lookup=leading_to("127.0.0.1", "::1"))
    assert found(lines, "tcp") == ("failed", "timeout")
    assert "IPv6" in lines["tcp"].reason
    assert lines["api"].state == "ok"
    assert other["tcp"].state == "ok"


# --- certificates --------------------------------------------------------------------------------------------------


@contextmanager
def over_tls(leaf: trustme.LeafCert, handler: Any = api) -> Iterator[str]:
    with serving(handler, certificate=leaf) as port:
        yield f"https://localhost:{port}"


def test_a_trusted_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with over_tls(certificate("localhost", authority=authority)) as url:
        lines = asked(url, tmp_path, env={"MISTRAL_API_KEY": KEY})
    assert [lines[name].state for name in ("dns", "tcp", "tls", "clock", "api")] == ["ok"] * 5
    assert found(lines, "key") == ("failed", "unauthorized")  # it is sent to an address whose certificate is trusted


def test_a_certificate_that_nobody_trusts_names_its_issuer_and_gets_no_key(tmp_path: Path) -> None:
    seen: list[str] = []
    ahead = dated(datetime.now(UTC) + timedelta(hours=1))
    with over_tls(certificate("localhost"), always(answer("401 Unauthorized", REFUSAL, ahead), seen)) as url:
        lines = asked(url, tmp_path, env={"MISTRAL_API_KEY": KEY})
    assert found(lines, "tls") == ("failed", "tls-error")
    assert "Example Corporate Proxy" in lines["tls"].reason
    assert lines["clock"].state == "failed"
    assert [lines[name].state for name in ("api", "key", "models")] == ["unknown"] * 3
    assert not [request for request in seen if "authorization" in request.lower()]


@pytest.mark.parametrize(
    ("names", "options", "says"),
    [
        (("other.example",), {}, "not for localhost"),
        (("localhost",), {"not_after": datetime(2020, 1, 1)}, "expired"),
        (("localhost",), {"not_before": datetime(2096, 1, 1), "not_after": datetime(2099, 1, 1)}, "not valid yet"),
    ],
    ids=["wrong-host", "expired", "early"],
)
def test_a_certificate_for_something_else(
    names: tuple[str, ...], options: Any, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with over_tls(certificate(*names, authority=authority, **options)) as url:
        lines = asked(url, tmp_path)
    assert found(lines, "tls") == ("failed", "tls-error")
    assert says in lines["tls"].reason
    assert lines["api"].state == "unknown"


def test_a_trust_variable_that_names_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "no-such.pem"))
    with over_tls(certificate("localhost")) as url:
        lines = asked(url, tmp_path)
    assert "SSL_CERT_FILE" in lines["tls"].reason


async def _hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(10)


@pytest.mark.parametrize(
    "handler", [always(b"220 mail ready\r\n"), _hang_up, silent], ids=["plain", "closed", "silent"]
)
def test_a_port_without_tls(handler: Any, tmp_path: Path) -> None:
    async def greeting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await handler(reader, writer)

    with serving(greeting if handler is not silent else silent) as port:
        lines = asked(f"https://localhost:{port}", tmp_path, step=0.5 if handler is silent else 60.0)
    assert found(lines, "tls") == ("failed", "tls-error")
    assert lines["api"].state == "unknown"


# --- proxies -------------------------------------------------------------------------------------------------------


def test_the_whole_way_through_a_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real proxy, TLS to the API's own name, and the mock behind it."""
    mock = Api(ApiSettings(api_key=KEY))
    with Authority() as authority, LoopThread() as background, Gateway(mock, authority, background) as gateway:
        for name, value in gateway.environment({}).items():
            if "PROXY" in name.upper() or name == "SSL_CERT_FILE":
                monkeypatch.setenv(name, value)
        lines = asked("https://api.mistral.ai", tmp_path, env={"MISTRAL_API_KEY": KEY})
    names = ("proxy", "dns", "tcp", "tls", "clock", "api", "key", "models")
    assert [lines[name].state for name in names] == ["ok"] * len(names), lines
    assert "Studio key" in lines["key"].reason
    assert lines["proxy"].reason.startswith("HTTPS_PROXY points to 127.0.0.1:")


async def _odd_proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    assert (await head(reader)).startswith("CONNECT api.mistral.ai:443 ")
    writer.write(answer("200 OK", b"<html>Log in</html>", content="text/html"))


@pytest.mark.parametrize(
    ("handler", "says"),
    [
        (always(answer("403 Forbidden", b"no")), "refuses to connect to api.mistral.ai (status 403)"),
        (always(answer("407 Proxy Authentication Required")), "asks for a login"),
        (_odd_proxy, "answers with a web page"),
        (always(b"<html>Log in</html>\r\n\r\n"), "does not answer like an HTTP proxy"),
        (always(b""), "does not answer like an HTTP proxy"),
        (silent, "does not answer within"),
    ],
    ids=["403", "407", "page", "no-http", "closed", "silent"],
)
def test_a_proxy_that_does_not_let_through(
    handler: Any, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(handler) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://ada:open-sesame@127.0.0.1:{port}")
        lines = asked("https://api.mistral.ai", tmp_path, step=1.5 if handler is silent else 60.0)
    assert found(lines, "proxy") == ("failed", "connection-error")
    assert says in lines["proxy"].reason
    assert "sesame" not in str(lines)
    assert [lines[name].state for name in ("dns", "tcp", "tls", "api")] == ["ok", "ok", "unknown", "unknown"]


def test_the_login_goes_to_the_proxy_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    with serving(always(answer("407 Proxy Authentication Required"), seen)) as port:
        monkeypatch.setenv("https_proxy", f"ada:open%20sesame@127.0.0.1:{port}")
        asked("https://api.mistral.ai", tmp_path, env={"MISTRAL_API_KEY": KEY})
    assert all("proxy-authorization: basic ywrhom9wzw4gc2vzyw1l\r\n" in request.lower() for request in seen)
    assert not any(KEY in request for request in seen)


def test_a_plain_address_goes_through_a_proxy_without_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    with serving(always(answer("401 Unauthorized", REFUSAL), seen)) as port:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port}")
        lines = asked("http://127.0.0.1:9/", tmp_path, env={"MISTRAL_API_KEY": KEY})
    assert seen[0].startswith("GET http://127.0.0.1:9/v1/models HTTP/1.1\r\n")
    assert (lines["proxy"].state, lines["api"].state, lines["key"].state) == ("ok", "ok", "unknown")
    assert KEY not in str(seen)


def test_no_proxy_is_obeyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port()}")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serving(api) as port:
        lines = asked(f"http://127.0.0.1:{port}", tmp_path)
    assert (lines["proxy"].state, lines["api"].state) == ("ok", "ok")


def test_a_proxy_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")
    lines = asked("https://api.mistral.ai", tmp_path)
    assert found(lines, "tcp") == ("failed", "connection-error")
    assert "HTTPS_PROXY points to 127.0.0.1" in lines["proxy"].reason


@pytest.mark.parametrize(
    ("value", "state"),
    [("http://", "failed"), ("http://proxy:port", "failed"), ("socks5://127.0.0.1:1080", "unknown"), ("//", "failed")],
)
def test_a_proxy_variable_that_cannot_be_used(
    value: str, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", value)
    lines = asked("https://api.mistral.ai", tmp_path, env={"MISTRAL_API_KEY": KEY})
    assert lines["proxy"].state == state
    assert "ALL_PROXY" in lines["proxy"].reason
    assert [lines[name].state for name in ("dns", "tcp", "tls", "api")] == ["unknown"] * 4
    assert lines["key"].reason == "Not sent: see Proxy."


def test_a_proxy_has_the_port_of_its_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    for value, port in (("http://p", 80), ("p:3128", 3128), ("https://p", 443), ("socks5h://p", 1080)):
        monkeypatch.setenv("https_proxy", value)
        proxy = find_proxy(parse_target("https://api.mistral.ai"))
        assert proxy
        assert (proxy.host, proxy.port) == ("p", port)


# --- addresses -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "api.mistral.ai",
        "ftp://a",
        "https://",
        "http://[::1",
        "https://u:secretsecret@a",
        "http://a:99999",
        "https://a b",
        "http://a/b c",
        "http://a/\u00e4",
    ],
)
def test_an_address_that_no_client_could_use(url: str) -> None:
    with pytest.raises(DoctorError) as caught:
        parse_target(url)
    assert "secretsecret" not in str(caught.value)


# --- the deadline --------------------------------------------------------------------------------------------------


def test_whatever_hangs_the_whole_ends(tmp_path: Path) -> None:
    """A limit of the whole that is shorter than any step: the first question that has no answer has failed."""
    released = threading.Event()

    def look(host: str, port: int) -> Any:
        released.wait()
        return []

    lines = asked("https://a.example", tmp_path, env={"MISTRAL_API_KEY": KEY}, step=500.0, total=0.5, lookup=look)
    released.set()
    assert found(lines, "dns") == ("failed", "timeout")
    assert [lines[name].state for name in ("tcp", "tls", "clock", "api", "key", "models", "chat")] == ["unknown"] * 7
    with serving(silent) as port:
        lines = asked(f"http://127.0.0.1:{port}", tmp_path, step=500.0, total=1.5)
    assert [lines[name].state for name in ("dns", "tcp", "api", "clock")] == ["ok", "ok", "failed", "unknown"]


def test_the_limits_leave_time_for_the_report() -> None:
    assert STEP < TOTAL <= 10


def test_a_lookup_that_never_ends_does_not_keep_the_process() -> None:
    """Only a process of its own can show it: a thread that is not a daemon would make its end wait."""
    script = (
        "import threading\nfrom pathlib import Path\nfrom mistral_playbooks.doctor import examination, target\n"
        "hang = lambda host, port: threading.Event().wait()\n"
        "address = target.parse_target('https://a.example')\n"
        "settings = examination.Settings(address, {}, Path(), step=0.2, total=0.4, lookup=hang)\n"
        "print(examination.examine(settings)['dns'].state)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "failed\n", "")


def test_the_systems_own_lookup_is_used() -> None:
    assert {row[4][0] for row in network.lookup("127.0.0.1", 80)} == {"127.0.0.1"}
    assert Settings.lookup is network.lookup
    assert socket.getdefaulttimeout() is None


@any_of(data=st.binary(max_size=300), head=st.sampled_from((b"", b"HTTP/1.1 ", b"HTTP/1.1 401 Unauthorized\r\n")))
@settings(max_examples=20, deadline=None)
def test_whatever_bytes_come_there_is_a_line_for_each_question(data: bytes, head: bytes) -> None:
    with serving(always(head + data)) as port:
        for url in (f"http://127.0.0.1:{port}", f"https://127.0.0.1:{port}"):
            lines = asked(url, Path("no-such"), env={"MISTRAL_API_KEY": KEY}, model="m", step=0.3)
            assert all(line.reason for line in lines.values())
            assert report.is_failed(lines)
