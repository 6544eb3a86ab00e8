"""The size of a picture, from its header."""

from __future__ import annotations

from struct import pack

import pytest

from mistral_playbooks.mock.media import pictures

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + pack(">II", 597, 566)
GIF = b"GIF89a" + pack("<HH", 597, 566)
# Metadata, padding and a table of Huffman codes before the frame.
JPEG = (
    b"\xff\xd8\xff\xe1" + pack(">H", 402) + b"\xff\xc0" * 200 + b"\xff\xff\xc4" + pack(">H", 4) + b"ab"
    b"\xff\xc2" + pack(">HBHH", 11, 8, 566, 597)
)  # fmt: skip
LOSSY = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a" + pack("<HH", 597 | 1 << 14, 566)
LOSSLESS = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + pack("<I", 596 | 565 << 14 | 1 << 28)
EXTENDED = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + (596).to_bytes(3, "little") + (565).to_bytes(3, "little")


@pytest.mark.parametrize("content", [PNG, GIF, JPEG, LOSSY, LOSSLESS, EXTENDED])
def test_size(content: bytes):
    assert pictures.size(content) == (597, 566)
    for end in range(len(content)):
        assert pictures.size(content[:end]) in (None, (597, 566))


@pytest.mark.parametrize("content", [b"", b"BM", b"%PDF-1.4", b"GIF89a\0\0\0\0", b"\xff\xd8\xff\xd9\0\0", PNG[:16]])
def test_no_size(content: bytes):
    assert pictures.size(content) is None
