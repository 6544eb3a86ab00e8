"""Answers name lookups inside the isolated network: hosts of the API and allowed hosts exist, all others do not."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address
from typing import Any

_ADDRESS = 1
_NO_ERROR, _NO_SUCH_NAME, _FORMAT_ERROR = 0, 3, 1


class Names(asyncio.DatagramProtocol):
    """A DNS server on one UDP socket.

    `address` is where the mock is, `plays` whether it answers as a host, `others` maps other known names to their
    addresses. `refused` is called with every other name that is looked up, whatever the record.
    """

    def __init__(
        self, address: str, others: Mapping[str, str], refused: Callable[[str], None], plays: Callable[[str], bool]
    ) -> None:
        self._address = address
        self._plays = plays
        self._others = {"localhost": "127.0.0.1", **others}
        self._refused = refused
        self._latest = ("", 0)

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        if len(data) >= 12 and not data[2] & 0x80:
            self._transport.sendto(self.answer(data), addr)

    def answer(self, query: bytes) -> bytes:
        """Returns the answer to a DNS query of at least 12 bytes."""
        try:
            name, end = _name(query)
            kind, _ = struct.unpack_from("!HH", query, end)
        except (IndexError, struct.error):
            return query[:2] + struct.pack("!HHHHH", 0x8180 | _FORMAT_ERROR, 0, 0, 0, 0)
        question = query[12 : end + 4]
        found = self._address if self._plays(name) else self._others.get(name)
        if found is None:
            # Most clients ask for both kinds of address. A reverse lookup (.arpa) contacts no host.
            if (name != self._latest[0] or kind == self._latest[1]) and not name.endswith(".arpa"):
                self._latest = name, kind
                self._refused(name)
            return query[:2] + struct.pack("!HHHHH", 0x8180 | _NO_SUCH_NAME, 1, 0, 0, 0) + question
        record = b""
        if kind == _ADDRESS:
            record = struct.pack("!HHHIH", 0xC00C, _ADDRESS, 1, 1, 4) + IPv4Address(found).packed
        return query[:2] + struct.pack("!HHHHH", 0x8180 | _NO_ERROR, 1, bool(record), 0, 0) + question + record


def _name(query: bytes) -> tuple[str, int]:
    """Returns the name in the question, in lower case, and where it ends. Raises IndexError if it is cut."""
    labels, at = [], 12
    while length := query[at]:
        labels.append(query[at + 1 : at + 1 + length].decode("latin-1").lower())
        at += 1 + length
    return ".".join(labels), at + 1
