"""Messages and their chunks as pydantic models.

The classes have the API's names, because they are visible in the `loc` of a 422. The order of the chunks is that of a
422 of 2026-01-29 (langchain-mcp-adapters#411). Fields: public OpenAPI file of 2026-08-13.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Strict(BaseModel):
    """A body in which unknown keys are refused (`extra_forbidden`)."""

    model_config = ConfigDict(extra="forbid")


# Enums, not literals, because the API's items say `"type":"enum"` (recorded 2026-08-16).


class ImageDetail(StrEnum):
    low = "low"
    auto = "auto"
    high = "high"


class ToolTypes(StrEnum):
    function = "function"


class ChunkTypes(StrEnum):
    # Visible in the items of an unknown type (recorded of chat 2025-07-22, maruel/genai@ae451f7a).
    text = "text"
    image_url = "image_url"
    document_url = "document_url"
    reference = "reference"
    bbox = "bbox"
    file_url = "file_url"
    input_audio = "input_audio"
    file = "file"
    thinking = "thinking"


class TextChunk(Strict):
    type: Literal[ChunkTypes.text] = ChunkTypes.text
    text: str


class ImageURL(Strict):
    url: str
    detail: ImageDetail | None = None


class ImageURLChunk(Strict):
    type: Literal[ChunkTypes.image_url] = ChunkTypes.image_url
    image_url: ImageURL | str


class DocumentURLChunk(Strict):
    type: Literal[ChunkTypes.document_url] = ChunkTypes.document_url
    document_url: str
    document_name: str | None = None


class ReferenceChunk(Strict):
    type: Literal[ChunkTypes.reference] = ChunkTypes.reference
    reference_ids: list[int | str]


class BBoxChunk(BaseModel):
    """Only its name and tag are known, from 422 items; the fields are guesses, so it forbids nothing."""

    model_config = ConfigDict(extra="allow")
    type: Literal[ChunkTypes.bbox] = ChunkTypes.bbox


class FileURLChunk(BaseModel):
    """Only its name and tag are known, from 422 items; the fields are guesses, so it forbids nothing."""

    model_config = ConfigDict(extra="allow")
    type: Literal[ChunkTypes.file_url] = ChunkTypes.file_url


class InputAudio(Strict):
    data: str
    format: str | None = None


class AudioChunk(Strict):
    """The public file allows only a string. The API also accepts OpenAI's object and ignores its `format` (live,
    2026-08, 0xPlaygrounds/rig#2331)."""

    type: Literal[ChunkTypes.input_audio] = ChunkTypes.input_audio
    input_audio: str | InputAudio


class FileChunk(Strict):
    type: Literal[ChunkTypes.file] = ChunkTypes.file
    file_id: str


class ToolReferenceChunk(Strict):
    type: Literal["tool_reference"] = "tool_reference"
    tool: str
    title: str
    url: str | None = None
    favicon: str | None = None
    description: str | None = None


class ThinkChunk(Strict):
    type: Literal[ChunkTypes.thinking] = ChunkTypes.thinking
    thinking: list[TextChunk | ToolReferenceChunk | ReferenceChunk]
    signature: str | None = None
    closed: bool = True


Chunk = Annotated[
    TextChunk
    | ImageURLChunk
    | DocumentURLChunk
    | ReferenceChunk
    | BBoxChunk
    | FileURLChunk
    | AudioChunk
    | FileChunk
    | ThinkChunk,
    Field(discriminator="type"),
]


class FunctionCall(Strict):
    name: str
    arguments: dict[str, Any] | str


class ToolCall(Strict):
    id: str = "null"
    type: ToolTypes = ToolTypes.function
    function: FunctionCall
    index: int = 0


class SystemMessage(Strict):
    role: Literal["system"] = "system"
    content: str | list[Annotated[TextChunk | ThinkChunk, Field(discriminator="type")]]


class UserMessage(Strict):
    role: Literal["user"] = "user"
    content: str | list[Chunk] | None


class AssistantMessage(Strict):
    role: Literal["assistant"] = "assistant"
    content: str | list[Chunk] | None = None
    tool_calls: list[ToolCall] | None = None
    prefix: bool = False


class ToolMessage(Strict):
    role: Literal["tool"] = "tool"
    content: str | list[Chunk] | None
    tool_call_id: str | None = None
    name: str | None = None


Message = Annotated[SystemMessage | UserMessage | AssistantMessage | ToolMessage, Field(discriminator="role")]
