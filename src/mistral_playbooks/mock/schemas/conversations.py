"""The bodies and queries of the conversation endpoints as pydantic models.

Fields and ranges: public OpenAPI file of platform-docs-public, 2026-08-13. Its unions of entries and of chunks have no
discriminator, nor do these: a 422 lists the items of every member, whose names are in `loc`.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, TypeAdapter

from .agents import CompletionArgs, MetadataQuery
from .chat import AnyTool, GuardrailConfig
from .messages import DocumentURLChunk, ImageURLChunk, Strict, TextChunk, ThinkChunk, ToolReferenceChunk


class InputRole(StrEnum):
    assistant = "assistant"
    user = "user"


class HandoffExecution(StrEnum):
    client = "client"
    server = "server"


class ConfirmationStatus(StrEnum):
    pending = "pending"
    allowed = "allowed"
    denied = "denied"


class Confirmation(StrEnum):
    allow = "allow"
    deny = "deny"


class ToolFileChunk(Strict):
    type: Literal["tool_file"] = "tool_file"
    tool: str
    file_id: str
    file_name: str | None = None
    file_type: str | None = None


InputChunk = TextChunk | ImageURLChunk | ToolFileChunk | DocumentURLChunk | ThinkChunk
OutputChunk = InputChunk | ToolReferenceChunk


class Entry(Strict):
    """The fields that all entries share."""

    object: Literal["entry"] = "entry"
    created_at: datetime | None = None
    completed_at: datetime | None = None
    id: str | None = None


class MessageInputEntry(Entry):
    type: Literal["message.input"] = "message.input"
    role: InputRole
    content: str | list[InputChunk]
    prefix: bool = False


class MessageOutputEntry(Entry):
    type: Literal["message.output"] = "message.output"
    agent_id: str | None = None
    model: str | None = None
    role: Literal["assistant"] = "assistant"
    content: str | list[OutputChunk]


class FunctionResultEntry(Entry):
    type: Literal["function.result"] = "function.result"
    tool_call_id: str
    result: str


class FunctionCallEntry(Entry):
    type: Literal["function.call"] = "function.call"
    agent_id: str | None = None
    model: str | None = None
    tool_call_id: str
    name: str
    arguments: dict[str, Any] | str
    confirmation_status: ConfirmationStatus | None = None


class ToolExecutionEntry(Entry):
    type: Literal["tool.execution"] = "tool.execution"
    agent_id: str | None = None
    model: str | None = None
    name: str
    arguments: str
    # In every recorded entry (2026-06 to 2026-09) but not in the public file. It must be accepted if sent back.
    function: str | None = None
    info: dict[str, Any] | None = None


class AgentHandoffEntry(Entry):
    type: Literal["agent.handoff"] = "agent.handoff"
    previous_agent_id: str
    previous_agent_name: str
    next_agent_id: str
    next_agent_name: str


InputEntry = (
    MessageInputEntry
    | MessageOutputEntry
    | FunctionResultEntry
    | FunctionCallEntry
    | ToolExecutionEntry
    | AgentHandoffEntry
)
Inputs = str | list[InputEntry]


class ToolCallConfirmation(Strict):
    tool_call_id: str
    confirmation: Confirmation


class ConversationRequest(Strict):
    """The body of POST /v1/conversations. Unknown keys are refused (reported 2026-08-17; not in the public file)."""

    inputs: Inputs
    stream: bool | None = None
    store: bool | None = None
    handoff_execution: HandoffExecution | None = None
    instructions: str | None = None
    tools: list[AnyTool] | None = None
    completion_args: CompletionArgs | None = None
    guardrails: list[GuardrailConfig] | None = None
    name: str | None = None
    description: str | None = None
    metadata: dict[str, Any] | None = None
    agent_id: str | None = None
    agent_version: str | int | None = None
    model: str | None = None


class AppendConversationRequest(Strict):
    """The body of POST /v1/conversations/{id}."""

    inputs: Inputs = ""
    stream: bool = False
    store: bool = True
    handoff_execution: HandoffExecution = HandoffExecution.server
    completion_args: CompletionArgs | None = None
    tool_confirmations: list[ToolCallConfirmation] | None = None


class RestartConversationRequest(Strict):
    """The body of POST /v1/conversations/{id}/restart."""

    inputs: Inputs = ""
    stream: bool = False
    store: bool = True
    handoff_execution: HandoffExecution = HandoffExecution.server
    completion_args: CompletionArgs | None = None
    guardrails: list[GuardrailConfig] | None = None
    metadata: dict[str, Any] | None = None
    from_entry_id: str
    agent_version: str | int | None = None


class ConversationsQuery(BaseModel):
    """The query of GET /v1/conversations; the public file gives no bounds."""

    page: int = 0
    page_size: int = 100
    metadata: MetadataQuery = None


START = TypeAdapter(ConversationRequest)
APPEND = TypeAdapter(AppendConversationRequest)
RESTART = TypeAdapter(RestartConversationRequest)
