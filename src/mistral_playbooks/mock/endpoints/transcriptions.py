"""POST /v1/audio/transcriptions: takes a form with audio, its id or its URL, and returns a made-up sentence.

Keys and counts as recorded 2026-08-10 to 2026-08-19 (0xPlaygrounds/rig, crmne/ruby_llm): audio costs 375 tokens per
half minute, rounded up, the prompt 3, a language 2 more, timestamps 1 more, speakers 1 more.
"""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from ..media import audio
from ..model import answers
from ..schemas.audio import TRANSCRIPTION, AudioTranscriptionRequest, TimestampGranularity
from ..state.ids import digest
from ..types import Answer, Call, Request
from ..validation import media, plan, unit_limits, urls
from ..wire import bodies, multipart, sse
from ..wire.envelope import dumps
from ..wire.multipart import MultipartError
from ..wire.refusal import ErrorFormat, InvalidRequest, Refusal, pydantic_items
from .files import files, signed_urls

if TYPE_CHECKING:
    from pydantic import ValidationError

    from ..context import Context

_ARGS = "invalid_request_invalid_args"
_LISTS = ("context_bias", "timestamp_granularities")


class TranscriptionErrors(ErrorFormat):
    """The inference envelope, with different items for the form."""

    def items(self, problem: ValidationError, place: tuple[str, ...]) -> list[Any]:
        """Returns items: no `body` in `loc`, a link to pydantic 2.11 (recorded 2026-08-16), `{}` for an exception."""
        found = pydantic_items(problem, (), include_url=True)
        for item in found:
            item["url"] = re.sub(r"\.dev/[\d.]+/", ".dev/2.11/", item.get("url", ""))
            if "error" in item.get("ctx", ()):
                item["ctx"] = {"error": {}}
        return found


ERRORS = TranscriptionErrors()


def transcribe(context: Context, call: Call) -> Answer:
    """Checks form, fields, model, plan, audio and limits, in this order, then answers.

    The route has no schema, because the body is a form.
    """
    try:
        parts = _form(call.request)
    except MultipartError:
        # Reported live 2026-09-17 for a JSON body; the answer to a damaged form was not observed.
        text = "Invalid request, make sure the request is formatted as a multipart/form-data request."
        raise Refusal(422, "invalid_request_error", text) from None
    values: dict[str, Any] = {}
    sound: bytes | None = None
    call.body = {}
    for part in parts:
        # SDK 1.12.4 writes lists as `name[]`. Whether the API accepts that was not observed; the mock does.
        name = part.name.removesuffix("[]") if part.name.removesuffix("[]") in _LISTS else part.name
        if name == "file" and part.filename is not None:
            sound = part.content
            call.body[name] = files.describe(part)
        elif name in _LISTS:
            values.setdefault(name, []).append(part.text)
        else:
            values[name] = part.text
    call.body = values | call.body
    return _answer_fields(context, call, values, sound)


