"""POST /v1/ocr: detects a document's type and number of pages, and makes up a text for each page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..media import documents, file_types, pictures
from ..model import ocr_pages
from ..model.values import json_schema
from ..schemas.ocr import DocumentURLChunk, FileChunk, OCRRequest
from ..state.ids import digest
from ..types import Answer, Call
from ..validation import media, plan, unit_limits, urls
from ..wire import envelope
from ..wire.envelope import dumps
from ..wire.refusal import ErrorFormat, Refusal, pydantic_items
from .files import files, signed_urls

if TYPE_CHECKING:
    from pydantic import ValidationError

    from ..context import Context

_DEFAULT = "mistral-ocr-latest"  # for a null model, which the schema allows; its effect was not observed


class OcrErrors(ErrorFormat):
    """The inference envelope, except for 422s: only bare items were reported of OCR
    (mistralai/platform-docs-public#263, mistralai/client-ts#119; 2025), unlike those of audio (2026)."""

    def items(self, problem: ValidationError, place: tuple[str, ...]) -> list[Any]:
        return pydantic_items(problem, place, include_context=False)

    def invalid(self, items: list[Any]) -> Answer:
        return envelope.detail(422, items)


ERRORS = OcrErrors()

_SIGNED = re.compile(rb"\?se=[^\"\s]{1,200}&sig=[^\"\s]{1,200}")
"""The expiry and the signature of a URL that `signed_urls` made."""


def process(context: Context, call: Call, request: OCRRequest) -> Answer:
    """Checks model, plan, document, pages and limits, in this order, then answers."""
    name = _DEFAULT if request.model is None else request.model
    model = context.model(name, "ocr")
    plan.check(context.limiter, model, name)
    content, count = _document(context, call, request)
    if count > documents.MAX_PAGES:
        text = f"This document has {count} pages, which is more than the maximum allowed of {documents.MAX_PAGES}."
        raise Refusal(400, "document_parser_too_many_pages", text, "3730")  # reported
    wanted = ocr_pages.selected(request.pages, count)
    headers = unit_limits.charge(
        context.limiter, context.workspace(call), call, model.id, unit_limits.OCR_PAGES, len(wanted)
    )
    # When a signed URL was made does not change what is read at it.
    seed = digest(context.settings.seed, _SIGNED.sub(b"", call.request.body))
    # Blocks were added in OCR 4 (announced in the docs' model data); `mistral-ocr-2512` has none.
    blocks = request.include_blocks and model.id != "mistral-ocr-2512"
    budget = json_schema.Budget()
    dimensions = _dimensions(content, count)
    made = ocr_pages.make(request, wanted, dimensions, seed, budget, blocks=blocks)
    body = {
        "pages": made,
        "model": context.answering_id(name),
        "document_annotation": ocr_pages.annotation(request.document_annotation_format, seed, budget),
        "usage_info": {"pages_processed": len(made), "doc_size_bytes": None if content is None else len(content)},
    }
    texts = tuple(page["markdown"] for page in made)
    return Answer(200, dumps(body), headers, texts=texts, model=name)


def _document(context: Context, call: Call, request: OCRRequest) -> tuple[bytes | None, int]:
    """Returns the document's bytes (None if it is at a URL) and its number of pages. Raises 400 or 422."""
    document = request.document
    if isinstance(document, FileChunk):
        file = files.find(context.workspace(call), str(document.file_id), call.now)
        if file is None:
            # Reported by two clients' tests, not recorded.
            raise Refusal(422, "invalid_file", "Could not get file.", "1901")
        return _decoded(request, file.content, file.mimetype)
    url = document.document_url if isinstance(document, DocumentURLChunk) else document.url
    if url.startswith("data:"):
        found = documents.from_data_url(url)
        if found is None:
            raise _not_a_pdf() if isinstance(document, DocumentURLChunk) else media.not_an_image(url)
        if not isinstance(document, DocumentURLChunk):
            if not documents.is_image(found[1]):
                raise media.not_an_image(url)
            return found[1], 1
        _check_type(file_types.by_content(found[1]))
        return _decoded(request, found[1], found[0])
    stored = signed_urls.at_url(context, url, call.now)
    if isinstance(stored, files.File):
        if isinstance(document, DocumentURLChunk):
            _check_type(file_types.by_content(stored.content))
        return _decoded(request, stored.content, stored.mimetype)
    if stored == "gone" or not url.startswith("https") or not urls.is_reachable(url):
        # Recorded 2025-07-19, reported 2026-09-17.
        raise Refusal(400, "invalid_request_file", f"File could not be fetched from url '{url}'", "3310")
    if urls.is_page(url):
        raise _not_a_pdf()
    if isinstance(document, DocumentURLChunk):
        _check_type(file_types.by_name(urlsplit(url).path))
    return None, 1


def _check_type(kind: str | None) -> None:
    """Raises 400 for an image as a document.

    The message was reported in 2025 (mistralai/platform-docs-public#211, mistralai/client-python#212), the status for
    an uploaded image at its signed URL (danny-avila/LibreChat#6584, 2025-03). Type and code are those of that time. A
    `data:image/` URL does not get here, because the schema refuses it (mistralai/client-ts#119, 2025-08).
    """
    if kind and kind.startswith("image/"):
        raise Refusal(400, "invalid_request_error", f"Invalid document type. {kind} is not supported.", None)


def _decoded(request: OCRRequest, content: bytes, kind: str) -> tuple[bytes, int]:
    if documents.is_pdf(content):
        return content, documents.pages(content)
    if documents.is_image(content):
        return content, 1  # a file may be an image (docs)
    if not documents.is_zip(content):
        raise _not_a_pdf()
    if kind.endswith("wordprocessingml.document") and not request.include_image_base64 and request.image_limit != 0:
        # The message is reported (danny-avila/LibreChat#7667, 2025-06) without type and code: these are of that time.
        text = (
            "For .docx files, extracted images can only be returned in base64. If you don't want images, try setting "
            "`image_limit=0` instead."
        )
        raise Refusal(400, "invalid_request_error", text, None)
    return content, 1


def _dimensions(content: bytes | None, count: int) -> list[ocr_pages.Dimensions]:
    """Returns the dimensions of each page, as far as the bytes tell them."""
    if content is not None and (size := pictures.size(content)):
        return [ocr_pages.of_picture(*size)]
    is_pdf = content is not None and documents.is_pdf(content)
    sizes = documents.page_sizes(content, count) if content is not None and is_pdf else [documents.LETTER] * count
    return [ocr_pages.of_page(*size) for size in sizes]


def _not_a_pdf() -> Refusal:
    return Refusal(400, "document_parser_invalid_file", "Document is not a valid PDF.", "3740")  # reported
