"""An isolated program meets only the mock, whichever client it uses, and no packet of it leaves its network."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from mistral_playbooks.gateway.hosts import is_mistral
from mistral_playbooks.gateway.isolation import allowed, control, names, network, watch
from mistral_playbooks.gateway.isolation.shared import SharedNetwork
from mistral_playbooks.gateway.secrets import KEY
from mistral_playbooks.run import session
from mistral_playbooks.run.report import lines
from mistral_playbooks.verify.runners.node import executable as node

# The same steps as in the package, but not its code: where they work, an isolated run must work too.
GRANT = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *given):
    if getattr(libc, name)(*given):
        raise SystemExit(f"{name}: {os.strerror(ctypes.get_errno())}")
try:
    call("unshare", 0x40020000)
except SystemExit:
    call("unshare", 0x50020000)
call("mount", b"none", b"/", None, 0x84000, None)
"""


@pytest.fixture(scope="module")
def kernel() -> None:
    """Skips where the kernel grants no namespaces, and says what it refused. Where it does, nothing is skipped."""
    if sys.platform != "linux":
        pytest.skip("only Linux has network namespaces")
    done = subprocess.run([sys.executable, "-c", GRANT], capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        pytest.skip(f"the kernel grants no namespaces here: {done.stderr.strip()}")


def run(
    *command: str, isolate: session.Isolate = "always", allow: tuple[str, ...] = (), **variables: str
) -> session.Report:
    env = {
        "PATH": os.environ["PATH"],
        "HOME": "/nonexistent",
        "LC_ALL": "C.UTF-8",
        "MISTRAL_API_KEY": "a-real-key-0123456789",
        **variables,
    }
    given = [allowed.parse(text) for text in allow]
    return session.run(command, faults=[], limits="none", minute=60.0, env=env, isolate=isolate, allow=given)


CONNECT = "import socket; socket.create_connection("


# --- the trap: what escapes -------------------------------------------------------------------------------------------


class Trap:
    """Counts the connections and datagrams that reach an address of this machine."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.caught = 0
        self._tcp = socket.create_server((host, 0))
        self.port = self._tcp.getsockname()[1]
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind((host, self.port))
        self._udp.settimeout(500)
        for work in (self._accept, self._receive):
            threading.Thread(target=work, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection = self._tcp.accept()[0]
                self.caught += 1
                connection.close()

    def _receive(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                _, source = self._udp.recvfrom(100)
                self.caught += 1
                self._udp.sendto(b"caught", source)

    def count(self) -> int:
        """Returns how many connections and datagrams have come. Its own two are the last."""
        with socket.create_connection((self.host, self.port), timeout=500) as last:
            last.recv(1)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.settimeout(500)
            last.sendto(b"x", (self.host, self.port))
            last.recvfrom(100)
        return self.caught - 2

    def close(self) -> None:
        self._tcp.close()
        self._udp.close()


def own_address() -> str:
    """The address of this machine on its network; 127.0.0.1 if it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        try:
            any_socket.connect(("192.0.2.9", 9))
            return any_socket.getsockname()[0]
        except OSError:
            return "127.0.0.1"


@pytest.fixture(params=["local", "network"])
def trap(request: pytest.FixtureRequest) -> Iterator[Trap]:
    made = Trap("127.0.0.1" if request.param == "local" else own_address())
    yield made
    made.close()


UDP = "import socket as s; u = s.socket(s.AF_INET, s.SOCK_DGRAM); u.settimeout(20); u.connect(({host!r}, {port})); "
UDP += "u.send(b'x'); u.recv(9)"
FETCH = "fetch('https://{host}:{port}/').catch(() => {{}})"
ESCAPES = {
    "curl without a proxy": ("curl", "-s", "-x", "", "--connect-to", "::{host}:{port}", "https://api.mistral.ai/"),
    "curl with an empty environment": ("env", "-i", shutil.which("curl") or "curl", "-s", "https://{host}:{port}/"),
    "wget": ("wget", "--no-proxy", "-t1", "-qO-", "https://{host}:{port}/"),
    "a raw socket": (sys.executable, "-I", "-S", "-c", "import socket; socket.create_connection(({host!r}, {port}))"),
    "UDP": (sys.executable, "-c", UDP),
    "Perl": ("perl", "-MIO::Socket::INET", "-e", "IO::Socket::INET->new('{host}:{port}')"),
    "Node with its own options": ("env", "NODE_OPTIONS=", "NODE_USE_ENV_PROXY=", node(), "-e", FETCH),
    "a shell": ("bash", "-c", "exec 3<>/dev/tcp/{host}/{port}"),
}


@pytest.mark.usefixtures("kernel")
@pytest.mark.parametrize("isolate", ["always", "never"])
@pytest.mark.parametrize("client", ESCAPES)
def test_what_escapes_without_isolation_does_not_with_it(trap: Trap, client: str, isolate: session.Isolate) -> None:
    command = [part.format(host=trap.host, port=trap.port) for part in ESCAPES[client]]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    report = run(*command, isolate=isolate)
    if isolate == "never":
        assert trap.count() >= 1
        return
    assert trap.count() == 0
    assert report.isolated
    udp = " (UDP)" if client == "UDP" else ""
    assert f"{trap.host}:{trap.port}{udp}" in report.refused


# --- the mock, at the API's own names and ports -----------------------------------------------------------------------

HEAD = "authorization: Bearer " + KEY
URL = "https://api.mistral.ai/v1/models"
PYTHON = "import http.client as h; c = h.HTTPSConnection('api.mistral.ai'); "
PYTHON += f"c.request('GET', '/v1/models', headers={{'authorization': 'Bearer {KEY}'}}); print(c.getresponse().status)"
ASKS = f"fetch('{URL}', {{headers: {{authorization: 'Bearer {KEY}'}}}}).then((answer) => answer.text())"
MEETS = {
    "curl by the proxy": ("curl", "-sS", URL, "-H", HEAD),
    "curl without a proxy": ("curl", "-sS", "-x", "", URL, "-H", HEAD),
    "curl with its own resolver": ("curl", "-sS", "-x", "", "--resolve", "*:443:104.18.0.1", URL, "-H", HEAD),
    "curl with ideographic stops": ("curl", "-sS", "-x", "", "https://api\u3002mistral\uff61ai/v1/models", "-H", HEAD),
    "curl, empty environment": ("env", "-i", shutil.which("curl") or "curl", "-sS", URL, "-H", HEAD),
    "a script's own NO_PROXY": ("env", "NO_PROXY=*", "no_proxy=*", "curl", "-sS", URL, "-H", HEAD),
    "wget": ("wget", "--no-proxy", "-qO-", URL, "--header", HEAD),
    "Python -I -S": (sys.executable, "-I", "-S", "-c", PYTHON),
    "Python, its own PYTHONPATH": ("env", "PYTHONPATH=", sys.executable, "-c", PYTHON),
    "Node, its own options": ("env", "NODE_OPTIONS=", "NODE_USE_ENV_PROXY=", node(), "-e", ASKS),
}


@pytest.mark.usefixtures("kernel")
@pytest.mark.parametrize("client", MEETS)
def test_every_client_meets_the_mock(client: str) -> None:
    command = MEETS[client]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    report = run(*command)
    assert [(one.path, one.status) for one in report.journal] == [("/v1/models", 200)], report
    assert (report.exit, report.refused, report.tls_failures) == (0, (), ())


@pytest.mark.usefixtures("kernel")
@pytest.mark.parametrize(
    ("command", "named"),
    [
        (("curl", "-s", "-x", "", "https://example.com/"), "example.com"),
        (("curl", "-s", "https://example.com/"), "example.com:443"),
        (("curl", "-s", "-x", "", "https://1.1.1.1/"), "1.1.1.1:443"),
        (("curl", "-sk", "-x", "", "https://1.1.1.1/"), "1.1.1.1:443"),
        (("curl", "-sk", "-x", "", "--resolve", "*:443:1.1.1.1", "https://example.com/"), "example.com:443"),
        ((sys.executable, "-c", f"{CONNECT}('1.1.1.1', 443)).close()"), "1.1.1.1:443"),
        (("curl", "-s", "-x", "", "http://api.mistral.ai/"), "api.mistral.ai"),
        (("curl", "-s", "-x", "", "http://1.1.1.1/"), "1.1.1.1"),
        ((sys.executable, "-c", f"{CONNECT}('1.1.1.1', 80)).close()"), "1.1.1.1:80"),
        ((sys.executable, "-c", f"{CONNECT}('1.1.1.1', 80)).sendall(b'\\x16\\x03')"), "1.1.1.1:80"),
        ((sys.executable, "-c", f"{CONNECT}('1.1.1.1', 80)).sendall(b'HELO\\r\\n\\r\\n')"), "1.1.1.1:80"),
        ((sys.executable, "-c", f"{CONNECT}('127.0.0.1', 80)).close()"), "127.0.0.1:80"),
        (("curl", "-s", "-x", "", "https://api.mistral.ai:8443/"), "*.mistral.ai:8443"),
        (("curl", "-s", "-x", "http://1.1.1.1:80", "https://api.mistral.ai/"), "1.1.1.1:80"),
        (("curl", "-s", "-x", "", "http://api.mistral.ai:443/"), "plain text to the API's port 443"),
        (("curl", "-s", "-x", "", "-g", "http://[2001:db8::1]:8080/"), "[2001:db8::1]:8080"),
    ],
)
def test_all_else_is_refused_and_named(command: tuple[str, ...], named: str) -> None:
    if named.startswith("[") and not Path("/proc/net/if_inet6").exists():
        pytest.skip("this system has no IPv6")
    report = run(*command)
    assert report.refused == (named,)
    assert report.journal == ()


@pytest.mark.usefixtures("kernel")
def test_a_client_that_insists_on_http_2_is_named() -> None:
    program = "require('node:http2').connect('https://api.mistral.ai').on('error', () => {}).request({':path': '/'})"
    report = run(node(), "-e", f"{program}.on('error', () => {{}})")
    assert (report.journal, report.refused, report.silent) == ((), ("HTTP/2 to the API",), 0)


ONLY_HTTP_2 = """
import socket, ssl
context = ssl.create_default_context()
context.set_alpn_protocols(["h2"])
with socket.create_connection(("api.mistral.ai", 443)) as line:
    secure = context.wrap_socket(line, server_hostname="api.mistral.ai")
    assert secure.selected_alpn_protocol() is None
    secure.unwrap()
"""


@pytest.mark.parametrize("isolate", ["always", "never"])
def test_a_client_that_closes_because_the_mock_lacks_http_2_is_counted(
    request: pytest.FixtureRequest, isolate: session.Isolate
) -> None:
    """gRPC does so (1.85.3, tried on 2026-11-28)."""
    if isolate == "always":
        request.getfixturevalue("kernel")
    report = run(sys.executable, "-c", ONLY_HTTP_2, isolate=isolate)
    assert (report.exit, report.journal, report.refused, report.silent) == (0, (), (), 1)
    assert "1 TLS connection to the API closed without a request" in "\n".join(lines(report))
    assert run("curl", "-s", "https://api.mistral.ai/", isolate=isolate).silent == 0


@pytest.mark.usefixtures("kernel")
def test_an_isolated_node_loads_nothing_first(capfd: pytest.CaptureFixture[str]) -> None:
    """So old versions run, as do workers with their own environment, and programs that may read only their own files
    (with a preload, Node 20.18.0 refuses to start with `--experimental-permission`, 2026-11-29)."""
    program = "console.log(process.env.NODE_OPTIONS)"
    report = run(node(), "-e", program, isolate="always", NODE_OPTIONS="--no-warnings")
    assert (report.exit, capfd.readouterr().out) == (0, "--no-warnings\n")


# --- the program is the program ---------------------------------------------------------------------------------------

REDIRECTS = {"NODE_OPTIONS", "MISTRAL_PLAYBOOKS_DIRECT"}  # which an isolated program does not need
SAYS = (
    "import json, os, signal; print(json.dumps([os.getuid(), os.getgid(), os.getcwd(), os.getpgid(0) == int(os.environ"
)
SAYS += (
    "['GROUP']), [n for n in signal.valid_signals() if signal.getsignal(n) == signal.SIG_IGN], sorted(os.environ)]))"
)


@pytest.mark.usefixtures("kernel")
@pytest.mark.parametrize("wrapper", [(), ("setpriv", "--bounding-set", "-sys_admin", "--inh-caps", "-sys_admin")])
def test_the_program_is_what_it_is_without_isolation(tmp_path: Path, wrapper: tuple[str, ...]) -> None:
    """Also without the right to make a network namespace as root, through a user namespace."""
    if wrapper and (shutil.which(wrapper[0]) is None or os.geteuid() != 0):
        pytest.skip("needs root and setpriv")
    told = []
    for isolate in ("never", "always"):
        command = [*wrapper, sys.executable, "-m", "mistral_playbooks", "run", "--isolate", isolate, "--json", "--"]
        shell = 'GROUP=$(ps -o pgid= -p $$ | tr -d " ") exec "$@"'
        done = subprocess.run(
            ["sh", "-c", shell, "sh", *command, sys.executable, "-c", SAYS],
            cwd=tmp_path, capture_output=True, text=True, check=False, timeout=500,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stderr.splitlines()[-1])["isolated"] is (isolate == "always")
        told.append([*json.loads(done.stdout)[:5], set(json.loads(done.stdout)[5]) - REDIRECTS])
    assert told[0] == told[1]


@pytest.mark.usefixtures("kernel")
def test_what_cannot_be_executed_fails_as_without_isolation(tmp_path: Path) -> None:
    told = []
    for isolate in ("never", "always"):
        with pytest.raises(session.ToolNotFoundError) as caught:
            run(str(tmp_path / "missing"), isolate=isolate)
        told.append((str(caught.value), type(caught.value.__cause__)))
    assert told[0] == told[1]


# --- where it cannot be had -------------------------------------------------------------------------------------------

STUB = """
import socket, sys
line = socket.socket(fileno=int(sys.argv[1]))
line.recv(65536)
line.sendall({!r})
"""


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (b'{"failed": "unshare: Operation not permitted"}\n', "unshare: Operation not permitted"),
        (b"", "the process that prepares it ended early"),
    ],
)
def test_without_it_all_works_by_the_environment_and_the_report_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: bytes, reason: str
) -> None:
    (tmp_path / "inside.py").write_text(STUB.format(told))
    monkeypatch.setattr(control, "_SCRIPT", tmp_path / "inside.py")
    report = run("curl", "-s", URL, "-H", HEAD, isolate="auto")
    assert [one.status for one in report.journal] == [200]
    assert (report.isolated, report.not_isolated) == (False, reason)
    with pytest.raises(network.IsolationError, match=reason):
        run("true", isolate="always")


