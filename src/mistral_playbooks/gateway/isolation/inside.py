"""Enters a network of its own, hands listening sockets out, and becomes the isolated program.

Started as a script (`python -I -S inside.py FD`), because a process with threads cannot enter a user namespace. It uses
the standard library alone and executes the command in its own process, so that process id, terminal, working folder and
signals are the program's. On the socket FD it receives a plan, sends the sockets, and receives the command.

With a plan `{"hold": true}` it becomes no program. It keeps a network that many programs enter, and hands out sockets
that listen there, until FD closes. In that network no name exists, as on a machine whose name server does not know it.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import socket
import struct
import sys
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

_NEW_MOUNTS, _NEW_USER, _NEW_NETWORK = 0x0002_0000, 0x1000_0000, 0x4000_0000
_BIND, _RECURSIVE, _SLAVE = 0x1000, 0x4000, 0x80000
_SET_FLAGS, _SET_ADDRESS, _SET_MASK = 0x8914, 0x8916, 0x891C  # ioctl SIOCSIF…
_ALL_PROTOCOLS, _ATTACH_FILTER = 3, 26  # ETH_P_ALL, SO_ATTACH_FILTER
_PACKET_TYPE, _OUTGOING, _FORCE_BUFFER = 0xFFFF_F004, 4, 33  # SKF_AD_PKTTYPE, PACKET_OUTGOING, SO_RCVBUFFORCE
_BUFFER = 1 << 26  # bytes, for a program that is refused again and again without a wait
_ANY_ADDRESS = 78  # IPV6_FREEBIND: an address that is only routed here, not configured
_CONNECT = b"CONNECT api.mistral.ai:443 HTTP/1.1\r\n\r\n"


def _call(name: str, *arguments: object) -> None:
    import ctypes  # a Python may lack it

    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def _enter(namespaces: int) -> None:
    """Enters new namespaces: as root without a user namespace, so that other user ids keep working."""
    try:
        _call("unshare", namespaces)
    except PermissionError:
        uid, gid = os.geteuid(), os.getegid()
        _call("unshare", _NEW_USER | namespaces)
        for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
            with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
                file.write(text)


def _start_loopback(address: str) -> None:
    """Starts `lo`, with a second address, without which getaddrinfo (AI_ADDRCONFIG) resolves no name."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for name, request, value in (
            (b"lo", _SET_FLAGS, struct.pack("=H", 0x41)),  # up, running
            (b"lo:1", _SET_ADDRESS, struct.pack("=HH4s", socket.AF_INET, 0, socket.inet_aton(address))),
            (b"lo:1", _SET_MASK, struct.pack("=HH4s", socket.AF_INET, 0, b"\xff" * 4)),
        ):
            fcntl.ioctl(any_socket, request, struct.pack("16s24s", name, value))


def _own_every_address(family: int) -> None:
    """Routes every address to this machine (`ip route add local default dev lo`)."""
    scope = 254 if family == socket.AF_INET else 0  # host
    route = struct.pack("=BBBBBBBBI", family, 0, 0, 0, 255, 4, scope, 2, 0)  # table local, type local
    route += struct.pack("=HHI", 8, 4, socket.if_nametoindex("lo"))
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as netlink:
        netlink.sendall(struct.pack("=IHHII", 16 + len(route), 24, 0x405, 1, 0) + route)  # new route; create, answer
        error = -struct.unpack_from("=i", netlink.recv(4096), 16)[0]
    if error:
        raise OSError(error, f"route: {os.strerror(error)}")


def _mount(files: dict[str, str]) -> None:
    """Shows other files at these paths, to this process and its children only."""
    _call("mount", b"none", b"/", None, _RECURSIVE | _SLAVE, None)
    for path, shown in files.items():
        if os.path.exists(path):
            _call("mount", os.fsencode(shown), os.fsencode(path), None, _BIND, None)


def _watch() -> socket.socket:
    """Returns a packet socket that sees answers to connections: accepted, refused, and unreachable ports."""
    load, load_at_x, header, shift, mask, equal, end = 0x30, 0x50, 0xB1, 0x74, 0x54, 0x15, 0x06
    program = [
        *[(load, 0, 0, _PACKET_TYPE), (equal, 0, 25, _OUTGOING)],  # every packet on `lo` is seen twice; the numbers
        # below begin here
        *[(load, 0, 0, 0), (shift, 0, 0, 4), (equal, 0, 11, 4)],  # 0: the version of IP; not 4: 14
        *[(load, 0, 0, 9), (header, 0, 0, 0), (equal, 6, 0, 1), (equal, 0, 18, 6)],  # 3: ICMP: 12, TCP: 7, others: 25
        *[(load_at_x, 0, 0, 13), (mask, 0, 0, 0x16)],  # 7: the flags of TCP
        *[(equal, 16, 0, 0x14), (equal, 15, 14, 0x12), (end, 0, 0, 0)],  # 9: RST+ACK or SYN+ACK: 26
        *[(load_at_x, 0, 0, 0), (equal, 12, 11, 3)],  # 12: destination unreachable
        *[(equal, 0, 10, 6), (load, 0, 0, 6), (equal, 5, 0, 58), (equal, 0, 7, 6)],  # 14: IPv6; ICMP: 22, TCP: 18
        *[(load, 0, 0, 53), (mask, 0, 0, 0x16), (equal, 5, 0, 0x14), (equal, 4, 3, 0x12)],  # 18
        *[(load, 0, 0, 40), (equal, 2, 1, 1), (end, 0, 0, 0)],  # 22
        *[(end, 0, 0, 0), (end, 0, 0, 0xFFFF)],  # 25: no, 26: yes
    ]
    import ctypes

    code = b"".join(struct.pack("=HBBI", *step) for step in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    seen = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ALL_PROTOCOLS))
    for option in (socket.SO_RCVBUF, _FORCE_BUFFER):  # the second one needs root
        with contextlib.suppress(OSError):
            seen.setsockopt(socket.SOL_SOCKET, option, _BUFFER)
    seen.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, struct.pack("@HP", len(program), ctypes.addressof(buffer)))
    return seen


