"""A network for one program, in which only the mock exists, at the API's own names and ports (Linux).

`inside.py` enters the namespaces and hands its sockets out; this side serves them with the gateway. The kernel keeps
every IP packet inside. What is not IP stays open: Unix sockets, such as Docker's, are files.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ..connections import Connect, Direct, Plain
from ..hosts import API_ADDRESS
from .allowed import Allowed, addresses, relay
from .control import Inside, IsolationError
from .names import Names
from .watch import Watch

if TYPE_CHECKING:
    from ..proxy import Gateway

_EVERYWHERE = ("0.0.0.0", "::")
_DAEMONS = ("/run/nscd/socket", "/var/run/nscd/socket")  # it would look names up outside
_TRUSTED = (  # Debian and others; Fedora and others; SUSE; Alpine
    *("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"),
    *("/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"),
)
_SOCKETS = ("/var/run/docker.sock", "/run/podman/podman.sock", "/run/containerd/containerd.sock")


class Network:
    """The network of one program. Use it as a context manager around `start`; on exit its process is gone."""

    def __init__(self, gateway: Gateway, allowed: Sequence[Allowed] = ()) -> None:
        self._gateway = gateway
        self._allowed = addresses(allowed)
        self._inside = Inside()
        self._watch: tuple[socket.socket, Watch] | None = None
        self._names: asyncio.DatagramTransport | None = None

    def __enter__(self) -> Network:
        """Prepares the network and reaches the mock in it once. Raises IsolationError if any of this fails."""
        try:
            self._inside.open()
            self._prepare()
        except BaseException as error:
            self.close()
            if isinstance(error, OSError):
                raise IsolationError(str(error)) from error
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stops serving. Ends the process if it has not yet become the program."""
        self._inside.close()
        self._gateway.background.call(self._stop())

    def start(self, command: Sequence[str], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Starts the program. Raises OSError if it cannot be executed."""
        return self._inside.become(command, env)

    def lost(self) -> int:
        """Returns how many refusals came too fast to be read: what they concern is not in the gateway's `refused`."""
        return self._watch[1].lost() if self._watch is not None else 0

    def _prepare(self) -> None:
        direct, proxy = (int(address.rpartition(":")[2]) for address in (self._gateway.direct, self._gateway.address))
        stream, datagram = int(socket.SOCK_STREAM), int(socket.SOCK_DGRAM)
        plan: list[tuple[str, int, int]] = [("127.0.0.1", proxy, stream), ("127.0.0.1", direct, stream)]
        plan += [(address, port, stream) for port in (443, 80) for address in _EVERYWHERE]
        kinds: list[object] = [Connect, Direct, Direct, Direct, Plain, Plain]
        for one, places in self._allowed.items():
            plan += [(address, one.port, stream) for address in places]
            kinds += [one] * len(places)
        plan.append(("127.0.0.1", 53, datagram))
        kinds.append(Names)
        files = _files(self._gateway.authority.certificate)
        self._inside.tell({"address": API_ADDRESS, "proxy": proxy, "listen": plan, "files": files})
        answer, descriptors = self._inside.hear(len(plan) + 1)
        watch, *rest = (socket.socket(fileno=one) for one in descriptors)
        served = [kind for kind, made in zip(kinds, answer["listening"], strict=True) if made]
        self._gateway.background.call(self._serve(watch, list(zip(served, rest, strict=True))))
        self._inside.tell({})
        self._inside.hear()

    async def _serve(self, watch: socket.socket, served: Sequence[tuple[object, socket.socket]]) -> None:
        loop = asyncio.get_running_loop()
        refused = self._gateway.refused
        for kind, made in served:
            made.setblocking(False)
            if kind is Names:
                others = {socket.gethostname().lower(): "127.0.0.1"}
                others |= {one.host: places[0] for one, places in self._allowed.items() if not one.literal}
                names = Names(API_ADDRESS, others, refused.append, self._gateway.plays)
                self._names, _ = await loop.create_datagram_endpoint(lambda names=names: names, sock=made)
            elif isinstance(kind, Allowed):
                await self._gateway.listen(partial(relay, kind), made)
            else:
                await self._gateway.listen(partial(cast("type[Connect]", kind), self._gateway), made)
        named = {
            places[0]: one.host for one, places in self._allowed.items() if places[0] not in (one.host, "127.0.0.1")
        }
        self._watch = watch, Watch(watch, refused, named | {API_ADDRESS: "*.mistral.ai"})
        loop.add_reader(watch, self._watch[1].read)

    async def _stop(self) -> None:
        if self._watch is not None:
            asyncio.get_running_loop().remove_reader(self._watch[0])
            self._watch[0].close()
        if self._names is not None:
            self._names.close()


def _files(authority: Path) -> dict[str, str]:
    """Writes what the program sees in place of the system's files, and returns which file replaces which.

    They are those for name lookups, and the certificates that the system trusts, with the gateway's authority added.
    """
    folder = authority.parent
    made = {"/etc/resolv.conf": b"nameserver 127.0.0.1\noptions timeout:2 attempts:1\n"}
    made |= dict.fromkeys(_DAEMONS, b"")
    for path in ("/etc/hosts", "/etc/nsswitch.conf", *_TRUSTED):
        with suppress(OSError):
            made[path] = Path(path).read_bytes()
    made["/etc/hosts"] = _without(made.get("/etc/hosts", b""), rb"mistral\.ai")
    made["/etc/nsswitch.conf"] = _without(made.get("/etc/nsswitch.conf", b""), rb"^\s*hosts:")
    made["/etc/nsswitch.conf"] += b"hosts: files myhostname dns\n"
    for path in _TRUSTED:
        if path in made:
            made[path] += b"\n" + authority.read_bytes()
    shown = {}
    for path, content in made.items():
        shown[path] = str(folder / path.strip("/").replace("/", "-"))
        Path(shown[path]).write_bytes(content)
    return shown


def _without(content: bytes, pattern: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    return b"".join(line for line in lines if not re.search(pattern, line, re.IGNORECASE)).rstrip(b"\n") + b"\n"


def open_sockets(env: Mapping[str, str]) -> list[str]:
    """Returns the sockets of container engines that the program can open: a network does not cut them."""
    places = [*_SOCKETS, env.get("DOCKER_HOST", "").removeprefix("unix://")]
    if runtime := env.get("XDG_RUNTIME_DIR"):
        places += [f"{runtime}/docker.sock", f"{runtime}/podman/podman.sock"]
    return [place for place in dict.fromkeys(places) if place.startswith("/") and os.access(place, os.W_OK)]
