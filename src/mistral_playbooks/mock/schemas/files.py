"""The bodies and queries of /v1/files and /v1/batch as pydantic models.

Fields and ranges: public OpenAPI file (platform-docs-public, 2026-08-13). Unknown fields are ignored, because the file
has no `additionalProperties: false` for these bodies.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator


class FilePurpose(StrEnum):
    """The public file lists the first three, and its examples use `audio`. `code_interpreter` was in an error of 2025,
    and `agentic_safety` is in SDK 3.7.0."""

    fine_tune = "fine-tune"
    batch = "batch"
    ocr = "ocr"
    audio = "audio"
    code_interpreter = "code_interpreter"
    agentic_safety = "agentic_safety"


class FileVisibility(StrEnum):
    workspace = "workspace"
    user = "user"


class SampleType(StrEnum):
    """`ocr_input` is not in the public file but was recorded on 2026-08-10."""

    pretrain = "pretrain"
    instruct = "instruct"
    batch_request = "batch_request"
    batch_result = "batch_result"
    batch_error = "batch_error"
    ocr_input = "ocr_input"
    audio_input = "audio_input"


class Source(StrEnum):
    upload = "upload"
    repository = "repository"
    mistral = "mistral"


class UploadForm(BaseModel):
    """The fields other than the file. Without a purpose, a file is checked as one for fine-tuning (observed: a PDF
    without a purpose got the message about chats)."""

    purpose: FilePurpose = FilePurpose.fine_tune
    expiry: int | None = None
    visibility: FileVisibility = FileVisibility.workspace


class FilesQuery(BaseModel):
    page: int = 0
    page_size: int = 100
    include_total: bool = True
    sample_type: list[SampleType] | None = None
    source: list[Source] | None = None
    search: str | None = None
    purpose: FilePurpose | None = None
    mimetypes: list[str] | None = None


class UrlQuery(BaseModel):
    expiry: Annotated[int, Field(ge=1, le=168)] = 24


class ApiEndpoint(StrEnum):
    chat_completions = "/v1/chat/completions"
    embeddings = "/v1/embeddings"
    fim_completions = "/v1/fim/completions"
    moderations = "/v1/moderations"
    chat_moderations = "/v1/chat/moderations"
    ocr = "/v1/ocr"
    classifications = "/v1/classifications"
    chat_classifications = "/v1/chat/classifications"
    conversations = "/v1/conversations"
    audio_transcriptions = "/v1/audio/transcriptions"


class BatchRequest(BaseModel):
    custom_id: str | None = None
    body: dict[str, Any]


_Key = Annotated[str, StringConstraints(min_length=1, max_length=32)]
_Value = Annotated[str, StringConstraints(min_length=1, max_length=512)]


class CreateBatchJobRequest(BaseModel):
    """The body of POST /v1/batch/jobs."""

    input_files: list[UUID] | None = None
    requests: Annotated[list[BatchRequest], Field(max_length=10_000)] | None = None
    endpoint: ApiEndpoint
    model: str | None = None
    agent_id: str | None = None
    metadata: dict[_Key, _Value] | None = None
    timeout_hours: Annotated[int, Field(ge=1, le=168)] = 24

    @model_validator(mode="after")
    def _check_input(self) -> CreateBatchJobRequest:
        # Documented: exactly one of the two is required (batch guide). The messages were not observed.
        if not self.input_files and not self.requests:
            raise ValueError("Either input_files or requests must be provided.")
        if self.input_files and self.requests:
            raise ValueError("Only one of input_files and requests can be provided.")
        return self


class BatchJobStatus(StrEnum):
    queued = "QUEUED"
    running = "RUNNING"
    success = "SUCCESS"
    failed = "FAILED"
    timeout_exceeded = "TIMEOUT_EXCEEDED"
    cancellation_requested = "CANCELLATION_REQUESTED"
    cancelled = "CANCELLED"


class Order(StrEnum):
    oldest = "created"
    newest = "-created"


class JobsQuery(BaseModel):
    page: int = 0
    page_size: int = 100
    model: str | None = None
    agent_id: str | None = None
    metadata: str | None = None
    created_after: datetime | None = None
    created_by_me: bool = False
    status: list[BatchJobStatus] | None = None
    order_by: Order = Order.newest


class FinetuningMessages(BaseModel):
    """A line of a file for fine-tuning. The class name is from the API's error message (reported 2025)."""

    messages: Annotated[list[dict[str, Any]], Field(min_length=1)]


class InlineQuery(BaseModel):
    inline: bool | None = None
