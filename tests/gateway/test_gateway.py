"""Programs meet the mock through their environment alone; no key and no other host can be reached."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from mistral_playbooks.gateway import environment
from mistral_playbooks.gateway.certificates import Authority
from mistral_playbooks.gateway.environment import KEY
from mistral_playbooks.gateway.hosts import is_mistral
from mistral_playbooks.gateway.proxy import Gateway
from mistral_playbooks.mock import Api, Settings, parse_fault
from mistral_playbooks.support import process
from mistral_playbooks.support.loop_thread import LoopThread
from mistral_playbooks.verify.runners.node import executable as node

CHAT = '{"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Hello"}]}'


@pytest.fixture
def gateway(authority: Authority, background: LoopThread) -> Iterator[Gateway]:
    with Gateway(Api(Settings(api_key=KEY)), authority, background) as made:
        yield made


def run(gateway: Gateway, *command: str, cwd: Path, **variables: str) -> process.Outcome:
    base = {"PATH": os.environ["PATH"], "HOME": str(cwd), **variables}
    return process.run(command, env=gateway.environment(base), cwd=cwd, timeout=500)


PYTHON = """
import json, os, sys, urllib.request
CHAT = sys.argv[1]
request = urllib.request.Request(
    "https://api.mistral.ai/v1/chat/completions", data=CHAT.encode(),
    headers={"authorization": "Bearer " + os.environ["MISTRAL_API_KEY"], "content-type": "application/json"},
)
print(json.load(urllib.request.urlopen(request))["choices"][0]["message"]["content"])
"""


def test_a_python_without_our_packages(gateway: Gateway, tmp_path: Path) -> None:
    outcome = run(gateway, sys.executable, "-I", "-S", "-c", PYTHON, CHAT, cwd=tmp_path)
    # -I ignores PYTHON* variables only; proxies and certificates are honoured.
    assert (outcome.exit, outcome.stderr) == (0, "")
    assert outcome.stdout.strip() == gateway.api.journal[0].answer


def test_an_error_in_the_mock_ends_the_connection(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the request arrives with the end of the handshake, as that of a fast client does."""
    monkeypatch.setattr(gateway.api, "handle", lambda _: 1 / 0)
    proxy = gateway.environment({})["HTTPS_PROXY"].removeprefix("http://").partition(":")
    with socket.create_connection((proxy[0], int(proxy[2])), timeout=60) as client:
        client.sendall(b"CONNECT api.mistral.ai:443 HTTP/1.1\r\n\r\n")
        assert client.recv(1000).startswith(b"HTTP/1.1 200")
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(incoming, outgoing, server_hostname="api.mistral.ai")
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                client.sendall(outgoing.read())
                incoming.write(client.recv(65_536))
        tls.write(b"GET /v1/models HTTP/1.1\r\nhost: api.mistral.ai\r\n\r\n")
        client.sendall(outgoing.read())
        with contextlib.suppress(ConnectionError):
            while client.recv(65_536):
                pass


def test_curl(gateway: Gateway, tmp_path: Path) -> None:
    script = f"""curl -sS https://api.mistral.ai/v1/chat/completions -H "authorization: Bearer $MISTRAL_API_KEY" \
        -H 'content-type: application/json' -d '{CHAT}'"""
    outcome = run(gateway, "sh", "-c", script, cwd=tmp_path)
    assert (outcome.exit, outcome.stderr) == (0, "")
    assert str(gateway.api.journal[0].answer) in outcome.stdout


def test_node(gateway: Gateway, tmp_path: Path) -> None:
    (tmp_path / "program.mjs").write_text(
        f"""const answer = await fetch("https://api.mistral.ai/v1/chat/completions", {{method: "POST", body: `{CHAT}`,
        headers: {{authorization: "Bearer " + process.env.MISTRAL_API_KEY, "content-type": "application/json"}}}});
        console.log((await answer.json()).choices[0].message.content);"""
    )
    outcome = run(gateway, node(), "program.mjs", cwd=tmp_path)
    assert outcome.exit == 0, outcome.output
    assert outcome.stdout.strip() == gateway.api.journal[0].answer


