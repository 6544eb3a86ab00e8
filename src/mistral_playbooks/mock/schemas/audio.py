"""The bodies of /v1/audio/transcriptions and /v1/audio/speech as pydantic models.

Fields and rules: AudioTranscriptionRequest, AudioTranscriptionRequestStream and SpeechRequest of the public OpenAPI
file (platform-docs-public, 2026-08-13); `speaker_references` is from SDK 3.7.0. Unknown fields of a transcription are
ignored. For speech, the file says so, too, but the API refuses them (2026-10-04).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, HttpUrl, StringConstraints, TypeAdapter, field_validator, model_validator

from .messages import Strict


class TimestampGranularity(StrEnum):
    segment = "segment"
    word = "word"


_Language = Annotated[str, StringConstraints(pattern=r"^\w{2}$")]


class AudioTranscriptionRequest(BaseModel):
    """The form, without its file."""

    model: str
    file_url: HttpUrl | None = None
    file_id: str | None = None
    language: _Language | None = None
    temperature: float | None = None
    stream: bool = False
    diarize: bool = False
    # The limit of 100 is in the docs (offline transcription), not in the public file.
    context_bias: Annotated[list[str], Field(max_length=100)] = []
    timestamp_granularities: list[TimestampGranularity] = []

    @field_validator("language", "file_id", mode="before")
    @classmethod
    def _empty_to_none(cls, value: Any) -> Any:
        return None if value == "" else value  # a form cannot say null

    @model_validator(mode="after")
    def _speakers_need_segments(self) -> Self:
        """Refuses `diarize` without segments, except in a stream (reported live 2026-06-30,
        seghiaranass/voxtral-transcribe@4f623313 voxtral-webapp-build-spec.md, and by three more clients: one shows
        type and `loc`, another that the request is echoed)."""
        asked = [one.value for one in self.timestamp_granularities]
        if self.diarize and not self.stream and asked != ["segment"]:
            text = "When diarize is set to True and streaming is disabled, the timestamp granularity must be set to"
            raise AssertionError(f"{text} ['segment'], got {asked}")
        return self


class SpeechOutputFormat(StrEnum):
    pcm = "pcm"
    wav = "wav"
    mp3 = "mp3"
    flac = "flac"
    opus = "opus"


class SpeechRequest(Strict):
    """The body of POST /v1/audio/speech. `voice`, the name that OpenAI clients send, works like `voice_id`
    (recorded). Other fields, such as `speed`, are refused (thomastaylor99/lex-o-demo@6ea0df3a
    spikes/2026-10-04-tts/README.md, probed 2026-10-04)."""

    model: str | None = None
    metadata: dict[str, Any] | None = None
    stream: bool = False
    prompt_cache_key: str | None = None
    voice_id: str | None = None
    voice: str | None = None
    ref_audio: str | None = None
    input: str
    response_format: SpeechOutputFormat = SpeechOutputFormat.mp3


TRANSCRIPTION = TypeAdapter(AudioTranscriptionRequest)
SPEECH = TypeAdapter(SpeechRequest)
