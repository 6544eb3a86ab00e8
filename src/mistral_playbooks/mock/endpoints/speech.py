"""POST /v1/audio/speech: silence in the requested format, with a duration that depends on the text."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from ..media import audio
from ..model import answers
from ..types import Answer, Call
from ..validation import guardrails, plan, unit_limits
from ..wire import sse
from ..wire.envelope import dumps
from ..wire.refusal import Refusal
from . import voices

if TYPE_CHECKING:
    from ..context import Context
    from ..schemas.audio import SpeechRequest
    from ..validation.models import Model

_DEFAULT = "voxtral-mini-tts-latest"  # for a request without a model, which the schema allows; not observed
_CHARACTERS_PER_SECOND = 15  # of speech
_MAX_SECONDS = 2.0  # keeps answers small, whatever the text
_CHUNK = 12_000


def speak(context: Context, call: Call, request: SpeechRequest) -> Answer:
    """Checks model, plan, voice and limits, in this order, then answers."""
    name = _DEFAULT if request.model is None else request.model
    model = context.model(name, "audio_speech")
    plan.check(context.limiter, model, name)
    # Without a voice, the API uses its default or `ref_audio`. The mock has no account with its own voices.
    voice = request.voice_id or request.voice
    if voice:
        _check_voice(model, voice)
    guardrails.check_speech(request.input, context.settings.seed)
    cost = len(request.input)
    unit = unit_limits.INPUT_CHARACTERS
    headers = unit_limits.charge(context.limiter, context.workspace(call), call, model.id, unit, cost)
    length = min(_MAX_SECONDS, max(0.1, len(request.input) / _CHARACTERS_PER_SECOND))
    sound = audio.silence(request.response_format, length)
    if not request.stream:
        # What a program prints of its audio, the size, shows that it decoded it.
        texts = (f"{len(sound)} bytes",)
        return Answer(200, dumps({"audio_data": b64encode(sound).decode()}), headers, texts=texts, model=name)
    # The tokens of the answer are its samples.
    usage = answers.usage(answers.tokens(request.input), round(audio.RATE * length))
    events = [
        {"type": "speech.audio.delta", "audio_data": b64encode(sound[at : at + _CHUNK]).decode()}
        for at in range(0, len(sound), _CHUNK)
    ]
    frames = tuple(sse.event(event) for event in (*events, {"type": "speech.audio.done", "usage": usage}))
    return Answer(200, frames, frame_texts=("",) * len(frames), model=name, content_type=sse.CONTENT_TYPE)


def _check_voice(model: Model, voice: str) -> None:
    """Raises 404 for a voice that is not a preset, and 400 for one that the model is too old for.

    Status and message of both: thomastaylor99/lex-o-demo@6ea0df3a spikes/2026-10-04-tts/voices.md. Of the 404, two
    tests of other clients have the type; one of them, which says that its bodies are those of 2026-09-26, has the code.
    Neither has a public address. Of the 400, type and code are not known: they are those of the 404.
    """
    came_with = voices.generation(voice)
    if came_with is None:
        raise Refusal(404, "invalid_voice", f"Voice '{voice}' not found.", "1902")
    if came_with == 3 and not model.is_voxtral_3:
        raise Refusal(400, "invalid_voice", "voice is not supported for speech v1", "1902")