def test_a_node_that_ignores_the_proxy_is_stopped(gateway: Gateway, tmp_path: Path) -> None:
    (tmp_path / "old.cjs").write_text("Object.defineProperty(process, 'versions', {value: {node: '20.20.2'}});")
    (tmp_path / "program.cjs").write_text("console.log('it ran');")
    outcome = run(gateway, node(), "program.cjs", cwd=tmp_path, NODE_OPTIONS="--require ./old.cjs")
    assert (outcome.exit, outcome.stdout) == (2, "")
    assert "Node 20.20.2 does not honor HTTPS_PROXY" in outcome.stderr
    assert "mistral-playbooks mock" in outcome.stderr
    assert run(gateway, node(), "program.cjs", cwd=tmp_path).stdout == "it ran\n"


@pytest.mark.parametrize("host", ["example.com", "api.openai.com", "mistral.ai.example.com", "notmistral.ai"])
def test_another_host_is_refused_and_named(gateway: Gateway, tmp_path: Path, host: str) -> None:
    outcome = run(gateway, "curl", "-sS", f"https://{host}/v1/models", cwd=tmp_path)
    assert outcome.exit == 56  # curl: the proxy refused CONNECT
    assert "403" in outcome.stderr
    assert gateway.refused == [f"{host}:443"]
    assert not gateway.api.journal


@pytest.mark.parametrize("more", [(), ("-x", "", "--connect-to", "::DIRECT")])
def test_a_host_that_a_fault_names_is_played(
    authority: Authority, background: LoopThread, tmp_path: Path, more: tuple[str, ...]
) -> None:
    api = Api(Settings(api_key=KEY), [parse_fault("hosted-elsewhere/azure-field")])
    with Gateway(api, authority, background) as gateway:
        options = [one.replace("DIRECT", gateway.direct) for one in more]
        address = "https://my-name.services.ai.azure.com/models/chat/completions"
        outcome = run(gateway, "curl", "-sS", *options, address, "-d", CHAT, cwd=tmp_path)
        other = run(gateway, "curl", "-sS", *options, "https://api.openai.com/v1/models", cwd=tmp_path)
    assert (outcome.exit, json.loads(outcome.stdout)["error"]["status"]) == (0, 422)
    assert other.exit != 0
    assert (gateway.refused, len(api.journal)) == (["api.openai.com:443"], 1)


def test_plain_http_is_refused_and_says_why(gateway: Gateway, tmp_path: Path) -> None:
    outcome = run(gateway, "curl", "-sS", "http://api.mistral.ai/v1/models", cwd=tmp_path)
    assert "refused api.mistral.ai (plain HTTP)" in outcome.stdout
    assert gateway.refused == ["api.mistral.ai"]


STRAIGHT = """
import asyncio, http.client, os, socket, ssl
key = {"authorization": "Bearer " + os.environ["MISTRAL_API_KEY"]}
line = http.client.HTTPSConnection("api.mistral.ai", timeout=500)
line.request("GET", "/v1/models", headers=key)
print("http.client", line.getresponse().status)
head = b"GET /v1/nothing HTTP/1.1\\r\\nhost: api.mistral.ai\\r\\nconnection: close\\r\\n\\r\\n"
async def main():
    reader, writer = await asyncio.open_connection("api.mistral.ai", 443, ssl=True)
    writer.write(head)
    print("asyncio", (await reader.readline())[:12])
    address = (await asyncio.get_running_loop().getaddrinfo("API.mistral.ai.", None))[0][4][0]
    reader, writer = await asyncio.open_connection(address, 443, ssl=True, server_hostname="api.mistral.ai")
    writer.write(head)
    print("by address", (await reader.readline())[:12])
asyncio.run(main())
bare = socket.socket()
bare.connect(("api.eu.mistral.ai", 443))
with ssl.create_default_context().wrap_socket(bare, server_hostname="api.eu.mistral.ai") as line:
    line.sendall(head)
    print("socket", line.recv(12))
try:
    socket.create_connection(("api.mistral.ai", 80))
except OSError as error:
    print(error)
"""


