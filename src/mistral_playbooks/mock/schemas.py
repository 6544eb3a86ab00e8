"""The request bodies as pydantic models, so that the items of a 422 are the real ones.

Fields and ranges: ChatCompletionRequest of the public OpenAPI file (platform-docs-public, 2026-08-13), plus what the
official SDK 3.7.0 (2026-11) can send. Member names are visible in the items' `loc`, so the classes bear the API's
names; the order of the content chunks is that of a 422 of 2026-01-29 (langchain-mcp-adapters#411).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


# Enumerations, not literals: the API's items say `"type":"enum"` (recorded 2026-08-16).
ImageDetail = StrEnum("ImageDetail", {"low": "low", "auto": "auto", "high": "high"})
ToolTypes = StrEnum("ToolTypes", {"function": "function"})
ToolChoiceEnum = StrEnum("ToolChoiceEnum", {name: name for name in ("auto", "none", "any", "required")})
ResponseFormats = StrEnum("ResponseFormats", {name: name for name in ("text", "json_object", "json_schema")})
# The public file of August 2026 has no `max`; the SDK 3.7.0 has, and GLM 5.3 takes it.
ReasoningEffort = StrEnum(
    "ReasoningEffort", {name: name for name in ("none", "minimal", "low", "medium", "high", "xhigh", "max")}
)
MistralPromptMode = StrEnum("MistralPromptMode", {"reasoning": "reasoning"})
RequestedServiceTier = StrEnum("RequestedServiceTier", {"auto": "auto", "standard_only": "standard_only"})
ModerationLLMAction = StrEnum("ModerationLLMAction", {"none": "none", "block": "block"})


class TextChunk(_Strict):
    type: Literal["text"] = "text"
    text: str


class ImageURL(_Strict):
    url: str
    detail: ImageDetail | None = None


class ImageURLChunk(_Strict):
    type: Literal["image_url"] = "image_url"
    image_url: ImageURL | str


class DocumentURLChunk(_Strict):
    type: Literal["document_url"] = "document_url"
    document_url: str
    document_name: str | None = None


class ReferenceChunk(_Strict):
    type: Literal["reference"] = "reference"
    reference_ids: list[int | str]


class BBoxChunk(BaseModel):
    """Only its name is known, from the `loc` of 422 items; tag and fields are guesses, so it forbids nothing."""

    model_config = ConfigDict(extra="allow")
    type: Literal["bbox"] = "bbox"


class FileURLChunk(BaseModel):
    """Only its name is known, from the `loc` of 422 items; tag and fields are guesses, so it forbids nothing."""

    model_config = ConfigDict(extra="allow")
    type: Literal["file_url"] = "file_url"


class AudioChunk(_Strict):
    type: Literal["input_audio"] = "input_audio"
    input_audio: str


class FileChunk(_Strict):
    type: Literal["file"] = "file"
    file_id: str


class ToolReferenceChunk(_Strict):
    type: Literal["tool_reference"] = "tool_reference"
    tool: str
    title: str
    url: str | None = None
    favicon: str | None = None
    description: str | None = None


class ThinkChunk(_Strict):
    type: Literal["thinking"] = "thinking"
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


class FunctionCall(_Strict):
    name: str
    arguments: dict[str, Any] | str


class ToolCall(_Strict):
    id: str = "null"
    type: ToolTypes = ToolTypes("function")
    function: FunctionCall
    index: int = 0


class SystemMessage(_Strict):
    role: Literal["system"] = "system"
    content: str | list[Annotated[TextChunk | ThinkChunk, Field(discriminator="type")]]


class UserMessage(_Strict):
    role: Literal["user"] = "user"
    content: str | list[Chunk] | None


class AssistantMessage(_Strict):
    role: Literal["assistant"] = "assistant"
    content: str | list[Chunk] | None = None
    tool_calls: list[ToolCall] | None = None
    prefix: bool = False


class ToolMessage(_Strict):
    role: Literal["tool"] = "tool"
    content: str | list[Chunk] | None
    tool_call_id: str | None = None
    name: str | None = None


Message = Annotated[SystemMessage | UserMessage | AssistantMessage | ToolMessage, Field(discriminator="role")]


class Function(_Strict):
    name: str
    description: str = ""
    strict: bool = False
    parameters: dict[str, Any]


class Tool(_Strict):
    type: Literal["function"] = "function"
    function: Function


class ToolConfiguration(_Strict):
    exclude: list[str] | None = None
    include: list[str] | None = None
    requires_confirmation: list[str] | None = None


class WebSearchTool(_Strict):
    tool_configuration: ToolConfiguration | None = None
    type: Literal["web_search"] = "web_search"


class WebSearchPremiumTool(_Strict):
    tool_configuration: ToolConfiguration | None = None
    type: Literal["web_search_premium"] = "web_search_premium"


class CodeInterpreterTool(_Strict):
    tool_configuration: ToolConfiguration | None = None
    type: Literal["code_interpreter"] = "code_interpreter"


class ImageGenerationTool(_Strict):
    tool_configuration: ToolConfiguration | None = None
    type: Literal["image_generation"] = "image_generation"


class DocumentLibraryTool(_Strict):
    tool_configuration: ToolConfiguration | None = None
    type: Literal["document_library"] = "document_library"
    library_ids: list[str] = Field(min_length=1)


class CustomConnector(_Strict):
    type: Literal["connector"] = "connector"
    connector_id: str
    authorization: dict[str, Any] | None = None
    tool_configuration: ToolConfiguration | None = None


def _typed(tool: Any) -> Any:
    # Recorded: a tool without `type` is taken as a function (pydantic-ai, 2026-01-05).
    return {**tool, "type": "function"} if isinstance(tool, dict) and "type" not in tool else tool


AnyTool = Annotated[
    Annotated[
        Tool
        | WebSearchTool
        | WebSearchPremiumTool
        | CodeInterpreterTool
        | ImageGenerationTool
        | DocumentLibraryTool
        | CustomConnector,
        Field(discriminator="type"),
    ],
    BeforeValidator(_typed),
]


class FunctionName(_Strict):
    name: str


class ToolChoice(_Strict):
    type: ToolTypes = ToolTypes("function")
    function: FunctionName


class JsonSchema(_Strict):
    name: str
    description: str | None = None
    schema_: dict[str, Any] = Field(alias="schema")
    strict: bool = False


class ResponseFormat(_Strict):
    type: ResponseFormats = ResponseFormats("text")
    json_schema: JsonSchema | None = None


class Prediction(_Strict):
    type: Literal["content"] = "content"
    content: str = ""


_TEXT = ResponseFormat()
_NOTHING = Prediction()


class ModerationLLMV1CategoryThresholds(BaseModel):
    sexual: float | None = None
    hate_and_discrimination: float | None = None
    violence_and_threats: float | None = None
    dangerous_and_criminal_content: float | None = None
    selfharm: float | None = None
    health: float | None = None
    financial: float | None = None
    law: float | None = None
    pii: float | None = None


class ModerationLLMV2CategoryThresholds(BaseModel):
    sexual: float | None = None
    hate_and_discrimination: float | None = None
    violence_and_threats: float | None = None
    dangerous: float | None = None
    criminal: float | None = None
    selfharm: float | None = None
    health: float | None = None
    financial: float | None = None
    law: float | None = None
    pii: float | None = None
    jailbreaking: float | None = None


class ModerationLLMV1Config(BaseModel):
    model_name: str = "mistral-moderation-2411"
    custom_category_thresholds: ModerationLLMV1CategoryThresholds | None = None
    ignore_other_categories: bool = False
    action: ModerationLLMAction = ModerationLLMAction("none")

    model_config = ConfigDict(protected_namespaces=())


class ModerationLLMV2Config(BaseModel):
    model_name: str = "mistral-moderation-2603"
    custom_category_thresholds: ModerationLLMV2CategoryThresholds | None = None
    ignore_other_categories: bool = False
    action: ModerationLLMAction = ModerationLLMAction("none")

    model_config = ConfigDict(protected_namespaces=())


class GuardrailConfig(BaseModel):
    block_on_error: bool = False
    moderation_llm_v1: ModerationLLMV1Config | None = None
    moderation_llm_v2: ModerationLLMV2Config | None = None


class ChatCompletionRequest(_Strict):
    """The body of POST /v1/chat/completions."""

    model: str
    temperature: Annotated[float, Field(ge=0, le=1.5)] | None = None
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    max_tokens: Annotated[int, Field(ge=0)] | None = None
    stream: bool = False
    stop: str | list[str] | None = None
    random_seed: Annotated[int, Field(ge=0)] | None = None
    metadata: dict[str, Any] | None = None
    messages: list[Message]
    # Shared defaults: pydantic would copy a plain default deeply for every request.
    response_format: ResponseFormat = Field(default_factory=lambda: _TEXT)
    tools: list[AnyTool] | None = None
    tool_choice: ToolChoice | ToolChoiceEnum = ToolChoiceEnum("auto")
    presence_penalty: Annotated[float, Field(ge=-2, le=2)] | None = None
    frequency_penalty: Annotated[float, Field(ge=-2, le=2)] | None = None
    # Of SDK 3.7.0, not in the public file of August 2026: their ranges are not published.
    min_tokens: Annotated[int, Field(ge=0)] | None = None
    repetition_penalty: float | None = None
    top_k: int | None = None
    logprobs: bool | None = None
    top_logprobs: int | None = None
    prompt_logprobs: bool | None = None
    top_prompt_logprobs: int | None = None
    n: Annotated[int, Field(ge=1)] | None = None
    prediction: Prediction = Field(default_factory=lambda: _NOTHING)
    parallel_tool_calls: bool = True
    reasoning_effort: ReasoningEffort | None = None
    prompt_mode: MistralPromptMode | None = None
    guardrails: list[GuardrailConfig] | None = None
    prompt_cache_key: str | None = None
    service_tier: RequestedServiceTier | None = None
    safe_prompt: bool = False


CHAT = TypeAdapter(ChatCompletionRequest)
