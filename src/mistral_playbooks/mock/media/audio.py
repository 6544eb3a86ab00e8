"""Detects audio files and their duration from their bytes, and generates silence.

The duration is exact for WAV, FLAC, MP4 and Ogg with Opus. For MP3 it comes from the Xing header or the bit rate of the
first frame, for WebM from an assumed 64 kbit/s. Nothing is decoded: a file with a valid header and a broken body
passes. mutagen would read durations too, but it would be another dependency and does not tell whether a file is audio
at all.
"""

from __future__ import annotations

import zlib
from base64 import b64decode
from struct import error, pack, unpack_from

_RATES = {1: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 25: (11_025, 12_000, 8_000)}
_BITS_1 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITS_2 = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def seconds(content: bytes, *, chat: bool = False) -> float | None:
    """Returns the duration, or None if it is not audio that the API accepts: mp3, wav, flac and ogg, and outside chats
    also mp4 and webm."""
    try:
        for reader in (_wav, _flac, _ogg, _mp3) if chat else (_wav, _flac, _ogg, _mp4, _webm, _mp3):
            if found := reader(content):
                return found
    except (error, IndexError, ValueError, ZeroDivisionError):
        pass
    return None


def _wav(content: bytes) -> float | None:
    if content[:4] not in (b"RIFF", b"RF64") or content[8:12] != b"WAVE":
        return None
    at, rate = 12, 0
    while at + 8 <= len(content):
        name, size = content[at : at + 4], unpack_from("<I", content, at + 4)[0]
        if name == b"fmt " and size >= 16:
            format, channels, samples, rate = unpack_from("<HHII", content, at + 8)
            if not format or not channels or not samples:
                return None
        if name == b"data":
            # A stream of unknown length announces 0 or the largest possible size.
            return min(size or len(content), len(content) - at - 8) / rate if rate else None
        at += 8 + size + size % 2
    return None


def _flac(content: bytes) -> float | None:
    if content[:4] != b"fLaC":
        return None
    packed = int.from_bytes(content[18:26], "big")  # 20 bits of rate, 3 of channels, 5 of depth, 36 of samples
    return (packed & (1 << 36) - 1) / (packed >> 44)


def _ogg(content: bytes) -> float | None:
    if content[:4] != b"OggS":
        return None
    head = content[27 + content[26] :]
    last = content.rfind(b"OggS")
    granule = unpack_from("<q", content, last + 6)[0]
    if head.startswith(b"OpusHead"):
        return max(granule - unpack_from("<H", head, 10)[0], 0) / 48_000
    if head.startswith(b"\x01vorbis"):
        return granule / unpack_from("<I", head, 12)[0]
    return None


def _mp4(content: bytes) -> float | None:
    if content[4:8] != b"ftyp":
        return None
    at = content.find(b"mvhd")
    if at < 0:
        return None
    scale, length = unpack_from(">IQ" if content[at + 4] else ">II", content, at + (24 if content[at + 4] else 16))
    return length / scale


def _webm(content: bytes) -> float | None:
    return len(content) / 8_000 if content[:4] == b"\x1a\x45\xdf\xa3" and len(content) > 64 else None


def _mp3(content: bytes) -> float | None:
    at = 0
    if content[:3] == b"ID3":
        size = 0
        for byte in content[6:10]:
            size = size << 7 | byte & 0x7F
        at = 10 + size
    first, second, third = content[at : at + 3]
    version = {3: 1, 2: 2, 0: 25}.get(second >> 3 & 3)
    if first != 0xFF or second & 0xE0 != 0xE0 or version is None or second >> 1 & 3 != 1:
        return None
    bits, rate = third >> 4, third >> 2 & 3
    if not 1 <= bits <= 14 or rate == 3:
        return None
    rates = _BITS_1 if version == 1 else _BITS_2
    kilobits = rates[bits - 1]
    length = (144_000 if version == 1 else 72_000) * kilobits // _RATES[version][rate] + (third >> 1 & 1)
    if len(content) < at + length:
        return None
    follows = content[at + length : at + length + 2]
    if len(follows) == 2 and (follows[0] != 0xFF or follows[1] & 0xE0 != 0xE0) and content[:3] != b"ID3":
        return None  # looks like a frame, but no second frame follows
    frame = content[at : at + length]
    if (tag := max(frame.find(b"Xing"), frame.find(b"Info"))) > 0 and frame[tag + 7] & 1:
        return unpack_from(">I", frame, tag + 8)[0] * (1152 if version == 1 else 576) / _RATES[version][rate]
    return (len(content) - at) / (kilobits * 125)


RATE = 24_000
"""Samples per second of speech: 24 kHz, as reported for its PCM."""

# Half a second of silence, encoded with libsndfile 1.2.
_FLAC = b64decode(
    "ZkxhQwAAACIQABAAAAALAAANBdwA8AAALuDDDD+Z7r53pQy9HvbvFaNLhAAAKCAAAAByZWZlcmVuY2UgbGliRkxBQyAxLjQuMyAyMDIzMDYyMw"
    "AAAAD/+McIALkAAADfUv/4xwgBvgAAALMq//h3CAIO3yAAAAAUUA=="
)
_OPUS = b64decode(
    "eNrzT08PZmBigIIjWtvNQfReXq0MRmH/gtJij9TEFEZGC8YDsWAF/iDlDMjKGYH00guBh1j+//8vBdIRkphezA0UzMlMygdyFQz1TBhGwSgYwQ"
    "Cca1h+xCFyDSjHSU9Ms5Fixglu/P9HLXTh/z8AqS1pCg=="
)


def silence(format: str, length: float) -> bytes:
    """Returns about `length` seconds of silence as `wav`, `pcm` or `mp3`, or half a second as `flac` or `opus`."""
    count = max(1, round(length * RATE))
    if format == "wav":  # 16 bit, mono
        return pack("<4sI8sIHHIIHH4sI", b"RIFF", 36 + 2 * count, b"WAVEfmt ", 16, 1, 1, RATE, 2 * RATE, 2, 16, b"data",
                    2 * count) + bytes(2 * count)  # fmt: skip
    if format == "pcm":  # 32-bit float, little-endian (as clients of the stream read it, 2026)
        return bytes(4 * count)
    if format == "mp3":  # MPEG 2 layer III, 40 kbit/s, mono: 24 ms per frame
        return (b"\xff\xf3\x54\xc4" + bytes(116)) * max(1, round(length / 0.024))
    return _FLAC if format == "flac" else zlib.decompress(_OPUS)