# --- a server of one's own --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("kernel")
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_server_of_ones_own_is_reached_where_it_is_allowed(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    line = server.accept()[0]
                    line.recv(10_000)
                    line.sendall(b"HTTP/1.1 204 Mine\r\ncontent-length: 0\r\n\r\n")
                    line.close()

        threading.Thread(target=serve, daemon=True).start()
        reached = run("curl", "-sS", "--fail", f"http://{host}:{port}/", allow=(f"{host}:{port}",))
        assert (reached.exit, reached.refused) == (0, ())
        refused = run("curl", "-sS", f"http://127.0.0.1:{port}/")
        assert (refused.exit, refused.refused) == (7, (f"127.0.0.1:{port}",))


@pytest.mark.usefixtures("kernel")
def test_an_address_of_ipv6_can_be_allowed_and_another_port_of_an_allowed_name_is_named() -> None:
    """The relay outside finds nothing there. What counts is that the connection was made inside."""
    program = f"{CONNECT}('2001:db8::9', 4444), 5).close()"
    if Path("/proc/net/if_inet6").exists():
        report = run(sys.executable, "-c", program, allow=("[2001:db8::9]:4444",))
        assert (report.exit, report.refused) == (0, ())
    report = run("curl", "-s", "http://db.invalid:4445/", allow=("db.invalid:4444",))
    assert report.refused == ("db.invalid:4445",)


def test_what_is_allowed() -> None:
    assert allowed.parse("db.example:5432") == allowed.Allowed("db.example", 5432)
    assert allowed.parse("[::1]:80") == allowed.Allowed("::1", 80)
    for wrong in ("db", "db:", ":1", "db:0", "db:65536", "http://db:80", "db:x"):
        with pytest.raises(allowed.AllowError, match="HOST:PORT"):
            allowed.parse(wrong)
    with pytest.raises(allowed.AllowError, match="must not reach the real API"):
        allowed.parse("API.mistral.ai:443")
    given = [allowed.parse(text) for text in ("a:1", "b:1", "a:2", "localhost:3", "10.0.0.1:4")]
    assert [inside[0] for inside in allowed.addresses(given).values()] == [
        *("198.18.0.1", "198.18.0.2", "198.18.0.1"),
        *("127.0.0.1", "10.0.0.1"),
    ]


# --- names and packets ------------------------------------------------------------------------------------------------


def query(name: str, kind: int = 1) -> bytes:
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split(".") if label)
    return b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00" + labels + b"\0" + struct.pack("!HH", kind, 1)


