"""The body of POST /v1/ocr as a pydantic model, so that the items of a 422 are the API's.

Fields: OCRRequest of the public OpenAPI file (platform-docs-public, 2026-08-13). The class names of the chunks appear
in the `loc` of an item (mistralai/platform-docs-public#263, 2025-06).
"""

from __future__ import annotations

import re
from typing import Any, Literal
from uuid import UUID

from pydantic import TypeAdapter, field_validator, model_validator

from .chat import ResponseFormat
from .messages import ChunkTypes, ImageURL, Strict


class FileChunk(Strict):
    type: Literal[ChunkTypes.file] = ChunkTypes.file
    file_id: UUID


class DocumentURLChunk(Strict):
    type: Literal[ChunkTypes.document_url] = ChunkTypes.document_url
    document_url: str
    document_name: str | None = None


class ImageURLChunk(Strict):
    type: Literal[ChunkTypes.image_url] = ChunkTypes.image_url
    image_url: ImageURL | str

    @property
    def url(self) -> str:
        return self.image_url if isinstance(self.image_url, str) else self.image_url.url


# Spreadsheets were refused on 2025-08-12 (mistralai/client-ts#119). Which formats are accepted other than those in the
# docs (pdf, docx, pptx and more) is not published.
_REFUSED = "data:application/vnd.openxmlformats-officedocument.spreadsheetml"

_RANGES = re.compile(r"\s*[0-9]{1,9}\s*(-\s*[0-9]{1,9}\s*)?(,\s*[0-9]{1,9}\s*(-\s*[0-9]{1,9}\s*)?)*")


def _shortened(text: str) -> str:
    text = text.encode("utf-8", "replace").decode()  # pydantic accepts no lone surrogates in an error message
    return text if len(text) <= 100 else f"{text[:50]}...{text[-50:]}"


def _content_error(document: FileChunk | DocumentURLChunk | ImageURLChunk) -> str | None:
    """Returns the API's message for content that is neither a URL nor base64 of the right type, None if it is valid."""
    if isinstance(document, FileChunk):
        return None
    url = document.document_url if isinstance(document, DocumentURLChunk) else document.url
    if "/fine-tune/" in url:
        return None  # may be a URL without TLS that this mock signed: `endpoints/ocr.py` checks it
    if isinstance(document, ImageURLChunk):
        if url.startswith(("https", "data:image/")):
            return None
        # Reported 2026-08-17 without its end, which is copied from the message for documents.
        what = "Image content must be a URL (starting with 'https') or base64 encoded image"
        return f"{what} (starting with 'data:image/<format>;base64,<image-base64>')Received: {_shortened(url)}"
    if url.startswith(("https", "data:application/")) and not url.startswith(_REFUSED):
        return None
    what = "Document content must be a URL (starting with 'https') or base64 encoded document"
    return f"{what} (starting with 'data:application/<format>;base64,<document-base64>')Received: {_shortened(url)}"


class OCRRequest(Strict):
    model: str | None
    document: FileChunk | DocumentURLChunk | ImageURLChunk
    pages: str | list[int] | None = None
    include_image_base64: bool | None = None
    image_limit: int | None = None
    image_min_size: int | None = None
    bbox_annotation_format: ResponseFormat | None = None
    document_annotation_format: ResponseFormat | None = None
    document_annotation_prompt: str | None = None
    table_format: Literal["markdown", "html"] | None = None
    extract_header: bool = False
    extract_footer: bool = False
    include_blocks: bool = True
    confidence_scores_granularity: Literal["word", "page", "block"] | None = None

    @field_validator("pages")
    @classmethod
    def _check_pages(cls, value: Any) -> Any:
        # Documented: `0,1,2`, `0-5`, `0,2-4`. The message for anything else was not observed.
        if isinstance(value, str) and not _RANGES.fullmatch(value):
            raise ValueError("Pages must be a list of integers or a string of comma-separated numbers and ranges")
        return value

    @model_validator(mode="after")
    def _check_content_and_formats(self) -> OCRRequest:
        if error := _content_error(self.document):
            raise ValueError(error)
        # Documented: only `json_schema` is valid, and a prompt needs a format. The messages were not observed.
        for name in ("bbox_annotation_format", "document_annotation_format"):
            format = getattr(self, name)
            if format and (format.type != "json_schema" or format.json_schema is None):
                raise ValueError(f"Only json_schema is valid for {name}")
        if self.document_annotation_prompt is not None and self.document_annotation_format is None:
            raise ValueError("A document_annotation_format must be provided with document_annotation_prompt")
        return self


OCR = TypeAdapter(OCRRequest)
