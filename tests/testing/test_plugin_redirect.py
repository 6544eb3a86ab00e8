"""The redirect: which connections it leads to the mock, which it leaves alone, and that it leaves no trace."""

from __future__ import annotations

import asyncio
import http.client
import importlib.util
import multiprocessing.spawn
import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2
import pytest
import requests
import urllib3
import urllib3.connection

from mistral_playbooks.testing import MistralMock, RealHostError, guard
from mistral_playbooks.testing.fixture import start
from mistral_playbooks.testing.patches import Patches

MODELS = "https://api.mistral.ai/v1/models"
KEY = {"authorization": "Bearer x"}
session = requests.Session()


class _Elsewhere(BaseHTTPRequestHandler):
    """Another server of the user's, which says who was asked."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = b"elsewhere"
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def elsewhere() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), _Elsewhere) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join(500)


def test_requests_and_urllib3(mistral_mock: MistralMock) -> None:
    for _ in range(2):  # the second on a kept connection
        answer = session.get(MODELS, headers=KEY)
        assert (answer.status_code, answer.url) == (200, MODELS)
    with urllib3.PoolManager() as pool:
        assert pool.request("GET", MODELS, headers=KEY).status == 200
    with urllib3.ProxyManager("http://127.0.0.1:9") as pool:
        assert pool.request("GET", MODELS, headers=KEY).status == 200
    assert len(mistral_mock.requests) == 4


def test_a_session_that_was_used_in_another_test() -> None:
    mocks = [start(name, api_key=None, limits="none", minute=60.0, seed="") for name in ("one", "two")]
    with requests.Session() as kept, httpx2.Client() as made:
        for mock in mocks:
            with mock._active():
                for _ in range(2):
                    assert kept.get(MODELS, headers=KEY).status_code == 200
                    assert made.get(MODELS, headers=KEY).status_code == 200
    assert [len(mock.requests) for mock in mocks] == [4, 4]


def test_http_client_and_urllib(mistral_mock: MistralMock) -> None:
    connection = http.client.HTTPSConnection("api.mistral.ai")
    for _ in range(2):
        connection.request("GET", "/v1/models", headers=KEY)
        assert connection.getresponse().read()
    connection.close()
    with pytest.raises(urllib.error.HTTPError, match="401") as caught:
        urllib.request.urlopen(MODELS)
    caught.value.close()
    assert [sent.status for sent in mistral_mock.requests] == [200, 200, 401]


def test_a_connection_from_before_the_test_is_not_used(mistral_mock: MistralMock) -> None:
    """One that is open to the real host: here another server stands in for it."""
    with elsewhere() as port:
        for kind in (http.client.HTTPSConnection, urllib3.connection.HTTPSConnection):
            connection = kind("api.mistral.ai")
            connection.sock = socket.create_connection(("127.0.0.1", port))
            connection.request("GET", "/v1/models", headers=KEY)
            assert connection.getresponse().status == 200
            connection.close()
    assert len(mistral_mock.requests) == 2


def test_a_pool_of_a_proxy_does_not_send_other_hosts_to_the_mock(mistral_mock: MistralMock) -> None:
    with elsewhere() as proxy, urllib3.ProxyManager(f"http://127.0.0.1:{proxy}") as pool:
        answers = [
            pool.request("GET", url, headers=KEY).data
            for url in ("http://api.mistral.ai/v1/models", "http://example.com/", "http://api.mistral.ai/v1/models")
        ]
    assert answers[1] == b"elsewhere"
    assert len(mistral_mock.requests) == 2


def test_other_hosts_are_left_alone(mistral_mock: MistralMock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urllib.request, "_opener", None)  # it keeps the proxies of the first test that opened a URL
    with elsewhere() as port:
        url = f"http://127.0.0.1:{port}/"
        assert httpx2.get(url).text == requests.get(url).text == "elsewhere"
        with urllib.request.urlopen(url) as answer:
            assert answer.read() == b"elsewhere"

        async def main() -> str:
            async with httpx2.AsyncClient() as made:
                return (await made.get(url)).text

        assert asyncio.run(main()) == "elsewhere"
    assert mistral_mock.requests == []


def test_the_client_sees_the_url_that_it_asked_for(mistral_mock: MistralMock) -> None:
    answer = httpx2.get(MODELS, headers=KEY)
    assert str(answer.url) == str(answer.request.url) == MODELS
    mistral_mock.fault("stream-interrupted")
    with httpx2.Client() as made, pytest.raises(httpx2.TransportError) as caught:
        made.post(
            "https://api.mistral.ai/v1/chat/completions",
            json={"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Hi"}], "stream": True},
            headers=KEY,
        )
    assert caught.value.request.url.host == "api.mistral.ai"


def test_a_transport_of_the_users_own_stays_theirs(mistral_mock: MistralMock) -> None:
    transport = httpx2.MockTransport(lambda request: httpx2.Response(418))
    with httpx2.Client(transport=transport) as made:
        assert made.get(MODELS).status_code == 418
    assert mistral_mock.requests == []


def test_aiohttp(mistral_mock: MistralMock, monkeypatch: pytest.MonkeyPatch) -> None:
    import aiohttp

    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")

    async def main() -> None:
        for trust in (False, True):
            async with aiohttp.ClientSession(trust_env=trust) as made:
                for url in (MODELS, MODELS, f"{mistral_mock.url}/v1/models"):
                    async with made.get(url, headers=KEY) as answer:
                        assert (answer.status, str(answer.url)) == (200, url)
                        await answer.read()

    asyncio.run(main())
    assert len(mistral_mock.requests) == 6


# -- a host that no redirect knows about -------------------------------------------------------------------------


def stopped(action: Any) -> list[str]:
    """What a mock says of `action`, which must not get an address."""
    mock = start("tests/test_it.py::test_it", api_key=None, limits="none", minute=60.0, seed="")
    with mock._active(), pytest.raises(OSError, match="stopped a request to the real"):
        action()
    return mock.stopped


def _asyncio() -> None:
    async def main() -> None:
        await asyncio.open_connection("api.mistral.ai", 443)

    asyncio.run(main())


@pytest.mark.parametrize(
    "action",
    [
        lambda: socket.create_connection(("api.mistral.ai", 443)),
        lambda: socket.getaddrinfo("API.mistral.ai.", 443),
        lambda: socket.getaddrinfo(host=b"codestral.mistral.ai", port=443),
        lambda: socket.gethostbyname("api.eu.mistral.ai"),
        lambda: socket.gethostbyname_ex("mistral.ai"),
        _asyncio,
    ],
)
def test_a_name_is_not_resolved(action: Any) -> None:
    (text,) = stopped(action)
    assert text.startswith("tests/test_it.py::test_it: stopped a request to the real ")
    assert "mistral_mock.url" in text


@pytest.mark.parametrize("method", ["connect", "connect_ex"])
def test_a_bare_socket_by_name(method: str) -> None:
    with socket.socket() as bare:
        (text,) = stopped(lambda: getattr(bare, method)(("api.mistral.ai", 443)))
    assert "test_plugin_redirect.py:" in text  # where in the program


def test_the_line_is_the_programs_and_the_library_that_it_called_is_named(tmp_path: Path) -> None:
    library = tmp_path / "site-packages" / "foreign" / "client.py"
    library.parent.mkdir(parents=True)
    library.write_text("import socket\ndef send():\n    socket.getaddrinfo('api.mistral.ai', 443)\n")
    names: dict[str, Any] = {}
    exec(compile(library.read_text(), str(library), "exec"), names)
    (text,) = stopped(lambda: names["send"]())
    assert re.search(r"real api\.mistral\.ai \(test_plugin_redirect\.py:\d+, by foreign, client\.py:3\)", text), text


def test_an_installed_guard_is_no_library_of_the_programs(tmp_path: Path) -> None:
    copy = tmp_path / "site-packages" / "mistral_playbooks" / "testing" / "guard.py"
    copy.parent.mkdir(parents=True)
    copy.write_text(Path(guard.__file__).read_text(encoding="utf-8"), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("mistral_playbooks.testing.installed", copy)
    assert spec is not None
    assert spec.loader is not None
    installed = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(installed)
    patches = Patches()
    one = installed.Guard("test_it", patches)
    one.begin()
    try:
        with pytest.raises(RealHostError.__bases__[0], match=r"\(test_plugin_redirect\.py:\d+\)"):
            socket.getaddrinfo("api.mistral.ai", 443)
    finally:
        one.end()
        patches.restore()


def test_other_names_are_resolved(mistral_mock: MistralMock) -> None:
    assert socket.getaddrinfo("127.0.0.1", 80)
    assert socket.gethostbyname("127.0.0.1") == "127.0.0.1"
    assert issubclass(RealHostError, socket.gaierror)  # what a client expects of a name that is not resolved


# -- no trace is left --------------------------------------------------------------------------------------------

OWNERS: list[tuple[Any, str]] = [
    (httpx2.HTTPTransport, "handle_request"),
    (httpx2.AsyncHTTPTransport, "handle_async_request"),
    (http.client.HTTPConnection, "putrequest"),
    (http.client.HTTPConnection, "connect"),
    (http.client.HTTPSConnection, "connect"),
    (urllib3.connection.HTTPConnection, "connect"),
    (urllib3.connection.HTTPSConnection, "connect"),
    (socket, "getaddrinfo"),
    (socket, "gethostbyname"),
    (socket, "gethostbyname_ex"),
    (socket.socket, "connect"),
    (socket.socket, "connect_ex"),
    (subprocess.Popen, "__init__"),
    (multiprocessing.spawn, "get_preparation_data"),
    *((os, name) for name in ("system", "posix_spawn", "posix_spawnp", "execv", "execve", "fork", "forkpty")),
]


def state() -> list[Any]:
    return [vars(owner).get(name) for owner, name in OWNERS] + [list(sys.meta_path), dict(os.environ)]


def test_everything_is_put_back_also_after_an_error() -> None:
    before = state()
    mock = start("test", api_key=None, limits="none", minute=60.0, seed="")
    with mock._active():
        during = state()
    assert all(a is not b for a, b in zip(before[:-2], during[:-2], strict=True)), "something is not patched"
    assert state() == before
    with pytest.raises(ZeroDivisionError), mock._active():
        raise ZeroDivisionError
    assert state() == before


def test_a_wrapper_that_somebody_kept_does_nothing_later() -> None:
    mock = start("test", api_key=None, limits="none", minute=60.0, seed="")
    with mock._active():
        resolve, init = socket.getaddrinfo, subprocess.Popen.__init__
    with mock._active(), pytest.raises(RealHostError):
        socket.getaddrinfo("api.mistral.ai", 443)
    assert resolve("127.0.0.1", 443) == socket.getaddrinfo("127.0.0.1", 443)
    child = subprocess.Popen.__new__(subprocess.Popen)
    init(child, [sys.executable, "-c", "import os; print('HTTPS_PROXY' in os.environ)"], stdout=subprocess.PIPE)
    assert child.communicate(timeout=300)[0] == b"False\n"


def test_what_somebody_else_replaced_since_stays_theirs() -> None:
    class Owner:
        value = 1

    patches = Patches()
    patches.replace(Owner, "value", lambda before: before + 1)
    assert Owner.value == 2
    Owner.value = 3
    patches.restore()
    assert Owner.value == 3


def test_a_library_imported_during_the_test(mistral_mock: MistralMock, tmp_path: Any) -> None:
    """In a process of its own, where nothing is imported yet."""
    program = f"""
import sys
from mistral_playbooks.testing.fixture import start
mock = start("test", api_key=None, limits="none", minute=60.0, seed="")
assert "httpx2" not in sys.modules and "urllib3" not in sys.modules
with mock._active():
    import httpx2, requests
    for library in (httpx2, requests):
        assert library.get({MODELS!r}, headers={KEY!r}).status_code == 200
    assert type(httpx2.__spec__.loader).__module__ == "_frozen_importlib_external"
    assert len(mock.requests) == 2
from mistral_playbooks.testing import server
server.close()
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_host_that_a_fault_names_is_played_and_forgotten(mistral_mock: MistralMock) -> None:
    mistral_mock.fault("hosted-elsewhere/azure-field")
    address = "https://my-name.services.ai.azure.com/models/chat/completions"
    assert httpx2.post(address, json={}).status_code == 422
    assert requests.post(address, json={}, timeout=30).status_code == 422
    assert mistral_mock.requests[-1].fault == "hosted-elsewhere/azure-field"
