"""The bodies and queries of the agent endpoints as pydantic models.

Fields and ranges: public OpenAPI file of platform-docs-public, 2026-08-13. `tool_choice` does not accept `any` here
(reported of `/v1/conversations`, 2026-08-17: `Input should be 'auto', 'none' or 'required'`), although the public file
lists it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, Json, TypeAdapter

from .chat import (
    AnyTool,
    GuardrailConfig,
    MistralPromptMode,
    Prediction,
    ReasoningEffort,
    RequestedServiceTier,
    ResponseFormat,
    ToolChoice,
    ToolChoiceEnum,
)
from .messages import Message, Strict


class AgentToolChoice(StrEnum):
    auto = "auto"
    none = "none"
    required = "required"


class RequestSource(StrEnum):
    api = "api"
    playground = "playground"
    agent_builder_v1 = "agent_builder_v1"


Penalty = Annotated[float, Field(ge=-2, le=2)]
Count = Annotated[int, Field(ge=0)]


class CompletionArgs(Strict):
    """The arguments of a chat completion that agents and conversations accept."""

    stop: str | list[str] | None = None
    presence_penalty: Penalty | None = None
    frequency_penalty: Penalty | None = None
    temperature: Annotated[float, Field(ge=0, le=1)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    max_tokens: Count | None = None
    random_seed: Count | None = None
    prediction: Prediction | None = None
    response_format: ResponseFormat | None = None
    tool_choice: AgentToolChoice = AgentToolChoice.auto
    reasoning_effort: ReasoningEffort | None = None


class CreateAgentRequest(Strict):
    """The body of POST /v1/agents; the order of the fields is that of the answer (recorded 2026-06-29)."""

    instructions: str | None = None
    tools: list[AnyTool] = Field(default_factory=list)
    completion_args: CompletionArgs = Field(default_factory=CompletionArgs)
    guardrails: list[GuardrailConfig] | None = None
    model: str
    name: str
    description: str | None = None
    handoffs: Annotated[list[str], Field(min_length=1)] | None = None
    metadata: dict[str, Any] | None = None
    version_message: Annotated[str, Field(max_length=500)] | None = None


class UpdateAgentRequest(Strict):
    """The body of PATCH /v1/agents/{id}."""

    instructions: str | None = None
    tools: list[AnyTool] = Field(default_factory=list)
    completion_args: CompletionArgs = Field(default_factory=CompletionArgs)
    guardrails: list[GuardrailConfig] | None = None
    model: str | None = None
    name: str | None = None
    description: str | None = None
    handoffs: Annotated[list[str], Field(min_length=1)] | None = None
    deployment_chat: bool | None = None
    metadata: dict[str, Any] | None = None
    version_message: Annotated[str, Field(max_length=500)] | None = None


class AgentsCompletionRequest(Strict):
    """The body of POST /v1/agents/completions: a chat completion's without model, temperature and top_p."""

    max_tokens: Count | None = None
    stream: bool = False
    stop: str | list[str] | None = None
    random_seed: Count | None = None
    metadata: dict[str, Any] | None = None
    messages: list[Message]
    response_format: ResponseFormat = Field(default_factory=ResponseFormat)
    tools: list[AnyTool] | None = None
    tool_choice: ToolChoice | ToolChoiceEnum = ToolChoiceEnum.auto
    presence_penalty: Penalty | None = None
    frequency_penalty: Penalty | None = None
    # In SDK 3.7.0 but not in the public file, as in a chat completion.
    min_tokens: Count | None = None
    repetition_penalty: float | None = None
    top_k: int | None = None
    logprobs: bool | None = None
    top_logprobs: int | None = None
    prompt_logprobs: bool | None = None
    top_prompt_logprobs: int | None = None
    n: Annotated[int, Field(ge=1)] | None = None
    prediction: Prediction = Field(default_factory=Prediction)
    parallel_tool_calls: bool = True
    reasoning_effort: ReasoningEffort | None = None
    prompt_mode: MistralPromptMode | None = None
    guardrails: list[GuardrailConfig] | None = None
    prompt_cache_key: str | None = None
    service_tier: RequestedServiceTier | None = None
    agent_id: str


def _unset_to_none(value: Any) -> Any:
    # The official Python SDK sends its internal marker for "unset" here whenever a program lists agents or
    # conversations without metadata (1.12.4, 2.10.1 and 3.7.0, executed 2026-11-23). No refusal was reported.
    return None if value == '"~?~unset~?~sentinel~?~"' else value


MetadataQuery = Annotated[Json[dict[str, Any]] | None, BeforeValidator(_unset_to_none)]
"""The `metadata` of a query: a JSON object."""


class AgentsQuery(BaseModel):
    """The query of GET /v1/agents and GET /v1/agents/pages; unknown names are ignored, as FastAPI does."""

    page: Count = 0
    page_size: Annotated[int, Field(ge=1, le=1000)] = 20
    deployment_chat: bool | None = None
    sources: list[RequestSource] | None = None
    name: str | None = None
    search: str | None = None
    id: str | None = None
    metadata: MetadataQuery = None
    page_token: str | None = None


CREATE = TypeAdapter(CreateAgentRequest)
UPDATE = TypeAdapter(UpdateAgentRequest)
COMPLETION = TypeAdapter(AgentsCompletionRequest)
