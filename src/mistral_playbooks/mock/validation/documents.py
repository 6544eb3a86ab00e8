"""Detects documents and images, and counts pages, from their bytes.

pypdf would count pages exactly, but would be another dependency. This module counts page objects, including those in
compressed object streams. The count may be wrong for an encrypted or damaged PDF.
"""

from __future__ import annotations

import re
import zlib
from base64 import b64decode
from binascii import Error
from contextlib import suppress
from itertools import islice

MAX_PAGES = 1_000
_MAX_INFLATED = 32 * 2**20
_MAX_STREAMS = 100_000  # object streams that are read; each usually contains one or two hundred objects

_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z0-9])")
_COUNT = re.compile(rb"/Count\s+(\d{1,9})")
_STREAM = re.compile(rb"/ObjStm\b[^>]{0,400}>>\s*stream\r?\n")

_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*")


def from_data_url(url: str) -> tuple[str, bytes] | None:
    """Returns the type (in lowercase) and the bytes of `data:<type>;base64,…`, or None if it is not base64."""
    head, comma, data = url.partition(",")
    kind, _, encoding = head.removeprefix("data:").partition(";")
    if not comma or encoding.rpartition(";")[2] != "base64":
        return None
    try:
        return kind.lower(), b64decode(data, validate=True)
    except (Error, ValueError):
        return None


def is_pdf(content: bytes) -> bool:
    """Whether a PDF header is in the first 1,024 bytes, where PDF readers look for it."""
    return b"%PDF-" in content[:1024]


def is_zip(content: bytes) -> bool:
    """Whether it is a ZIP archive, as .docx, .pptx and .odt are."""
    return content.startswith((b"PK\3\4", b"PK\5\6"))


def is_image(content: bytes) -> bool:
    """Whether it starts with the signature of a common image format."""
    if content.startswith(_IMAGES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return True
    return content[4:12] in (b"ftypavif", b"ftypheic", b"ftypheix", b"ftypmif1")


def _inflated(content: bytes, start: int) -> bytes:
    """Decompresses from `start`, as far as possible. Reads in pieces, because zlib copies the data that it does not
    consume, which would be the rest of the file for each of many streams."""
    reader, parts, size, piece = zlib.decompressobj(), [], 0, 4096
    with suppress(zlib.error):
        while start < len(content) and not reader.eof and size < _MAX_INFLATED:
            parts.append(reader.decompress(content[start : start + piece], _MAX_INFLATED - size))
            size += len(parts[-1])
            start, piece = start + piece, 2 * piece
    return b"".join(parts)


def is_animated(content: bytes) -> bool:
    """Whether it is a GIF with more than one frame, according to its complete blocks."""
    if not content.startswith((b"GIF87a", b"GIF89a")) or len(content) < 13:
        return False
    at = 13 + _color_table(content[10])
    frames = 0
    while at < len(content) and frames < 2:
        kind = content[at]
        if kind == 0x21:  # an extension: a label, then its data
            at += 2
        elif kind == 0x2C and at + 9 < len(content):  # a frame: its position, an optional color table, the code size
            frames += 1
            at += 11 + _color_table(content[at + 9])
        else:
            break
        while at < len(content) and content[at]:
            at += 1 + content[at]
        at += 1
    return frames > 1


def _color_table(flags: int) -> int:
    """Returns the size of a color table in bytes, 0 without one."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def pages(content: bytes) -> int:
    """Returns the estimated number of pages of a PDF, at least 1."""
    found = len(_PAGE.findall(content))
    inflated = 0
    for match in islice(_STREAM.finditer(content), _MAX_STREAMS):
        if inflated > _MAX_INFLATED:
            break
        objects = _inflated(content, match.end())
        inflated += len(objects)
        found += len(_PAGE.findall(objects))
    # If no page object is found, the largest count in a page tree.
    return found or max((int(count) for count in _COUNT.findall(content)), default=1) or 1
