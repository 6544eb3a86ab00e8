"""What images and documents cost: by their size and their text, as recorded."""

from __future__ import annotations

import zlib
from base64 import b64encode
from struct import pack
from typing import Any

import pytest

from helpers.api import chat
from mistral_playbooks.mock.model.media_tokens import chunk_tokens, picture_tokens


@pytest.mark.parametrize(
    ("size", "tokens"),
    [
        ((64, 64), 12),  # recorded: a request of 38 tokens, of which 26 are text
        ((128, 128), 30),  # recorded: 41, of which 11 are text
        ((597, 566), 483),  # recorded: 567, with a tool and its call
        ((1, 1), 2),
        ((28, 28), 2),
        ((29, 28), 3),
        ((1_540, 1_540), 3_080),
        ((3_080, 1_540), 28 * 56),
        ((2**31, 1), 56),
    ],
)
def test_an_image_costs_by_its_tiles(size: tuple[int, int], tokens: int):
    assert picture_tokens(*size) == tokens


def image(content: bytes, kind: str = "png") -> dict[str, Any]:
    return {"type": "image_url", "image_url": f"data:image/{kind};base64,{b64encode(content).decode()}"}


def document(content: bytes) -> dict[str, Any]:
    return {"type": "document_url", "document_url": f"data:application/pdf;base64,{b64encode(content).decode()}"}


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + pack(">II", 128, 128)


def test_the_size_is_read_from_the_chunk():
    assert chunk_tokens(image(PNG)) == 30
    assert chunk_tokens(image(PNG + bytes(10_000_000))) == 30
    assert chunk_tokens({"type": "image_url", "image_url": {"url": image(PNG)["image_url"], "detail": "low"}}) == 30


def test_what_cannot_be_read_costs_a_constant():
    assert chunk_tokens(image(b"BM")) == chunk_tokens({"type": "image_url", "image_url": "https://a.org/b.png"}) == 256
    for kind in ("document_url", "file", "file_url"):
        assert chunk_tokens({"type": kind, kind: "https://a.org/b.pdf"}) == 1_024
    assert chunk_tokens(document(b"PK\3\4")) == 1_024
    assert chunk_tokens({"type": "input_audio", "input_audio": "AAAA"}) == 0
    assert chunk_tokens({"type": "text", "text": "Hello"}) is None


def stream(content: bytes, keys: bytes = b"") -> bytes:
    return b"4 0 obj\n<<" + keys + b"/Length 1>>\nstream\n" + content + b"\nendstream\nendobj\n"


TEXT = rb"BT /F1 18 Tf [(Lor) 17 (em \(ips\)) -91] TJ <48656c6c6f> Tj ET (no text) BT <00480065006c006c> Tj ET"


@pytest.mark.parametrize(
    ("content", "tokens"),
    [
        (b"%PDF-1.4\n", 12),
        (b"%PDF-1.4\n" + stream(TEXT), 12 + 5),
        (b"%PDF-1.4\n" + stream(zlib.compress(TEXT), b"/Filter/FlateDecode"), 12 + 5),
        (b"%PDF-1.4\n" + stream(TEXT) * 3, 12 + 15),
        (b"%PDF-1.4\n" + stream(TEXT, b"/Length1 9"), 12),  # a font
        (b"%PDF-1.4\n/Type/Page /Type/Page " + stream(TEXT, b"/Subtype /Image"), 2_048),  # two scanned pages
    ],
)
def test_a_document_costs_its_text(content: bytes, tokens: int):
    assert chunk_tokens(document(content)) == tokens


def test_an_image_adds_its_tokens_to_the_prompt():
    def prompt(*more: dict[str, Any]) -> int:
        content = [{"type": "text", "text": "What do you see in this image?"}, *more]
        response, body, _ = chat(messages=[{"role": "user", "content": content}])
        assert response.status == 200, body
        return body["usage"]["prompt_tokens"]

    assert prompt(image(PNG)) - prompt() == 30
    assert prompt(image(PNG), image(PNG)) - prompt() == 60
