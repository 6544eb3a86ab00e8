"""/v1/libraries/{}/documents: upload, list, get, update, delete, status, text.

Recorded on 2025-10-29 (HelgeSverre/mistral): the answers to an upload, with status 201 and limits of its own, to a
list, to a document that was processed 1.4 s after its upload, and to a new name. `process_status`, `url`, `attributes`
and `expires_at` came later (public OpenAPI file of 2026-08-13). Signed URLs are not served.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import md5
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from ...schemas.libraries import DocumentsQuery, UpdateDocumentRequest
from ...state.ids import stamp
from ...types import Answer, Call
from ...validation import unit_limits
from ...wire import bodies
from ...wire.refusal import InvalidRequest
from ..files.files import kind_of, new_id, read_form
from . import libraries, responses

if TYPE_CHECKING:
    from ...context import Context

_SECONDS = 1.4
"""How long a document is processed (recorded: 1.401 s for 44 bytes)."""
_MOST = 200_000
"""How many characters of a document's text are kept."""
_SUMMARY_TOKENS = 70
_UNKNOWN = ("summary", "last_processed_at", "tokens_processing_main_content", "tokens_processing_summary")
"""What is null until a document is processed."""
_UPLOADS = (100, 5000)
"""Uploads in a minute and in a day, as the headers say (recorded)."""


@dataclass(slots=True)
class Document:
    """A document: what the API shows of it once it is processed, its text, and when that is."""

    body: dict[str, Any]
    text: str
    ready_at: float

    def shown(self, now: float) -> dict[str, Any]:
        """Returns the document as the API shows it at this time."""
        if now >= self.ready_at:
            return self.body
        unknown = dict.fromkeys(_UNKNOWN)
        running = {"process_status": "in_progress", "processing_status": "Running", "tokens_processing_total": 0}
        return {**self.body, **unknown, **running}


def find(context: Context, call: Call) -> tuple[libraries.Library, Document]:
    """Returns the library and the document whose ids are in the path. Raises 422 or 404."""
    library = libraries.find(context, call)
    found = library.documents.get(responses.path_id(call, 1, "document_id"))
    if found is None:
        raise responses.not_found("Document")
    return library, found


def upload(context: Context, call: Call) -> Answer:
    """POST /v1/libraries/{}/documents."""
    library = libraries.find(context, call)
    _, sent = read_form(call)
    if sent is None:
        raise InvalidRequest([{"type": "missing", "loc": ["body", "file"], "msg": "Field required", "input": None}])
    name, kind = sent.filename or "file", kind_of(sent.content_type)
    text = sent.text if kind.startswith("text/") or kind == "application/json" else f"Mocked text of {name}."
    tokens = max(1, len(text) // 4)
    id = new_id(call.random)
    body = {
        "id": id,
        "library_id": library.body["id"],
        "hash": md5(sent.content, usedforsecurity=False).hexdigest(),
        "mime_type": kind,
        "extension": PurePosixPath(name).suffix.removeprefix(".") or None,
        "size": len(sent.content),
        "name": name,
        "summary": f"Mocked summary of {name}.",
        "created_at": stamp(call.now),
        "last_processed_at": stamp(call.now + _SECONDS),
        "number_of_pages": None,
        "process_status": "done",
        "processing_status": "Completed",
        "uploaded_by_id": libraries.owner(context, call),
        "uploaded_by_type": "Workspace",
        "tokens_processing_main_content": tokens,
        "tokens_processing_summary": _SUMMARY_TOKENS,
        "tokens_processing_total": tokens + _SUMMARY_TOKENS,
        "url": None,
        "attributes": None,
        "expires_at": None,
    }
    document = Document(body, text[:_MOST], call.now + _SECONDS)
    library.documents[id] = document
    _count(library)
    # Uploads beyond the limits are not refused, because no refusal was observed.
    limits = unit_limits.count_uses(context.workspace(call), "document", _UPLOADS, 1, call.now, 60, trips=False)
    return responses.reply(201, document.shown(call.now), limits)


def _count(library: libraries.Library) -> None:
    documents = library.documents.values()
    library.body |= {"nb_documents": len(documents), "total_size": sum(one.body["size"] for one in documents)}


def index(context: Context, call: Call) -> Answer:
    """GET /v1/libraries/{}/documents, newest first, as documented."""
    library, wanted = libraries.find(context, call), bodies.query(call, DocumentsQuery)
    found = [one.shown(call.now) for one in library.documents.values()]
    found = [body for body in found if (wanted.search or "").lower() in body["name"].lower()]
    if wanted.sort_order != "asc":
        found.reverse()
    return responses.reply(200, responses.page(found, wanted.page, wanted.page_size))


def show(context: Context, call: Call) -> Answer:
    """GET /v1/libraries/{}/documents/{}."""
    return responses.reply(200, find(context, call)[1].shown(call.now))


def update(context: Context, call: Call, request: UpdateDocumentRequest) -> Answer:
    """PUT and PATCH /v1/libraries/{}/documents/{}."""
    _, document = find(context, call)
    sent = request.model_dump(exclude_unset=True)
    if isinstance(until := sent.get("expires_at"), datetime):
        sent["expires_at"] = stamp(until.timestamp())
    document.body |= sent
    return responses.reply(200, document.shown(call.now))


def delete(context: Context, call: Call) -> Answer:
    """DELETE /v1/libraries/{}/documents/{}: 204, as documented."""
    library, document = find(context, call)
    del library.documents[document.body["id"]]
    _count(library)
    return Answer(204, b"")


def status(context: Context, call: Call) -> Answer:
    """GET /v1/libraries/{}/documents/{}/status, as documented."""
    body = find(context, call)[1].shown(call.now)
    shown = {key: body[key] for key in ("process_status", "processing_status")}
    return responses.reply(200, {"document_id": body["id"], **shown})


def text_content(context: Context, call: Call) -> Answer:
    """GET /v1/libraries/{}/documents/{}/text_content: the text of a text file. Of another, the mock makes one up."""
    return responses.reply(200, {"text": find(context, call)[1].text})


def reprocess(context: Context, call: Call) -> Answer:
    """POST /v1/libraries/{}/documents/{}/reprocess: 204, as documented."""
    _, document = find(context, call)
    document.ready_at = call.now + _SECONDS
    document.body["last_processed_at"] = stamp(document.ready_at)
    return Answer(204, b"")