def _form(request: Request) -> tuple[multipart.Part, ...]:
    """Returns the fields of a multipart or URL-encoded form; without a file, SDK 1.12.4 to 3.7.0 send the latter."""
    kind = request.headers.get("content-type", "")
    if kind.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        return multipart.parse(request.body, kind)
    try:
        pairs = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=1_000)
    except ValueError as problem:
        raise MultipartError(str(problem)) from problem
    return tuple(multipart.Part(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs)


def answer_batch_row(context: Context, call: Call) -> Answer:
    """Answers a row of a batch, with the fields as JSON and the audio by its id or URL (documented in the batch
    guide)."""
    try:
        call.body = bodies.read(call.request)
        return _answer_fields(context, call, call.body, None)
    except Refusal as refusal:  # caught here, because this is not called through a route
        return ERRORS.write(refusal)


def _answer_fields(context: Context, call: Call, values: dict[str, Any], sound: bytes | None) -> Answer:
    request: AudioTranscriptionRequest = bodies.check(TRANSCRIPTION, values)
    call.model = request.model
    model = context.model(request.model, "audio_transcription")
    plan.check(context.limiter, model, request.model)
    if model.is_voxtral_3:
        _check_granularities(request.timestamp_granularities)
    else:
        _check_bias(request.context_bias)
    length = _length(context, call, request, sound)
    context.limiter.check(call.key, model.id, 0, call.now)
    metered = unit_limits.charge(
        context.limiter, context.workspace(call), call, model.id, unit_limits.AUDIO_SECONDS, ceil(length)
    )
    counted = context.limiter.count(call.key, model.id, 0, call.now)
    retried = ("x-max-retry-attempts-reached", "false")
    headers = (retried, *metered, *(one for one in counted if one[0].endswith("-req-minute")))
    # Not the body as received: clients choose the boundary of a form at random.
    seed = digest(context.settings.seed, dumps(values), sound or b"")
    return _answer(request, context.answering_id(request.model), seed, length, headers)


def _check_granularities(asked: list[TimestampGranularity]) -> None:
    """Raises 400 for `word`. Only the status is documented (docs.mistral.ai/studio/audio/migrate-from-voxtral-2,
    2026-11-30). Message, type and code were not observed: they are like those of other parameters."""
    if "word" in asked:
        raise Refusal(400, _ARGS, "timestamp_granularities 'word' is not enabled for this model", "3051")


def _check_bias(items: list[str]) -> None:
    """Raises 400 for an item that is not one word. A single item with commas is taken for a list.
    Voxtral 3 takes phrases (docs.mistral.ai/studio/audio/speech-to-text/bias-context-and-vocabulary, 2026-11-30).

    Measured 2026-10-04 (thomastaylor99/lex-o-demo@6ea0df3a spikes/2026-10-04-realtime-stt/README.md). Two tests of
    other clients have the code, none has the type: this is the usual one of that code. On 2026-08-15 the message ended
    in `(context_bias_input_method=comma_separated)` (ray-amjad/hyperwhisper-app#214), and in February it was a 422
    (vlebert/supervoxtral#4). A list in one field was accepted (the same pull request); its effect is disputed.
    """
    words = items[0].split(",") if len(items) == 1 else items
    for item in words:
        if re.search(r"[,\s]", item):
            text = f"Context bias item '{item}' must not contain commas or whitespace"
            raise Refusal(400, _ARGS, text, "3051")


def _length(context: Context, call: Call, request: AudioTranscriptionRequest, sound: bytes | None) -> float:
    """Returns the duration of the audio in seconds. Raises 400 or 422."""
    if sound is not None:
        return _seconds(sound, "Audio input")
    if request.file_id is not None:
        file = files.find(context.workspace(call), request.file_id, call.now)
        if file is None:
            # As in OCR; not observed for audio.
            raise Refusal(422, "invalid_file", "Could not get file.", "1901")
        return _seconds(file.content, "Audio input")
    if request.file_url is None:
        # Not observed: none of the three is given.
        raise InvalidRequest([{"type": "missing", "loc": ["file"], "msg": "Field required", "input": None}])
    url = str(request.file_url)
    stored = signed_urls.at_url(context, url, call.now)
    if isinstance(stored, files.File):
        return _seconds(stored.content, f"Audio from '{url}'")
    if stored == "gone" or not urls.is_reachable(url):
        raise Refusal(400, "invalid_request_file", f"File could not be fetched from url '{url}'", "3310")
    if urls.is_page(url):
        raise _undecodable(f"Audio from '{url}'")
    return media.ASSUMED_SECONDS


def _seconds(content: bytes, what: str) -> float:
    found = audio.seconds(content)
    if not found:
        raise _undecodable(what)
    return found


def _undecodable(what: str) -> Refusal:
    # Recorded by other projects than rig, reported live 2026-09-17. The message ends with a space.
    return Refusal(400, "invalid_request_file", f"{what} could not be decoded. ", "3310")


def _answer(
    request: AudioTranscriptionRequest, model: str, seed: bytes, length: float, headers: tuple[tuple[str, str], ...]
) -> Answer:
    timed = bool(request.timestamp_granularities)
    text, segments = answers.sentence(seed), []
    if request.language is not None and timed:
        # The two are documented as incompatible. Both together get a 200 without a word (livekit/agents#4399, 2025-12).
        text = ""
    elif timed or request.diarize:
        segments = _segments(request, text, length)
    prompt = 3 + 2 * (request.language is not None) + timed + request.diarize
    completion = answers.tokens(text) + 8 * len(segments)
    audio_tokens = media.AUDIO_TOKENS * ceil(length / 30)
    usage = {
        "prompt_audio_seconds": ceil(length),
        "prompt_tokens": prompt,
        "total_tokens": prompt + completion + audio_tokens,
        "completion_tokens": completion,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": audio_tokens},
        "service_tier": "standard",
    }
    # `language` is null, whether the request has one or not (recorded).
    body = {
        "model": model,
        "text": text,
        "language": None,
        "segments": segments,
        "usage": usage,
        "finish_reason": None,
    }
    if request.stream:
        frames, frame_texts = _frames(request, body)
        return Answer(
            200, frames, texts=(text,), frame_texts=frame_texts, model=request.model, content_type=sse.CONTENT_TYPE
        )
    return Answer(200, dumps(body), headers, texts=(text,), model=request.model)


def _segments(request: AudioTranscriptionRequest, text: str, length: float) -> list[dict[str, Any]]:
    """Returns one segment with the complete text, or one per word for `word`, spread evenly over the duration (one
    segment recorded: 0.2 to 4.6 of 5 s). The order of keys and the name of a speaker were recorded 2026-08-10; words
    were not recorded."""
    pieces = text.split() if "word" in request.timestamp_granularities else [text]
    step = 0.92 * length / len(pieces)
    speaker = "speaker_1" if request.diarize else None
    return [
        {
            "type": "transcription_segment",
            "text": piece,
            "start": round(0.04 * length + place * step, 2),
            "end": round(0.04 * length + (place + 1) * step, 2),
            "speaker_id": speaker,
        }
        for place, piece in enumerate(pieces)
    ]


def _frames(request: AudioTranscriptionRequest, body: dict[str, Any]) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
    """Returns named events, as in conversations, without `[DONE]`, and the text that each adds.

    The last event was recorded 2026-10-05 (braintrustdata/braintrust-sdk-python), of audio without words, so the others
    are the public file's (TranscriptionStreamEvents).
    """
    events: list[tuple[dict[str, Any], str]] = []
    if request.language:
        events.append(({"type": "transcription.language", "audio_language": request.language}, ""))
    for piece in answers.pieces(body["text"]) if body["text"] else ():
        events.append(({"type": "transcription.text.delta", "text": piece}, piece))
    for segment in body["segments"]:
        events.append(({**segment, "type": "transcription.segment"}, ""))
    events.append(({**body, "type": "transcription.done"}, ""))
    return tuple(sse.event(event) for event, _ in events), tuple(said for _, said in events)
