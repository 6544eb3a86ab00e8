"""Detects documents and images from their bytes, and finds the pages, page sizes and text of a PDF.

pypdf would read a PDF exactly, but would be another dependency. This module searches for page objects, including those
in compressed object streams, and for the strings that content streams show. An encrypted or damaged PDF may give wrong
results.
"""

from __future__ import annotations

import re
import zlib
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

MAX_PAGES = 1_000
_MAX_INFLATED = 32 * 2**20
_MAX_STREAMS = 100_000  # object streams that are read; each usually contains one or two hundred objects

_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z0-9])")
_COUNT = re.compile(rb"/Count\s+(\d{1,9})")
_BOX = re.compile(rb"/MediaBox\s*\[\s*" + rb"\s+".join([rb"(-?\d{1,6}(?:\.\d{0,6})?)"] * 4) + rb"\s*\]")
LETTER = (612.0, 792.0)
"""The size of a page in points if the PDF does not say it: US Letter."""
_STREAM = re.compile(rb"/ObjStm\b[^>]{0,400}>>\s*stream\r?\n")
_ANY_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_NOT_TEXT = re.compile(rb"/(?:Subtype\s*/Image|Length1|ObjStm|XRef|Metadata)\b")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_MAX_TEXT = 4 * 2**20  # bytes of content streams in which text is counted
# An opening bracket consumes all that follows up to its end, so that each byte is read once.
_SHOWN = re.compile(rb"\\.|\(((?:[^()\\]|\\.)*+)\)?|<([0-9A-Fa-f\s]*+)>", re.DOTALL)

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
    found = sum(len(_PAGE.findall(objects)) for objects in _objects(content))
    # If no page object is found, the largest count in a page tree.
    return found or max((int(count) for count in _COUNT.findall(content)), default=1) or 1


def _objects(content: bytes) -> Iterator[bytes]:
    """Yields the file itself, then its compressed object streams."""
    yield content
    inflated = 0
    for match in islice(_STREAM.finditer(content), _MAX_STREAMS):
        if inflated > _MAX_INFLATED:
            break
        objects = _inflated(content, match.end())
        inflated += len(objects)
        yield objects


def page_sizes(content: bytes, count: int) -> list[tuple[float, float]]:
    """Returns width and height in points of each of a PDF's `count` pages. If the number of sizes found is another one,
    as when pages inherit it, all pages have the first."""
    boxes = [[float(number) for number in box] for objects in _objects(content) for box in _BOX.findall(objects)]
    sizes = [(abs(right - left), abs(top - bottom)) for left, bottom, right, top in boxes]
    sizes = [size if min(size) >= 1 else LETTER for size in sizes] or [LETTER]
    return sizes if len(sizes) == count else sizes[:1] * count


def has_pictures(content: bytes) -> bool:
    """Whether a PDF contains a picture, such as a scanned page."""
    return _PICTURE.search(content) is not None


def characters(content: bytes) -> int:
    """Returns the estimated number of characters that a PDF's pages show."""
    found = read = 0
    for match in islice(_ANY_STREAM.finditer(content), _MAX_STREAMS):
        start = match.end()
        if _NOT_TEXT.search(content, max(0, start - 400), start):
            continue
        if content[start : start + 1] in (b"x", b"h", b"8", b"X"):  # the first byte of compressed data
            data = _inflated(content, start)
        else:
            data = content[start : content.find(b"endstream", start)]
        found += _shown(data[: _MAX_TEXT - read])
        read += len(data)
        if read >= _MAX_TEXT:
            break
    return found


def _shown(data: bytes) -> int:
    """Returns the number of characters in the text objects (`BT … ET`) of a content stream."""
    found = 0
    at = data.find(b"BT")
    while at >= 0:
        end = data.find(b"ET", at)
        if end < 0:
            break
        for match in _SHOWN.finditer(data, at, end):
            text, digits = match.groups()
            if text:
                found += len(text) - text.count(b"\\")
            elif digits:
                # Fonts with many characters have codes of two bytes, of which the first is mostly 0.
                code = bytes.fromhex((digits + b"0" * (len(b"".join(digits.split())) % 2)).decode())
                found += len(code) // (1 if any(code[::2]) else 2)
        at = data.find(b"BT", end)
    return found