def test_names() -> None:
    refused: list[str] = []
    server = names.Names("192.0.2.1", {"db.example": "198.18.0.1"}, refused.append, is_mistral)
    for name, address in (
        ("api.mistral.ai", "192.0.2.1"),
        ("API.EU.Mistral.ai", "192.0.2.1"),
        ("db.example", "198.18.0.1"),
    ):
        answer = server.answer(query(name))
        assert (answer[:2], answer[3] & 15, answer[-4:]) == (b"\x12\x34", 0, socket.inet_aton(address))
    assert server.answer(query("api.mistral.ai", 28))[6:8] == b"\0\0"  # it has no address of IPv6
    for kind in (1, 28, 12):
        assert server.answer(query("example.com", kind))[3] & 15 == 3
    assert refused == ["example.com"]
    for name, kind in (
        *[("_db._tcp.db.example", 33), ("mail.example", 15), ("txt.example", 16), ("txt.example", 16)],
        *[("six.example", 28), ("six.example", 1), ("six.example", 65), ("1.0.0.127.in-addr.arpa", 12)],
    ):
        server.answer(query(name, kind))
    assert refused[1:] == ["_db._tcp.db.example", "mail.example", "txt.example", "txt.example", "six.example"]
    played = names.Names("192.0.2.1", {}, refused.append, lambda name: name == "example.com")
    assert played.answer(query("example.com"))[3] & 15 == 0
    for cut in range(12, len(query("a.b"))):
        assert server.answer(query("a.b")[:cut])[3] & 15 == 1