def test_a_python_that_asks_no_proxy_meets_the_mock_all_the_same(gateway: Gateway, tmp_path: Path) -> None:
    outcome = run(gateway, sys.executable, "-c", STRAIGHT, cwd=tmp_path)
    assert outcome.stdout.splitlines()[:4] == [
        "http.client 200",
        "asyncio b'HTTP/1.1 404'",
        "by address b'HTTP/1.1 404'",
        "socket b'HTTP/1.1 404'",
    ], outcome.output
    assert "only at https://api.mistral.ai" in outcome.stdout
    assert [exchange.status for exchange in gateway.api.journal] == [200, 404, 404, 404]
    assert gateway.refused == gateway.tls_failures == []


def test_a_python_that_empties_its_environment_meets_the_mock(gateway: Gateway, tmp_path: Path) -> None:
    script = "import http.client, os; os.environ.clear(); line = http.client.HTTPSConnection('api.mistral.ai')"
    script += "; line.connect(); line.request('GET', '/v1/models'); print(line.getresponse().status)"
    trusting = "import ssl; ssl._create_default_https_context = ssl._create_unverified_context"
    outcome = run(gateway, sys.executable, "-c", f"{trusting}; {script}", cwd=tmp_path)
    assert (outcome.stdout, gateway.refused) == ("401\n", []), outcome.output


def test_the_clients_of_the_sdks_that_read_no_environment_meet_the_mock_too(gateway: Gateway, tmp_path: Path) -> None:
    script = """
import asyncio, os, httpx2, requests
key = {"authorization": "Bearer " + os.environ["MISTRAL_API_KEY"]}
url = "https://api.mistral.ai/v1/models"
print(httpx2.Client(trust_env=False).get(url, headers=key).status_code)
async def main():
    async with httpx2.AsyncClient(trust_env=False) as client:
        print((await client.get(url, headers=key)).status_code)
asyncio.run(main())
session = requests.Session()
session.trust_env = False
print(session.get(url, headers=key).status_code)
"""
    outcome = run(gateway, sys.executable, "-c", script, cwd=tmp_path)
    assert outcome.stdout.split() == ["200"] * 3, outcome.output


NODE = """
const https = require("node:https"), net = require("node:net"), tls = require("node:tls");
const headers = { authorization: `Bearer ${process.env.MISTRAL_API_KEY}` };
https.get("https://api.mistral.ai/v1/models", { headers, agent: new https.Agent() }, (answer) => {
  console.log("https", answer.statusCode);
  answer.resume();
  const line = tls.connect(443, "api.mistral.ai", { servername: "api.mistral.ai" }, () => {
    line.write("GET /v1/nothing HTTP/1.1\\r\\nhost: api.mistral.ai\\r\\nconnection: close\\r\\n\\r\\n");
    line.once("data", (data) => {
      console.log("tls", String(data).slice(0, 12));
      net.connect({ port: 80, host: "api.mistral.ai" }).on("error", (error) => console.log(error.message));
    });
  });
});
"""


def test_a_node_client_that_asks_no_proxy_meets_the_mock_all_the_same(gateway: Gateway, tmp_path: Path) -> None:
    (tmp_path / "program.cjs").write_text(NODE)
    outcome = run(gateway, node(), "program.cjs", cwd=tmp_path)
    assert outcome.stdout.splitlines()[:2] == ["https 200", "tls HTTP/1.1 404"], outcome.output
    assert "The mock serves only https://api.mistral.ai" in outcome.stdout
    assert [exchange.status for exchange in gateway.api.journal] == [200, 404]