def _listen(address: str, port: int, kind: int) -> socket.socket | None:
    """Returns a bound socket, or None where the system has no IPv6."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        made = socket.socket(family, kind)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # one port on all addresses and on one of them
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            made.setsockopt(socket.IPPROTO_IPV6, _ANY_ADDRESS, 1)
        made.bind((address, port))
        if kind == socket.SOCK_STREAM:
            made.listen(1024)
    except OSError as error:
        if family == socket.AF_INET6:
            return None
        raise OSError(error.errno, f"{address}:{port}: {error.strerror}") from error
    return made


def _check(address: str, proxy: int) -> None:
    """Reaches the mock by its name, by its port and through the proxy. Some systems allow a namespace without that."""
    found = socket.getaddrinfo("api.mistral.ai", 443, type=socket.SOCK_STREAM)
    if {one[4][0] for one in found} != {address}:
        raise OSError(0, "names are not resolved inside the namespace")
    socket.create_connection((address, 443), 5).close()
    with socket.create_connection(("127.0.0.1", proxy), 5) as line:
        line.sendall(_CONNECT)
        if not line.recv(100).startswith(b"HTTP/1.1 200 "):
            raise OSError(0, "the mock does not answer inside the namespace")


def _prepare(control: socket.socket, plan: dict) -> None:
    _enter(_NEW_NETWORK | _NEW_MOUNTS)
    _mount(plan["files"])
    _start_loopback(plan["address"])
    _own_every_address(socket.AF_INET)
    if socket.has_ipv6 and os.path.exists("/proc/self/net/if_inet6"):
        with contextlib.suppress(OSError):  # without that route, no address of IPv6 is reachable
            _own_every_address(socket.AF_INET6)
    made = [_listen(*one) for one in plan["listen"]]
    held = [one for one in (_watch(), *made) if one is not None]
    told = json.dumps({"listening": [one is not None for one in made]}).encode() + b"\n"
    socket.send_fds(control, [told], [one.fileno() for one in held])


def _deny_names(asked: socket.socket) -> None:
    """Answers every DNS query: there is no such name."""
    while True:
        query, client = asked.recvfrom(4096)
        end = query.find(b"\0", 12) + 5  # of the question
        if end > 12 and not query[2] & 0x80:
            asked.sendto(query[:2] + struct.pack("!HHHHH", 0x8183, 1, 0, 0, 0) + query[12:end], client)


def _hold(control: socket.socket, messages: TextIO) -> None:
    """Keeps a network with nothing but the loopback interface. Each further line asks for that many sockets."""
    _enter(_NEW_NETWORK)
    _start_loopback("192.0.2.1")
    for family, every in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
        with contextlib.suppress(OSError):  # no IPv6: then the system has no name server there, either
            _own_every_address(family)  # whichever name server the system has, it is this one
            if asked := _listen(every, 53, socket.SOCK_DGRAM):
                threading.Thread(target=_deny_names, args=[asked], daemon=True).start()
    control.sendall(b"{}\n")
    for line in messages:
        made = [_listen("127.0.0.1", 0, socket.SOCK_STREAM) for _ in range(int(line))]
        socket.send_fds(control, [b"{}\n"], [one.fileno() for one in made if one is not None])
        for one in made:
            if one is not None:
                one.close()


def main() -> None:
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    with control.makefile("r", encoding="ascii") as messages:
        try:
            plan = json.loads(messages.readline())
            if plan.get("hold"):
                _hold(control, messages)
                return
            _prepare(control, plan)
            if not messages.readline():
                return
            _check(plan["address"], plan["proxy"])
            control.sendall(b"{}\n")
        except (OSError, ImportError, AttributeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            control.sendall(json.dumps({"failed": reason}).encode() + b"\n")
            return
        line = messages.readline()
        if not line:
            return
        start = json.loads(line)
        for name in ("SIGPIPE", "SIGXFSZ"):  # Python ignores them, and a program would inherit that
            signal.signal(getattr(signal, name), signal.SIG_DFL)
        try:
            os.execvpe(start["command"][0], start["command"], start["env"])
        except OSError as error:
            control.sendall(json.dumps({"errno": error.errno}).encode() + b"\n")
            sys.exit(127)


if __name__ == "__main__":
    main()
