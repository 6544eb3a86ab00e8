"""Reads the packets with which the isolated network refuses a connection or a datagram, and names the address."""

from __future__ import annotations

import socket
import struct
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Literal

_TCP, _UDP = 6, 17
_PACKETS, _STATISTICS = 263, 6  # SOL_PACKET, PACKET_STATISTICS
_SYN_ACK, _RST_ACK, _FLAGS = 0x12, 0x14, 0x16


class Watch:
    """Call `read` when the packet socket is readable. `names` are those of addresses that exist only in this network.

    It adds `ADDRESS:PORT`, or `ADDRESS:PORT (UDP)`, to `refused`.

    An address that accepts a connection later is taken out again: the program waited for a server that it started.
    """

    def __init__(self, packets: socket.socket, refused: list[str], names: Mapping[str, str]) -> None:
        self._packets = packets
        self._packets.setblocking(False)
        self._refused = refused
        self._names = names
        self._told: set[str] = set()

    def read(self) -> None:
        """Reads what has arrived."""
        while True:
            try:
                self.take(self._packets.recv(256))
            except OSError:
                return

    def lost(self) -> int:
        """Returns how many packets came faster than they were read, since the last call."""
        _, dropped = struct.unpack("=II", self._packets.getsockopt(_PACKETS, _STATISTICS, 8))
        return dropped

    def take(self, packet: bytes) -> None:
        """Considers one IP packet."""
        answer, host, rest = _answer(packet)
        target = self._names.get(host, host) + rest
        if answer == "refused":
            self._refused.append(target)
            self._told.add(target)
        elif answer == "accepted" and target in self._told:
            self._refused[:] = [one for one in self._refused if one != target]
            self._told.discard(target)


def _answer(packet: bytes) -> tuple[Literal["refused", "accepted", "other"], str, str]:
    """Returns what a packet says about an address, the address, and its port."""
    try:
        protocol, source, _, rest = _split(packet)
        if protocol == _TCP:
            (port,), (sequence,), flags = struct.unpack_from("!H", rest), struct.unpack_from("!I", rest, 4), rest[13]
            if flags & _FLAGS == _SYN_ACK:
                return "accepted", _text(source), f":{port}"
            if flags & _FLAGS == _RST_ACK and sequence == 0:  # the reset of an open connection has a number
                return "refused", _text(source), f":{port}"
            return "other", "", ""
        protocol, _, target, rest = _split(rest[8:])  # the packet that was not delivered
        if protocol == _UDP:
            return "refused", _text(target), f":{struct.unpack_from('!H', rest, 2)[0]} (UDP)"
    except (IndexError, struct.error, ValueError):
        pass
    return "other", "", ""


def _split(packet: bytes) -> tuple[int, str, str, bytes]:
    """Returns the protocol, the source, the target and the content of an IP packet."""
    if packet[0] >> 4 == 4:
        start = (packet[0] & 15) * 4
        return packet[9], str(ip_address(packet[12:16])), str(ip_address(packet[16:20])), packet[start:]
    return packet[6], str(ip_address(packet[8:24])), str(ip_address(packet[24:40])), packet[40:]


def _text(address: str) -> str:
    return f"[{address}]" if ":" in address else address