def seen(*packets: bytes) -> list[str]:
    refused: list[str] = []
    with socket.socket() as unused:
        watching = watch.Watch(unused, refused, {})
    for packet in packets:
        watching.take(packet)
    return refused


def test_packets() -> None:
    ip = bytes([0x45, *[0] * 8, 6, 0, 0, 93, 184, 215, 14, 127, 0, 0, 1])
    tcp = struct.pack("!HHIIBBHHH", 5432, 40000, 0, 1, 0x50, 0x14, 0, 0, 0)
    assert seen(ip + tcp, ip + tcp) == ["93.184.215.14:5432"] * 2
    assert seen(ip + tcp[:4] + b"\0\0\0\1" + tcp[8:]) == []  # an open connection is reset
    accepted = ip + tcp[:13] + b"\x12" + tcp[14:]
    assert seen(ip + tcp, accepted) == []  # the program waited for a server of its own
    assert seen(accepted, ip + tcp) == ["93.184.215.14:5432"]
    udp = bytes([0x45, *[0] * 8, 17, 0, 0, 127, 0, 0, 1, 8, 8, 8, 8]) + struct.pack("!HHHH", 40000, 53, 9, 0)
    icmp = bytes([0x45, *[0] * 8, 1, 0, 0, 8, 8, 8, 8, 127, 0, 0, 1]) + b"\3\3" + bytes(6)
    assert seen(icmp + udp) == ["8.8.8.8:53 (UDP)"]
    for cut in range(len(ip + tcp) - 8):
        assert seen((ip + tcp)[:cut]) == []


