"""The bodies of the text endpoints other than chat: FIM, embeddings, moderation, classification.

Fields and ranges: the public OpenAPI file (platform-docs-public, 2026-08-13). SDK 1.12.4, 2.10.1 and 3.7.0 send no
other fields.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, TypeAdapter
from pydantic_core import CoreSchema, core_schema

from .messages import Message, Strict


class FIMCompletionRequest(Strict):
    """The body of POST /v1/fim/completions: chat's sampling parameters, with a prompt and a suffix in place of
    messages, and without `safe_prompt`."""

    model: str
    temperature: Annotated[float, Field(ge=0, le=1.5)] | None = None
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    max_tokens: Annotated[int, Field(ge=0)] | None = None
    stream: bool = False
    stop: str | list[str] | None = None
    random_seed: Annotated[int, Field(ge=0)] | None = None
    metadata: dict[str, Any] | None = None
    prompt: str
    suffix: str | None = ""
    min_tokens: Annotated[int, Field(ge=0)] | None = None
    prompt_cache_key: str | None = None


class EmbeddingDtype(StrEnum):
    float = "float"
    int8 = "int8"
    uint8 = "uint8"
    binary = "binary"
    ubinary = "ubinary"


class EncodingFormat(StrEnum):
    float = "float"
    base64 = "base64"


class EmbeddingRequest(Strict):
    """The body of POST /v1/embeddings."""

    model: str
    metadata: dict[str, Any] | None = None
    input: str | list[str]
    output_dimension: Annotated[int, Field(gt=0)] | None = None
    output_dtype: EmbeddingDtype = EmbeddingDtype.float
    encoding_format: EncodingFormat = EncodingFormat.float


class _NamedInLoc:
    """Adds the class name to the `loc` of the items, as the API does only for embeddings:
    `["body", "EmbeddingRequest", "user"]` (a client's test data of 2026 with `raw_status_code`; observed for
    `extra_forbidden`, assumed for every item)."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        name = source.__name__
        return core_schema.tagged_union_schema({name: handler(source)}, discriminator=lambda _: name)


class ClassificationRequest(Strict):
    """The body of POST /v1/moderations and POST /v1/classifications."""

    model: str
    metadata: dict[str, Any] | None = None
    input: str | list[str]


class ChatModerationRequest(Strict):
    """The body of POST /v1/chat/moderations: one conversation, or several."""

    input: list[Message] | list[list[Message]]
    model: str


class InstructRequest(Strict):
    """One conversation of a chat classification."""

    messages: list[Message]


class ChatClassificationRequest(Strict):
    """The body of POST /v1/chat/classifications."""

    model: str
    input: InstructRequest | list[InstructRequest]


FIM = TypeAdapter(FIMCompletionRequest)
EMBEDDING: TypeAdapter[EmbeddingRequest] = TypeAdapter(Annotated[EmbeddingRequest, _NamedInLoc()])
CLASSIFICATION = TypeAdapter(ClassificationRequest)
CHAT_MODERATION = TypeAdapter(ChatModerationRequest)
CHAT_CLASSIFICATION = TypeAdapter(ChatClassificationRequest)