WORKER = """
const { Worker, isMainThread } = require("node:worker_threads"), https = require("node:https");
if (isMainThread) {
  new Worker(__filename, { env: { NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS } });
} else {
  https.get("https://api.mistral.ai/v1/models", (answer) => { console.log(answer.statusCode); answer.resume(); });
}
"""


def test_a_worker_thread_with_an_environment_of_its_own_meets_the_mock(gateway: Gateway, tmp_path: Path) -> None:
    (tmp_path / "program.cjs").write_text(WORKER)
    outcome = run(gateway, node(), "program.cjs", cwd=tmp_path)
    assert outcome.stdout.split() == ["401"], outcome.output
    assert [exchange.status for exchange in gateway.api.journal] == [401]


STOPS = "api\u3002mistral\uff0eai\uff61"
"""The API's name with the full stops that clients take for dots, as IDNA says."""


@pytest.mark.parametrize(
    "command",
    [
        (sys.executable, "-c", f"import socket; socket.create_connection(('{STOPS}', 443)).close()"),
        (node(), "-e", f"require('net').connect(443, '{STOPS}', function () {{ this.end() }})"),
    ],
)
def test_a_name_with_other_full_stops_is_the_apis(gateway: Gateway, tmp_path: Path, command: tuple[str, ...]) -> None:
    outcome = run(gateway, *command, cwd=tmp_path, LC_ALL="C.UTF-8")
    assert (outcome.exit, outcome.output) == (0, "")
    assert is_mistral(STOPS)


def test_a_client_that_asks_no_proxy_and_distrusts_the_mock_is_noticed(gateway: Gateway, tmp_path: Path) -> None:
    script = "import ssl, socket; raw = socket.create_connection(('api.mistral.ai', 443), 10); "
    script += "ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).wrap_socket(raw, server_hostname='api.mistral.ai')"
    outcome = run(gateway, sys.executable, "-c", script, cwd=tmp_path)
    assert "CERTIFICATE_VERIFY_FAILED" in outcome.stderr
    ends = time.monotonic() + 30
    while not gateway.tls_failures and time.monotonic() < ends:  # the client knows first
        time.sleep(0.05)
    assert len(gateway.tls_failures) == 1


def test_the_users_own_servers_stay_reachable(gateway: Gateway, tmp_path: Path) -> None:
    outcome = run(gateway, "curl", "-s", "-o", "/dev/null", "http://127.0.0.1:1/", cwd=tmp_path)
    assert outcome.exit == 7  # refused by that port itself, not by the gateway
    assert gateway.refused == []


def test_regions_and_products_meet_the_mock(gateway: Gateway, tmp_path: Path) -> None:
    answers = {
        "api.mistral.ai": '"object"',
        "api.eu.mistral.ai": '"object"',
        "codestral.mistral.ai": "no Route matched with those values",  # it lists no models
    }
    for host, words in answers.items():
        outcome = run(
            gateway, "curl", "-sS", f"https://{host}/v1/models", "-H", f"authorization: Bearer {KEY}", cwd=tmp_path
        )
        assert words in outcome.stdout, outcome.output


def test_a_program_that_does_not_trust_the_authority_is_noticed(gateway: Gateway, tmp_path: Path) -> None:
    env = gateway.environment({"PATH": os.environ["PATH"]})
    for name in ("SSL_CERT_FILE", "CURL_CA_BUNDLE"):
        del env[name]
    outcome = process.run(["curl", "-sS", "https://api.mistral.ai/v1/models"], env=env, cwd=tmp_path, timeout=500)
    assert outcome.exit in (35, 60, 77)
    deadline = time.monotonic() + 20
    while not gateway.tls_failures and time.monotonic() < deadline:
        time.sleep(0.02)  # curl ends without waiting for the gateway
    assert (len(gateway.tls_failures), gateway.silent, len(gateway.api.journal)) == (1, 0, 0)


