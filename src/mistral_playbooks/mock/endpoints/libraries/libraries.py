"""/v1/libraries: create, list, get, update, delete.

Recorded on 2025-10-29 (HelgeSverre/mistral): the answers to all but deletions, with status 201 for a new library. What
is newer follows the public OpenAPI file of 2026-08-13. Sharing is not served.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...schemas.libraries import CreateLibraryRequest, LibrariesQuery, UpdateLibraryRequest
from ...state.ids import digest, stamp, uuid7
from ...state.workspace import BoundedDict
from ...types import Answer, Call
from ...wire import bodies
from ..files.files import new_id
from . import responses

if TYPE_CHECKING:
    from ...context import Context


@dataclass(slots=True)
class Library:
    """A library: what the API shows of it, and its documents by id."""

    body: dict[str, Any]
    documents: BoundedDict[Any] = field(default_factory=lambda: BoundedDict(100))
    """A library holds 100 documents (docs, 2026-08-21)."""


def owner(context: Context, call: Call) -> str:
    """Returns the id of the key's workspace."""
    return new_id(digest(context.settings.seed, "owner", call.key))


def find(context: Context, call: Call) -> Library:
    """Returns the library whose id is in the path. Raises 422 or 404."""
    found = context.workspace(call).libraries.get(responses.path_id(call, 0, "library_id"))
    if found is None:
        raise responses.not_found("Library")
    return found


def create(context: Context, call: Call, request: CreateLibraryRequest) -> Answer:
    """POST /v1/libraries."""
    id = uuid7(call.now, call.random)
    body = {
        "id": id,
        "name": request.name,
        "created_at": stamp(call.now),
        "updated_at": stamp(call.now),
        "owner_id": owner(context, call),
        "owner_type": str(request.owner_type or "Workspace"),
        "total_size": 0,
        "nb_documents": 0,
        "chunk_size": request.chunk_size,
        "emoji": None,
        "description": request.description,
        "generated_description": None,
        "explicit_user_members_count": None,
        "explicit_workspace_members_count": None,
        "org_sharing_role": None,
    }
    context.workspace(call).libraries[id] = Library(body)
    return responses.reply(201, body)


def index(context: Context, call: Call) -> Answer:
    """GET /v1/libraries: newest first (the order was not observed). Recorded without pages: a list alone."""
    wanted = bodies.query(call, LibrariesQuery)
    found = [one.body for one in reversed(context.workspace(call).libraries.values())]
    found = [body for body in found if (wanted.search or "").lower() in body["name"].lower()]
    return responses.reply(200, {"data": responses.page(found, wanted.page, wanted.page_size)["data"]})


def show(context: Context, call: Call) -> Answer:
    """GET /v1/libraries/{}."""
    return responses.reply(200, find(context, call).body)


def update(context: Context, call: Call, request: UpdateLibraryRequest) -> Answer:
    """PUT and PATCH /v1/libraries/{}: what is not sent stays as it is (not observed of PUT)."""
    library = find(context, call)
    library.body |= {**request.model_dump(exclude_unset=True), "updated_at": stamp(call.now)}
    return responses.reply(200, library.body)


def delete(context: Context, call: Call) -> Answer:
    """DELETE /v1/libraries/{}: returns the library, as documented."""
    library = find(context, call)
    del context.workspace(call).libraries[library.body["id"]]
    return responses.reply(200, library.body)
