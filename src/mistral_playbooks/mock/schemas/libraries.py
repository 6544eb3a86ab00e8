"""The bodies and queries of /v1/libraries as pydantic models.

Fields and ranges: public OpenAPI file (platform-docs-public, 2026-08-13). Unknown fields are ignored, because the file
has no `additionalProperties: false` for these bodies.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, Field, TypeAdapter


class OwnerType(StrEnum):
    User = "User"
    Workspace = "Workspace"


class CreateLibraryRequest(BaseModel):
    name: str
    description: str | None = None
    chunk_size: Annotated[int, Field(ge=256, le=32768)] | None = None
    owner_type: OwnerType | None = None


class UpdateLibraryRequest(BaseModel):
    name: str | None = None
    description: str | None = None


class UpdateDocumentRequest(BaseModel):
    name: str | None = None
    attributes: dict[str, Any] | None = None
    expires_at: datetime | None = None


class LibrariesQuery(BaseModel):
    page: int = 0
    page_size: int = 100
    search: str | None = None


class DocumentsQuery(LibrariesQuery):
    sort_order: str = "desc"


CREATE = TypeAdapter(CreateLibraryRequest)
UPDATE = TypeAdapter(UpdateLibraryRequest)
UPDATE_DOCUMENT = TypeAdapter(UpdateDocumentRequest)
