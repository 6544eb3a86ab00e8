"""Reads the packets with which the isolated network refuses a connection or a datagram, and names the address."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from ipaddress import ip_address

_TCP, _UDP = 6, 17
_OUTGOING = 4  # every packet on `lo` is seen twice
_SYN_ACK, _RST_ACK, _FLAGS = 0x12, 0x14, 0x16


class Watch:
    """Call `read` whenever the packet socket is readable. `refused` gets `ADDRESS:PORT`, or `ADDRESS:PORT (UDP)`."""

    def __init__(self, seen: socket.socket, refused: Callable[[str], None]) -> None:
        self._seen = seen
        self._seen.setblocking(False)
        self._refused = refused

    def read(self) -> None:
        """Reads what has arrived."""
        while True:
            try:
                packet, source = self._seen.recvfrom(256)
            except OSError:
                return
            if source[2] != _OUTGOING and (target := refusal(packet)):
                self._refused(target)


def refusal(packet: bytes) -> str | None:
    """Returns the address that a packet says is unreachable; None if the packet says something else."""
    try:
        protocol, source, _, rest = _split(packet)
        if protocol == _TCP:
            (port,), (sequence,), flags = struct.unpack_from("!H", rest), struct.unpack_from("!I", rest, 4), rest[13]
            # A refused connection; a reset of an open one has a sequence number.
            return _text(source, port) if flags & _FLAGS == _RST_ACK and sequence == 0 else None
        protocol, _, target, rest = _split(rest[8:])  # the packet that was not delivered
        if protocol == _UDP:
            return f"{_text(target, struct.unpack_from('!H', rest, 2)[0])} (UDP)"
    except (IndexError, struct.error, ValueError):
        pass
    return None


def _split(packet: bytes) -> tuple[int, str, str, bytes]:
    """Returns the protocol, the source, the target and the content of an IP packet."""
    if packet[0] >> 4 == 4:
        start = (packet[0] & 15) * 4
        return packet[9], str(ip_address(packet[12:16])), str(ip_address(packet[16:20])), packet[start:]
    return packet[6], str(ip_address(packet[8:24])), str(ip_address(packet[24:40])), packet[40:]


def _text(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