CLOSES = """
import socket, ssl, sys
protocols, verify, sends = sys.argv[1].split(), sys.argv[2] == "verify", sys.argv[3:]
context = ssl.create_default_context() if verify else ssl._create_unverified_context()
if protocols:
    context.set_alpn_protocols(protocols)
for text in sends:
    with socket.create_connection(("api.mistral.ai", 443)) as line:
        secure = context.wrap_socket(line, server_hostname="api.mistral.ai")
        if text:
            secure.sendall(b"GET /v1/nothing HTTP/1.1\\r\\nhost: api.mistral.ai\\r\\n\\r\\n")
            secure.recv(10)
        secure.detach()  # closes it without a word of TLS
"""


@pytest.mark.parametrize("protocols", ["", "h2", "http/1.1", "h2 http/1.1"])
@pytest.mark.parametrize(("sends", "silent"), [(["", ""], 2), (["", "a request"], 0), (["a request", ""], 0)])
def test_a_client_that_never_asks_is_counted(
    gateway: Gateway, tmp_path: Path, protocols: str, sends: list[str], silent: int
) -> None:
    outcome = run(gateway, sys.executable, "-c", CLOSES, protocols, "trust", *sends, cwd=tmp_path)
    assert outcome.exit == 0, outcome.output
    deadline = time.monotonic() + 20
    while sum(gateway.unasked.values()) < sends.count("") and time.monotonic() < deadline:
        time.sleep(0.02)
    assert (gateway.silent, gateway.tls_failures, gateway.refused) == (silent, [], [])


def test_a_node_that_distrusts_the_mock_is_counted_beside_another_client(gateway: Gateway, tmp_path: Path) -> None:
    """It rejects the certificate after the handshake, without an alert (Node 24.19.0, 2026-11-29)."""
    program = "require('node:https').get({host: 'api.mistral.ai', ca: []}).on('error', (e) => console.log(e.code))"
    outcome = run(gateway, node(), "-e", program, cwd=tmp_path)
    assert "UNABLE" in outcome.stdout, outcome.output
    assert run(gateway, "curl", "-s", "https://api.mistral.ai/v1/models", cwd=tmp_path).exit == 0
    deadline = time.monotonic() + 20
    while not gateway.silent and time.monotonic() < deadline:
        time.sleep(0.02)
    assert (gateway.silent, gateway.tls_failures, gateway.refused) == (1, [], [])


def test_two_gateways_do_not_see_each_other(authority: Authority, background: LoopThread, tmp_path: Path) -> None:
    with (
        Gateway(Api(Settings(api_key=KEY)), authority, background) as one,
        Gateway(Api(Settings(api_key="another")), authority, background) as two,
    ):
        for gateway, status in ((one, 200), (two, 401)):
            run(
                gateway,
                "curl",
                "-s",
                "https://api.mistral.ai/v1/models",
                "-H",
                f"authorization: Bearer {KEY}",
                cwd=tmp_path,
            )
            assert [exchange.status for exchange in gateway.api.journal] == [status]


