"""Reads the packets with which the isolated network refuses a connection or a datagram, and names the address."""

from __future__ import annotations

import socket
import struct
from ipaddress import ip_address
from typing import Literal

_TCP, _UDP = 6, 17
_OUTGOING = 4  # every packet on `lo` is seen twice
_SYN_ACK, _RST_ACK, _FLAGS = 0x12, 0x14, 0x16


class Watch:
    """Call `read` when the packet socket is readable. It adds `ADDRESS:PORT`, or `ADDRESS:PORT (UDP)`, to `refused`.

    An address that accepts a connection later is taken out again: the program waited for a server that it started.
    """

    def __init__(self, packets: socket.socket, refused: list[str]) -> None:
        self._packets = packets
        self._packets.setblocking(False)
        self._refused = refused
        self._told: set[str] = set()

    def read(self) -> None:
        """Reads what has arrived."""
        while True:
            try:
                packet, source = self._packets.recvfrom(256)
            except OSError:
                return
            if source[2] != _OUTGOING:
                self.take(packet)

    def take(self, packet: bytes) -> None:
        """Considers one IP packet."""
        answer, target = _answer(packet)
        if answer == "refused":
            self._refused.append(target)
            self._told.add(target)
        elif answer == "accepted" and target in self._told:
            self._refused[:] = [one for one in self._refused if one != target]
            self._told.discard(target)


def _answer(packet: bytes) -> tuple[Literal["refused", "accepted", "other"], str]:
    """Returns what a packet says about an address, and the address."""
    try:
        protocol, source, _, rest = _split(packet)
        if protocol == _TCP:
            (port,), (sequence,), flags = struct.unpack_from("!H", rest), struct.unpack_from("!I", rest, 4), rest[13]
            if flags & _FLAGS == _SYN_ACK:
                return "accepted", _text(source, port)
            if flags & _FLAGS == _RST_ACK and sequence == 0:  # the reset of an open connection has a number
                return "refused", _text(source, port)
            return "other", ""
        protocol, _, target, rest = _split(rest[8:])  # the packet that was not delivered
        if protocol == _UDP:
            return "refused", f"{_text(target, struct.unpack_from('!H', rest, 2)[0])} (UDP)"
    except (IndexError, struct.error, ValueError):
        pass
    return "other", ""


def _split(packet: bytes) -> tuple[int, str, str, bytes]:
    """Returns the protocol, the source, the target and the content of an IP packet."""
    if packet[0] >> 4 == 4:
        start = (packet[0] & 15) * 4
        return packet[9], str(ip_address(packet[12:16])), str(ip_address(packet[16:20])), packet[start:]
    return packet[6], str(ip_address(packet[8:24])), str(ip_address(packet[24:40])), packet[40:]


def _text(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
