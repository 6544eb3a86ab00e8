"""Reads the size of a PNG, JPEG, GIF or WebP from its header. Nothing is decoded, so no imaging library is needed."""

from __future__ import annotations

from struct import error, unpack_from

HEADER_BYTES = 262_144
"""Bytes within which the size is found. In a JPEG it follows the metadata, which may contain a preview."""


def size(content: bytes) -> tuple[int, int] | None:
    """Returns width and height in pixels, or None for another format or an incomplete header."""
    try:
        found = _size(content)
    except (error, IndexError):
        return None
    return found if found and min(found) > 0 else None


def _size(content: bytes) -> tuple[int, int] | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return unpack_from(">II", content, 16)
    if content.startswith((b"GIF87a", b"GIF89a")):
        return unpack_from("<HH", content, 6)
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _webp(content)
    return None


def _jpeg(content: bytes) -> tuple[int, int] | None:
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        # The frame headers are C0 to CF, except for the tables of C4, C8 and CC.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = unpack_from(">HH", content, at + 5)
            return width, height
        at += 2 + unpack_from(">H", content, at + 2)[0]
    return None


def _webp(content: bytes) -> tuple[int, int] | None:
    kind = content[12:16]
    if kind == b"VP8X" and len(content) >= 30:
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if kind == b"VP8L":
        packed = unpack_from("<I", content, 21)[0]
        return 1 + (packed & 0x3FFF), 1 + (packed >> 14 & 0x3FFF)
    width, height = unpack_from("<HH", content, 26)
    return width & 0x3FFF, height & 0x3FFF
