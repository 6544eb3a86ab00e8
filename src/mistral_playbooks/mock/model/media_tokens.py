"""The prompt tokens of images and documents.

An image costs one token per tile of 28 pixels and one more per row of tiles: exact in all eight recorded requests with
images and without tools (64 and 128 pixels square, 2026-08; 0xPlaygrounds/rig, crmne/ruby_llm), and within the estimate
of the tools in five more (up to 597 x 566 pixels, 2026-06 to 2026-08). This is the rule of mistral-common, which first
scales a longer side down to 1,540 pixels, the documented limit. A document costs its text and about 12 tokens more (two
recorded PDFs of a line each cost 16 and 23 tokens, one of 2,857 characters 901).
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from typing import Any

from ..media import documents, pictures

_TILE = 28
_LONGEST_SIDE = 1_540
_AROUND_TEXT = 12
# Constants for what the mock cannot read: remote content and unknown formats. The recorded PDF of 901 tokens has one
# page; no image at a URL was recorded.
_IMAGE = 256
_DOCUMENT = 1_024


def picture_tokens(width: int, height: int) -> int:
    """Returns the tokens of an image of this size in pixels."""
    scale = max(1.0, max(width, height) / _LONGEST_SIDE)
    columns, rows = (max(1, -(-round(side / scale) // _TILE)) for side in (width, height))
    return (columns + 1) * rows


def document_tokens(content: bytes) -> int:
    """Returns the estimated tokens of a document. A page that is only a picture has a text that the mock cannot read,
    so it costs a constant."""
    if not documents.is_pdf(content):
        return _DOCUMENT
    found = documents.characters(content)
    if not found and documents.has_pictures(content):
        return _DOCUMENT * min(documents.pages(content), documents.MAX_PAGES)
    return _AROUND_TEXT + (found + 3) // 4


def chunk_tokens(chunk: dict[str, Any]) -> int | None:
    """Returns the tokens of a chunk that is not text, or None if its text is counted. Audio is counted separately."""
    kind = chunk.get("type")
    if kind == "image_url":
        image = chunk.get("image_url")
        content = _content(image.get("url") if isinstance(image, dict) else image, 4 * pictures.HEADER_BYTES // 3)
        size = pictures.size(content)
        return picture_tokens(*size) if size else _IMAGE
    if kind == "document_url":
        return document_tokens(_content(chunk.get("document_url")))
    if kind in ("file", "file_url"):
        return _DOCUMENT
    return 0 if kind == "input_audio" else None


def _content(url: Any, characters: int | None = None) -> bytes:
    """Returns the bytes of a `data:` URL, or those in the first `characters` of its base64. Anything else has none."""
    if not isinstance(url, str) or not url.startswith("data:"):
        return b""
    text = "".join(url.partition(",")[2][:characters].split())
    try:
        return b64decode(text[: len(text) // 4 * 4], validate=True)
    except (Error, ValueError):
        return b""