STORM = """
import socket
for port in [9] * 4000 + [4444]:
    with socket.socket() as client:
        client.connect_ex(("127.0.0.1", port))
"""


@pytest.mark.usefixtures("kernel")
def test_a_storm_of_refusals_hides_no_address_silently() -> None:
    """A larger buffer needs root."""
    report = run(sys.executable, "-c", STORM)
    assert "127.0.0.1:4444" in report.refused or report.lost > 0
    assert len(report.refused) + report.lost == 4001


WAITS = """
import socket, threading, time
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
def serve():
    time.sleep(0.3)
    server = socket.create_server(("127.0.0.1", port))
    server.accept()
threading.Thread(target=serve, daemon=True).start()
while True:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
        break
    except ConnectionRefusedError:
        time.sleep(0.05)
"""


@pytest.mark.usefixtures("kernel")
def test_a_server_that_the_program_starts_and_waits_for_is_not_named() -> None:
    report = run(sys.executable, "-c", WAITS)
    assert (report.exit, report.refused) == (0, ())


LOOK_UP = """
import socket
for family in (socket.AF_INET, socket.AF_UNSPEC):
    try:
        socket.getaddrinfo("api.mistral.invalid", 443, family)
    except socket.gaierror as error:
        print(error.errno == socket.EAI_NONAME)
try:
    socket.create_connection(("198.51.100.1", 443), 5)
except ConnectionRefusedError:
    print("refused")
"""


@pytest.mark.usefixtures("kernel")
def test_where_many_programs_share_a_network_no_name_exists_and_every_address_refuses() -> None:
    """A name server that does not answer would be another error, and which one there is depends on the machine."""
    with SharedNetwork() as network:
        done = subprocess.run(
            [sys.executable, "-c", LOOK_UP],
            capture_output=True, text=True, check=False, timeout=60, preexec_fn=network.enter,
        )  # fmt: skip
    assert done.stdout.split() == ["True", "True", "refused"], done.stderr
