"""POST /v1/audio/transcriptions: a form with a sound, its id or its address; the mock hears a made-up sentence.

Keys and counts as recorded 2026-08-16 (0xPlaygrounds/rig): audio costs 375 tokens for each begun half minute, the
prompt 3, a language 2 more, timestamps 1 more.
"""

from __future__ import annotations

import re
from functools import cache
from math import ceil
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from ..model import answers
from ..types import Answer, Call, Request
from ..validation import audio, media, plan, unit_limits, urls
from ..wire import bodies, multipart
from ..wire.envelope import digest, dumps, error, invalid_items
from ..wire.multipart import MultipartError
from .files import files, signed_urls

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from ..api import Context
    from ..schemas.audio import AudioTranscriptionRequest

_LISTS = ("context_bias", "timestamp_granularities")


@cache
def _adapter() -> TypeAdapter[AudioTranscriptionRequest]:
    from ..schemas.audio import TRANSCRIPTION

    return TRANSCRIPTION


def transcribe(context: Context, call: Call) -> Answer:
    """Form → fields → model → plan → sound → limits → answer."""
    try:
        parts = _form(call.request)
    except MultipartError:
        # Reported live 2026-09-17 for a JSON body; of a damaged form nothing was seen.
        text = "Invalid request, make sure the request is formatted as a multipart/form-data request."
        return error(422, "invalid_request_error", text, None)
    values: dict[str, Any] = {}
    sound: bytes | None = None
    call.body = {}
    for part in parts:
        # SDK 1.12.4 writes lists as `name[]`; whether the API takes that was not seen: taken alike.
        name = part.name.removesuffix("[]") if part.name.removesuffix("[]") in _LISTS else part.name
        if name == "file" and part.filename is not None:
            sound = part.content
            call.body[name] = files.describe(part)
        elif name in _LISTS:
            values.setdefault(name, []).append(part.text)
        else:
            values[name] = part.text
    call.body = values | call.body
    return _judged(context, call, values, sound)


