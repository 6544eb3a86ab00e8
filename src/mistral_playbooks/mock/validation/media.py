"""Checks the images, documents and audio in messages.

Nothing is fetched: any publicly reachable URL is accepted. The docs (2026-08-21) allow at most eight images of up to
10 MB, as PNG, JPEG, WEBP or non-animated GIF. Of the refusals only that of an animated GIF is known, so the mock makes
no other.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

from ..media import audio, documents
from ..wire.refusal import Refusal
from . import urls

if TYPE_CHECKING:
    from ..schemas.messages import Message

_IMAGE = (
    "Image content must be a URL (starting with 'https') or base64 encoded image (starting with "
    "'data:image/<format>;base64,<image-base64>')"
)
_DOCUMENT = (
    "Document content must be a URL (starting with 'https') or base64 encoded document (starting with "
    "'data:application/<format>;base64,<document-base64>')"
)
_NOT_AUDIO = "Failed to load audio file. Verify that the given file is valid mp3 or wav."
# The signatures of image files, including undocumented formats. Not known: how the API treats those.
_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\0\0\1\0", b"\xff\x0a")
_INSIDE = ((b"WEBP", 8), (b"ftyp", 4), (b"JXL ", 4))


Media = Sequence[tuple[str, str]]
"""The images, documents and audio in messages, in order: URL or data, and the type of the chunk."""


def attached(messages: Sequence[Message]) -> Media:
    """Returns the media in these messages. Most messages are plain strings."""
    lists = [message.content for message in messages if isinstance(message.content, list)]
    return list(_urls(lists)) if lists else ()


def check_form(found: Media, body: Any) -> None:
    """Raises 422 for an image or document that is neither a URL nor a `data:` URL of its type.

    The bare list of items with the loc `["body"]` is reported for chat images (2026-07-02, neuron-core/neuron-ai#596)
    and OCR documents (2025-08-12, mistralai/client-ts#119, whose text continues with `Received:`; the other report is
    truncated). The text asks for `https`, but `http` is accepted, because no refusal of it was observed.
    """
    for url, kind in found:
        if kind == "input_audio" or url.startswith(("https:", "http:")):
            continue
        start, text = ("data:image/", _IMAGE) if kind == "image_url" else ("data:application/", _DOCUMENT)
        if not url.startswith(start):
            # FastAPI's item for a ValueError raised by a validator of the complete body.
            message = f"Value error, {text}Received: {shortened(url)}"
            item = {"type": "value_error", "loc": ["body"], "msg": message, "input": body, "ctx": {"error": {}}}
            raise Refusal(422, None, [item])


def shortened(url: str) -> str:
    """Returns the first and last fifty characters of a long URL, as in the reported message."""
    return url if len(url) <= 103 else f"{url[:50]}...{url[-50:]}"


def check_content(found: Media) -> None:
    """Raises 400 for a URL that is not public, or for bytes that are not an image or audio.

    The three messages about images come from a public client's list of those it received in chats with images while
    Pixtral was served, 2024-09 to 2026-05 (its address is not public). The first was also recorded of OCR on
    2025-07-19. The message about audio was recorded of AAC (2025-12-14, maruel/genai@35d6b090), and the type reported
    of M4A, too, by a public client to which wav, mp3, flac and ogg passed. Not observed: WebM, anything else, and
    invalid base64.
    """
    for url, kind in found:
        if url.startswith(("https:", "http:")):
            # `/fine-tune/` may be a URL that this mock signed.
            if not urls.is_public(url) and "/fine-tune/" not in url:
                raise _invalid_file(f"File could not be fetched from url '{url}'")
        elif kind == "image_url" and url.startswith("data:image/"):
            data = _decoded(url)
            if data is None or not _image(data):
                raise not_an_image(url)
            if documents.is_animated(data):
                raise _invalid_file(f"Image is an animated GIF. Image URL: {shortened(url)}")
        elif kind == "input_audio" and not _is_audio(_decoded(url)):
            raise Refusal(400, "invalid_request_audio", _NOT_AUDIO, "3291")


def _invalid_file(text: str) -> Refusal:
    return Refusal(400, "invalid_request_file", text, "3310")


ASSUMED_SECONDS = 5.0
"""The assumed duration of audio at a URL, which the mock does not fetch."""

AUDIO_TOKENS = 375
"""Tokens per half minute of audio, rounded up (recorded of transcriptions, 2026-08-16, 0xPlaygrounds/rig)."""


def audio_cost(found: Media) -> tuple[int, int]:
    """Returns the tokens and the whole seconds of the audio."""
    if not found:
        return 0, 0
    lengths = [_seconds(url) for url, kind in found if kind == "input_audio"]
    return sum(AUDIO_TOKENS * ceil(one / 30) for one in lengths), sum(map(ceil, lengths))


def _seconds(url: str) -> float:
    data = None if url.startswith(("https:", "http:")) else _decoded(url)
    return (audio.seconds(data, chat=True) if data else None) or ASSUMED_SECONDS


def not_an_image(url: str) -> Refusal:
    """Returns the 400 for a `data:` URL that is not an image. n8n's node for OCR looks for this message (since
    2025)."""
    return _invalid_file(f"Image, '{shortened(url)}', could not be loaded as a valid image")


def _urls(lists: list[list[Any]]) -> Iterator[tuple[str, str]]:
    for chunks in lists:
        for chunk in chunks:
            if chunk.type == "image_url":
                yield (chunk.image_url if isinstance(chunk.image_url, str) else chunk.image_url.url), chunk.type
            elif chunk.type == "document_url":
                yield chunk.document_url, chunk.type
            elif chunk.type == "input_audio":
                yield (chunk.input_audio if isinstance(chunk.input_audio, str) else chunk.input_audio.data), chunk.type


def _decoded(url: str) -> bytes | None:
    """Returns the bytes of a `data:` URL or of bare base64, or None if decoding fails."""
    text = url.partition(",")[2] if url.startswith("data:") else url
    try:
        return base64.b64decode("".join(text.split()), validate=True) or None
    except (binascii.Error, ValueError):
        return None


def _is_audio(data: bytes | None) -> bool:
    return bool(data and audio.seconds(data, chat=True))


def _image(data: bytes) -> bool:
    return data.startswith(_SIGNATURES) or any(data[at : at + len(mark)] == mark for mark, at in _INSIDE)