def test_no_real_key_is_left(authority: Authority) -> None:
    secret = "sk-real-secret-0123456789"
    base = {
        "MISTRAL_API_KEY": secret,
        "MY_MISTRAL_KEY": "real-two-9999",
        "OPENAI_API_KEY": "real-three-99",
        "CODESTRAL_API_TOKEN": "real-four-999",
        "LLM_CREDENTIAL": secret,
        "mistral_api_key": "real-five-999",
        "MISTRAL_SA_TOKEN_PATH": "/run/secret",
        "EDITOR": "vi",
        "NO_PROXY": "api.mistral.ai",
        "HTTPS_PROXY": "http://corporate:3128",
    }
    child = environment.child_environment(base, "http://127.0.0.1:9999", authority)
    assert not [name for name, value in child.items() if value == secret or value.startswith("real-")]
    assert "MISTRAL_SA_TOKEN_PATH" not in child
    assert child["EDITOR"] == "vi"
    assert "mistral" not in child["NO_PROXY"]
    assert {child[name] for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY")} == {"http://127.0.0.1:9999"}
    assert "MISTRAL_API_KEY" not in {name for name in os.environ if os.environ[name] == KEY}


def test_an_allowed_host_is_reached_without_the_proxy_and_trusted(authority: Authority, tmp_path: Path) -> None:
    own = tmp_path / "own.pem"
    trustme.CA().cert_pem.write_to_path(str(own))
    base = {"REQUESTS_CA_BUNDLE": str(own), "SSL_CERT_FILE": str(tmp_path / "missing.pem")}
    child = environment.child_environment(base, "http://127.0.0.1:9", authority, allow=["db.example", "fd00::9"])
    assert child["no_proxy"] == child["NO_PROXY"] == "localhost,127.0.0.1,::1,db.example,fd00::9"
    assert "-Dhttp.nonProxyHosts=localhost|127.*|[::1]|db.example|[fd00::9]" in child["JAVA_TOOL_OPTIONS"].split()
    files = {child[name] for name in environment.TRUST}
    trusted = Path(files.pop()).read_text()
    assert files == set()
    assert environment.is_under_gateway(child)
    assert authority.certificate.read_text() in trusted
    assert own.read_text() in trusted
    assert len(ssl.create_default_context(cadata=trusted).get_ca_certs()) >= 2
    plain = environment.child_environment(base, "http://127.0.0.1:9", authority)
    assert plain["SSL_CERT_FILE"] == str(authority.certificate)


def test_the_authority_leaves_nothing_behind() -> None:
    with Authority() as made:
        folder = made.certificate.parent
        assert made.guard.is_file()
    assert not folder.exists()


def test_a_path_with_spaces_reaches_node(authority: Authority, tmp_path: Path) -> None:
    folder = tmp_path / "with space"
    folder.mkdir()
    guard = folder / "guard.cjs"
    shutil.copy(authority.guard, guard)
    options = environment.child_environment({}, "http://127.0.0.1:1", authority, "127.0.0.1:2")["NODE_OPTIONS"]
    options = options.replace(str(authority.guard), str(guard))
    done = subprocess.run(
        [node(), "-p", "1"], env={"NODE_OPTIONS": options}, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.stdout == "1\n", done.stderr


# --- the environment ---------------------------------------------------------------------------------------------


def test_what_the_user_has_set_for_python_node_and_java_is_kept(authority: Authority) -> None:
    base = {"PYTHONPATH": "/mine", "NODE_OPTIONS": "--no-warnings", "JAVA_TOOL_OPTIONS": "-Xmx64m"}
    child = environment.child_environment(base, "http://127.0.0.1:9999", authority, "127.0.0.1:9998")
    assert child["PYTHONPATH"].split(os.pathsep)[-1] == "/mine"
    assert child["NODE_OPTIONS"].startswith("--no-warnings --require ")
    assert child["JAVA_TOOL_OPTIONS"].startswith("-Xmx64m -Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=9999 ")


# --- what every Python loads first ----------------------------------------------------------------------------------


def module(folder: Path, name: str, text: str) -> None:
    path = folder / f"{name.replace('.', '/')}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_client_that_names_certifis_file_gets_the_authoritys(gateway: Gateway, tmp_path: Path) -> None:
    module(tmp_path, "certifi.__init__", "from .core import contents, where")
    module(tmp_path, "certifi.core", "def where():\n    return 'bundled'\ndef contents():\n    return 'bundled'\n")
    script = "import certifi; print(certifi.where()); print(certifi.contents())"
    outcome = run(gateway, sys.executable, "-c", script, cwd=tmp_path)
    certificate = gateway.authority.certificate
    assert outcome.stdout == f"{certificate}\n{certificate.read_text()}\n"
    assert subprocess.run([sys.executable, "-c", "import certifi; print(certifi.where())"],
                          cwd=tmp_path, capture_output=True, text=True, check=True,
                          timeout=300).stdout == "bundled\n"  # fmt: skip


def test_every_aiohttp_session_honours_the_proxy(gateway: Gateway, tmp_path: Path) -> None:
    module(tmp_path, "aiohttp.__init__", "from .client import ClientSession")
    module(
        tmp_path,
        "aiohttp.client",
        "class ClientSession:\n    def __init__(self, base=None, *, trust_env=False):\n"
        "        self.got = base, trust_env\n",
    )
    script = "import aiohttp; print(aiohttp.ClientSession('x').got, aiohttp.ClientSession(trust_env=False).got)"
    outcome = run(gateway, sys.executable, "-c", script, cwd=tmp_path)
    assert outcome.stdout == "('x', True) (None, True)\n", outcome.output


def test_the_users_own_sitecustomize_is_loaded_too(gateway: Gateway, tmp_path: Path) -> None:
    module(tmp_path, "mine.sitecustomize", "print('mine')")
    script = "import sys, sitecustomize; print(sitecustomize.__file__); print([p for p in sys.path if 'child' in p])"
    outcome = run(gateway, sys.executable, "-c", script, cwd=tmp_path, PYTHONPATH=str(tmp_path / "mine"))
    assert outcome.stdout == f"mine\n{tmp_path}/mine/sitecustomize.py\n[]\n", outcome.output
    plain = run(gateway, sys.executable, "-c", "import sys; print('certifi' in sys.modules, 'ssl' in sys.modules)",
                cwd=tmp_path)  # fmt: skip
    assert plain.output == "False False\n"


# --- the socket ----------------------------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def tunnel(
    gateway: Gateway, target: str = "api.mistral.ai:443", **settings: Any
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection through CONNECT and TLS, as a client makes it by hand."""
    host, port = gateway.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
    context = ssl.create_default_context(cafile=str(gateway.authority.certificate))
    for name, value in settings.items():
        setattr(context, name, value)
    context.set_alpn_protocols(["h2", "http/1.1"])
    await writer.start_tls(context, server_hostname="api.mistral.ai")
    try:
        yield reader, writer
    finally:
        writer.close()
        await writer.wait_closed()


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
    head = f"POST /v1/chat/completions HTTP/1.1\r\nhost: api.mistral.ai\r\nauthorization: Bearer {KEY}\r\n"
    writer.write(f"{head}content-length: {len(CHAT)}\r\n\r\n{CHAT}".encode())
    answer = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = int(answer.split("content-length: ")[1].split("\r\n")[0])
    await reader.readexactly(length)
    return int(answer.split()[1])


@pytest.mark.parametrize("target", ["API.Mistral.AI:443", "api.mistral.ai.:443"])
def test_a_host_may_be_spelled_differently(gateway: Gateway, target: str) -> None:
    async def go() -> int:
        async with tunnel(gateway, target) as line:
            return await ask(*line)

    assert asyncio.run(go()) == 200


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
def test_either_tls_and_http_1_where_http_2_was_offered(gateway: Gateway, version: ssl.TLSVersion) -> None:
    async def go() -> tuple[int, str | None, str]:
        async with tunnel(gateway, maximum_version=version) as (reader, writer):
            secure = writer.get_extra_info("ssl_object")
            return await ask(reader, writer), secure.selected_alpn_protocol(), secure.version()

    assert asyncio.run(go()) == (200, "http/1.1", version.name.replace("_", "."))


def test_many_requests_on_one_connection(gateway: Gateway) -> None:
    async def go() -> set[int]:
        async with tunnel(gateway) as line:
            return {await ask(*line) for _ in range(300)}

    assert asyncio.run(go()) == {200}
    assert len(gateway.api.journal) == 300
    assert len({exchange.connection for exchange in gateway.api.journal}) == 1


def test_two_hundred_connections_at_once(gateway: Gateway) -> None:
    async def one() -> int:
        async with tunnel(gateway) as line:
            return await ask(*line)

    async def go() -> list[int]:
        return await asyncio.gather(*(one() for _ in range(200)))

    assert asyncio.run(go()) == [200] * 200
    assert len({exchange.connection for exchange in gateway.api.journal}) == 200


def silent(gateway: Gateway, *sends: bytes) -> socket.socket:
    host, port = gateway.address.removeprefix("http://").split(":")
    client = socket.create_connection((host, int(port)), timeout=500)
    for data in sends:
        client.sendall(data)
        client.recv(1000)
    return client


CONNECT = b"CONNECT api.mistral.ai:443 HTTP/1.1\r\n\r\n"


@pytest.mark.parametrize(
    "sends", [(), (CONNECT,), (CONNECT, b"\x16\x03\x01\x02\x00\x01")], ids=["", "CONNECT", "hello"]
)
def test_a_client_that_goes_no_further_is_let_go(
    gateway: Gateway, sends: tuple[bytes, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mistral_playbooks.gateway.connections._HANDSHAKE_TIMEOUT", 0.2)
    with silent(gateway, *sends[:1]) as client:
        for data in sends[1:]:
            client.sendall(data)
        with contextlib.suppress(ConnectionResetError):
            assert client.recv(1000) == b""
    assert gateway.tls_failures == []
    assert not gateway.api.journal


def test_nothing_is_left_of_clients_that_come_and_go(authority: Authority, background: LoopThread) -> None:
    async def tasks() -> int:
        return len([task for task in asyncio.all_tasks() if task is not asyncio.current_task()])

    with Gateway(Api(Settings(api_key=KEY)), authority, background) as gateway:
        kept = [silent(gateway, CONNECT) for _ in range(5)]
        for _ in range(20):
            silent(gateway, CONNECT).close()
            silent(gateway).close()
    for client in kept:
        client.close()
    deadline = time.monotonic() + 500
    while background.call(tasks()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert background.call(tasks()) == 0


@pytest.mark.parametrize(
    ("head", "named"),
    [
        (b"CONNECT api.mistral.ai:80 HTTP/1.1\r\n\r\n", "api.mistral.ai:80"),
        (b"CONNECT api.mistral.ai HTTP/1.1\r\n\r\n", "api.mistral.ai"),
        (b"CONNECT [::1]:443 HTTP/1.1\r\n\r\n", "[::1]:443"),
        (b"POST http://api.mistral.ai/v1/x HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}", "api.mistral.ai"),
        (b"nonsense\r\n\r\n", "this address"),
        (b"\r\n\r\n", "this address"),
    ],
)
def test_what_is_not_for_the_mock_is_refused_by_name(gateway: Gateway, head: bytes, named: str) -> None:
    host, port = gateway.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=500) as client:
        client.sendall(head)
        answer = b""
        while data := client.recv(10_000):
            answer += data
    assert answer.startswith(b"HTTP/1.1 403 ")
    assert f"refused {named} " in json.loads(answer.partition(b"\r\n\r\n")[2])["message"]
    assert gateway.refused == [named]


def test_what_is_not_tls_is_named(gateway: Gateway) -> None:
    host, port = gateway.direct.split(":")
    with socket.create_connection((host, int(port)), timeout=500) as client:
        client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        while client.recv(10_000):
            pass
    ends = time.monotonic() + 30
    while not gateway.refused and time.monotonic() < ends:  # the client knows first
        time.sleep(0.05)
    assert gateway.refused == ["plain text to the API's port 443"]


def test_hosts() -> None:
    assert is_mistral("api.mistral.ai")
    assert is_mistral("API.MISTRAL.AI.")
    assert not is_mistral("api.mistral.ai.example.com")
    assert not is_mistral("xmistral.ai")