def _form(request: Request) -> tuple[multipart.Part, ...]:
    """The fields of either kind of form: without a file, every SDK (1.12.4 to 3.7.0) sends the simple one."""
    kind = request.headers.get("content-type", "")
    if kind.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        return multipart.parse(request.body, kind)
    try:
        pairs = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=1_000)
    except ValueError as problem:
        raise MultipartError(str(problem)) from problem
    return tuple(multipart.Part(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs)


def of_batch(context: Context, call: Call) -> Answer:
    """A row of a batch: the fields as JSON, the sound by its id or address (batch guide, documented)."""
    value = bodies.read(call.request)
    if isinstance(value, Answer):
        return value
    call.body = value
    return _judged(context, call, value, None)


def _judged(context: Context, call: Call, values: dict[str, Any], sound: bytes | None) -> Answer:
    request = _checked(values)
    if isinstance(request, Answer):
        return request
    call.model = request.model
    model = context.model(request.model, "audio_transcription")
    if isinstance(model, Answer):
        return model
    if refused := plan.refuse(context.limiter, model, request.model):
        return refused
    length = _length(context, call, request, sound)
    if isinstance(length, Answer):
        return length
    if refused := context.limiter.refuse(call.key, model.id, 0, call.now):
        return refused
    metered = unit_limits.charge(context, call, model.id, unit_limits.AUDIO_SECONDS, ceil(length))
    if isinstance(metered, Answer):
        return metered
    counted = context.limiter.count(call.key, model.id, 0, call.now)
    headers = (*metered, *(one for one in counted if one[0].endswith("-req-minute")))
    return _answer(request, digest(context.settings.seed, call.request.body, sound or b""), length, headers)


def _checked(values: Any) -> AudioTranscriptionRequest | Answer:
    """The form's model, or the 422 as recorded 2026-08-16: a loc without `body`, and a link to pydantic 2.11."""
    from pydantic import ValidationError

    try:
        return _adapter().validate_python(values)
    except ValidationError as problem:
        items: list[Any] = list(problem.errors(include_context=True))
        for item in items:
            item["url"] = re.sub(r"\.dev/[\d.]+/", ".dev/2.11/", item.get("url", ""))
            item["input"] = values if item["type"] == "missing" else item["input"]
        return invalid_items(items)


def _length(context: Context, call: Call, request: AudioTranscriptionRequest, sound: bytes | None) -> float | Answer:
    """Seconds of the sound, or the 400 or 422 for it."""
    if sound is not None:
        found = audio.seconds(sound)
        return found or _undecodable("Audio input")  # recorded by rig's neighbours, reported live 2026-09-17
    if request.file_id is not None:
        file = files.find(context.workspace(call), request.file_id, call.now)
        if file is None:
            # As of OCR; for audio not seen.
            return error(422, "invalid_file", "Could not get file.", "1901")
        return audio.seconds(file.content) or _undecodable("Audio input")
    if request.file_url is None:
        # None of the three: not seen.
        return invalid_items([{"type": "missing", "loc": ["file"], "msg": "Field required", "input": None}])
    url = str(request.file_url)
    stored = signed_urls.at_url(context, url, call.now)
    if isinstance(stored, files.File):
        return audio.seconds(stored.content) or _undecodable(f"Audio from '{url}'")
    if stored == "gone" or not urls.is_reachable(url):
        return error(400, "invalid_request_file", f"File could not be fetched from url '{url}'", "3310")
    return _undecodable(f"Audio from '{url}'") if urls.is_page(url) else media.ASSUMED_SECONDS


def _undecodable(what: str) -> Answer:
    # The text ends in a space.
    return error(400, "invalid_request_file", f"{what} could not be decoded. ", "3310")


def _answer(
    request: AudioTranscriptionRequest, seed: bytes, length: float, headers: tuple[tuple[str, str], ...]
) -> Answer:
    text = answers.sentence(seed)
    segments = _segments(request, text, length)
    prompt = 3 + 2 * (request.language is not None) + bool(segments)
    spoken = answers.tokens(text) + 8 * len(segments)
    heard = media.AUDIO_TOKENS * ceil(length / 30)
    usage = {
        "prompt_audio_seconds": ceil(length),
        "prompt_tokens": prompt,
        "total_tokens": prompt + spoken + heard,
        "completion_tokens": spoken,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": heard},
        "service_tier": "standard",
    }
    # `language` is null with a hint and without (recorded).
    body = {"model": request.model, "text": text, "language": None, "segments": segments, "usage": usage}
    if request.stream:
        frames, said = _frames(request, body)
        kind = "text/event-stream; charset=utf-8"
        return Answer(200, frames, texts=(text,), said=said, model=request.model, content_type=kind)
    return Answer(200, dumps({**body, "finish_reason": None}), headers, texts=(text,), model=request.model)


def _segments(request: AudioTranscriptionRequest, text: str, length: float) -> list[dict[str, Any]]:
    """The whole text for `segment`, each word for `word`, evenly over the time (one segment recorded: 0.2 to 4.6 of
    5 s). The form for words and of a speaker are the public file's."""
    if not request.timestamp_granularities and not request.diarize:
        return []
    pieces = text.split() if "word" in request.timestamp_granularities else [text]
    step = 0.92 * length / len(pieces)
    speaker = "speaker_1" if request.diarize else None
    return [
        {
            "text": piece,
            "start": round(0.04 * length + place * step, 2),
            "end": round(0.04 * length + (place + 1) * step, 2),
            "speaker_id": speaker,
            "type": "transcription_segment",
        }
        for place, piece in enumerate(pieces)
    ]


def _frames(request: AudioTranscriptionRequest, body: dict[str, Any]) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
    """Named events as those of conversations, without `[DONE]`. The events are the public file's
    (TranscriptionStreamEvents); how they look on the wire was not recorded."""
    events: list[tuple[dict[str, Any], str]] = []
    if request.language:
        events.append(({"type": "transcription.language", "audio_language": request.language}, ""))
    for piece in answers.pieces(body["text"]):
        events.append(({"type": "transcription.text.delta", "text": piece}, piece))
    for segment in body["segments"]:
        events.append(({**segment, "type": "transcription.segment"}, ""))
    events.append(({"type": "transcription.done", **body}, ""))
    frames = tuple(b"event: %b\ndata: %b\n\n" % (event["type"].encode(), dumps(event)) for event, _ in events)
    return frames, tuple(said for _, said in events)
