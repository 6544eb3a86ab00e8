"""The body of a chat completion as a pydantic model, so that the items of a 422 are the API's.

Fields and ranges: ChatCompletionRequest of the public OpenAPI file (platform-docs-public, 2026-08-13), plus the fields
that the official SDK 3.7.0 (2026-11) can send.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from .messages import Message, Strict, ToolTypes


class ToolChoiceEnum(StrEnum):
    auto = "auto"
    none = "none"
    any = "any"
    required = "required"


class ResponseFormats(StrEnum):
    text = "text"
    json_object = "json_object"
    json_schema = "json_schema"


class ReasoningEffort(StrEnum):
    """The public file of August 2026 has no `max`, but SDK 3.7.0 does, and GLM 5.3 accepts it."""

    none = "none"
    minimal = "minimal"
    low = "low"
    medium = "medium"
    high = "high"
    xhigh = "xhigh"
    max = "max"


class MistralPromptMode(StrEnum):
    reasoning = "reasoning"


class RequestedServiceTier(StrEnum):
    auto = "auto"
    standard_only = "standard_only"


class ModerationLLMAction(StrEnum):
    none = "none"
    block = "block"


class Function(Strict):
    name: str
    description: str = ""
    strict: bool = False
    parameters: dict[str, Any]


class Tool(Strict):
    type: Literal["function"] = "function"
    function: Function


class ToolConfiguration(Strict):
    exclude: list[str] | None = None
    include: list[str] | None = None
    requires_confirmation: list[str] | None = None


class WebSearchTool(Strict):
    tool_configuration: ToolConfiguration | None = None
    type: Literal["web_search"] = "web_search"


class WebSearchPremiumTool(Strict):
    tool_configuration: ToolConfiguration | None = None
    type: Literal["web_search_premium"] = "web_search_premium"


class CodeInterpreterTool(Strict):
    tool_configuration: ToolConfiguration | None = None
    type: Literal["code_interpreter"] = "code_interpreter"


class ImageGenerationTool(Strict):
    tool_configuration: ToolConfiguration | None = None
    type: Literal["image_generation"] = "image_generation"


class DocumentLibraryTool(Strict):
    tool_configuration: ToolConfiguration | None = None
    type: Literal["document_library"] = "document_library"
    library_ids: list[str] = Field(min_length=1)


class CustomConnector(Strict):
    type: Literal["connector"] = "connector"
    connector_id: str
    authorization: dict[str, Any] | None = None
    tool_configuration: ToolConfiguration | None = None


def _with_type(tool: Any) -> Any:
    # Recorded: a tool without `type` is a function (pydantic-ai, 2026-01-05).
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
    BeforeValidator(_with_type),
]


class FunctionName(Strict):
    name: str


class ToolChoice(Strict):
    type: ToolTypes = ToolTypes.function
    function: FunctionName


class JsonSchema(Strict):
    name: str
    description: str | None = None
    schema_: dict[str, Any] = Field(alias="schema")
    strict: bool = False


class ResponseFormat(Strict):
    type: ResponseFormats = ResponseFormats.text
    json_schema: JsonSchema | None = None


class Prediction(Strict):
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
    action: ModerationLLMAction = ModerationLLMAction.none

    model_config = ConfigDict(protected_namespaces=())


class ModerationLLMV2Config(BaseModel):
    model_name: str = "mistral-moderation-2603"
    custom_category_thresholds: ModerationLLMV2CategoryThresholds | None = None
    ignore_other_categories: bool = False
    action: ModerationLLMAction = ModerationLLMAction.none

    model_config = ConfigDict(protected_namespaces=())


class GuardrailConfig(BaseModel):
    block_on_error: bool = False
    moderation_llm_v1: ModerationLLMV1Config | None = None
    moderation_llm_v2: ModerationLLMV2Config | None = None


class StreamOptions(Strict):
    """Accepted without effect, because the last chunk has `usage` anyway (recorded 2026-10-04,
    RandyNorthrup/muse-spark-code@1ca53611). It was refused until 2025-08-07 at least. Of its keys and values, only
    `include_usage: true` was seen."""

    include_usage: bool | None = None


class ChatCompletionRequest(Strict):
    """The body of POST /v1/chat/completions."""

    model: str
    temperature: Annotated[float, Field(ge=0, le=1.5)] | None = None
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    max_tokens: Annotated[int, Field(ge=0)] | None = None
    stream: bool = False
    stream_options: StreamOptions | None = None
    stop: str | list[str] | None = None
    random_seed: Annotated[int, Field(ge=0)] | None = None
    metadata: dict[str, Any] | None = None
    messages: list[Message]
    # Factories that return a shared default, because pydantic deep-copies a plain default for every request.
    response_format: ResponseFormat = Field(default_factory=lambda: _TEXT)
    tools: list[AnyTool] | None = None
    tool_choice: ToolChoice | ToolChoiceEnum = ToolChoiceEnum.auto
    presence_penalty: Annotated[float, Field(ge=-2, le=2)] | None = None
    frequency_penalty: Annotated[float, Field(ge=-2, le=2)] | None = None
    # In SDK 3.7.0 but not in the public file of August 2026: their ranges are not published.
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
    # In Mistral's example of a document in a chat (docs/capabilities/OCR/document_qna.md in
    # mistralai/platform-docs-public@6fdc83f0, 2025). Several programs and @ai-sdk/mistral send them, without a report
    # of a refusal. They are in no schema: their ranges are not known.
    document_image_limit: int | None = None
    document_page_limit: int | None = None


CHAT = TypeAdapter(ChatCompletionRequest)
