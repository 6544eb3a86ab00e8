"""/v1/files: upload, list, get, content, delete. The URLs are in `signed_urls`.

A workspace keeps `MAX_BYTES` of content and drops the oldest files first. Uploading the same content again with the
same name and purpose returns the same file (recorded on 2026-08-10 and 2026-08-19: the same id and `created_at`, with
the MD5 of the content as `signature`).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import md5
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import ValidationError

from ...schemas.files import FilesQuery, UploadForm
from ...types import Answer, Call
from ...wire import bodies, multipart
from ...wire.multipart import MultipartError
from ...wire.refusal import InvalidRequest
from . import jsonl, ocr_types, responses

if TYPE_CHECKING:
    from ...context import Context
    from ...state.workspace import Workspace

MAX_BYTES = 256 * 2**20
"""How many bytes of content a workspace keeps. The API's limit is 512 MB per file (docs)."""

_SAMPLES = {"ocr": "ocr_input", "batch": "batch_request", "audio": "audio_input"}
# ocr: recorded 2026-08-10; batch: reported 2026-09-02; fine-tune is `instruct` (mistralai/client-python#450, 2026-03);
# audio was not observed: named after ocr.


@dataclass(frozen=True, slots=True)
class File:
    """One file. `expires_at` is in seconds of the clock, None: never."""

    id: str
    content: bytes
    created_at: int
    filename: str
    purpose: str
    sample_type: str
    num_lines: int
    mimetype: str
    source: str = "upload"
    signature: str | None = None
    expires_at: int | None = None
    visibility: str | None = "workspace"

    def to_resource(self) -> dict[str, Any]:
        """Returns the file as the API shows it (keys and their order recorded 2026-08-19)."""
        return {
            "id": self.id,
            "object": "file",
            "bytes": len(self.content),
            "created_at": self.created_at,
            "filename": self.filename,
            "purpose": self.purpose,
            "sample_type": self.sample_type,
            "num_lines": self.num_lines,
            "mimetype": self.mimetype,
            "source": self.source,
            "signature": self.signature,
            "expires_at": self.expires_at,
            "visibility": self.visibility,
        }


def store(workspace: Workspace, file: File) -> File:
    """Stores a file, and drops the oldest ones if the total size is too large."""
    workspace.files[file.id] = file
    total = sum(len(one.content) for one in workspace.files.values())
    while total > MAX_BYTES and len(workspace.files) > 1:
        total -= len(workspace.files.popitem(last=False)[1].content)
    return file


def find(workspace: Workspace, id: str, now: float) -> File | None:
    """Returns the file with this id, in any notation of its UUID, or None if it does not exist or has expired."""
    file = workspace.files.get(responses.uuid(id) or "")
    return None if file is None or (file.expires_at is not None and file.expires_at <= now) else file


def new_id(random: bytes) -> str:
    """Returns a UUIDv4, the format of the service's ids (recorded)."""
    return str(UUID(bytes=random[:16], version=4))


def upload(context: Context, call: Call) -> Answer:
    """Checks the form, its fields and, depending on the purpose, the file's type or its lines."""
    parts, sent = read_form(call)
    wrong: list[dict[str, Any]] = []
    if sent is None:
        wrong.append({"type": "missing", "loc": ["file", "file"], "msg": "Field required"})
    form = UploadForm()
    try:
        form = UploadForm.model_validate({part.name: part.text for part in parts if part.filename is None})
    except ValidationError as error:
        wrong += responses.ERRORS.items(error, ("form",))
    if wrong or sent is None:
        raise InvalidRequest(wrong)
    purpose = str(form.purpose)
    kind, lines = kind_of(sent.content_type), 0
    if purpose == "ocr":
        kind = ocr_types.of(sent.content, sent.filename or "", kind)
        if not ocr_types.is_accepted(kind):
            return responses.reply(422, ocr_types.refusal(kind))
    if purpose in ("batch", "fine-tune"):
        lines, errors = jsonl.check(sent.content, purpose)
        if errors:
            return responses.reply(422, jsonl.invalid(errors))
    signature = md5(sent.content, usedforsecurity=False).hexdigest()
    workspace = context.workspace(call)
    for one in workspace.files.values():
        same = (one.signature, one.filename, one.purpose) == (signature, sent.filename, purpose)
        if same and find(workspace, one.id, call.now):
            return responses.reply(200, one.to_resource(), "upload")
    file = File(
        id=new_id(call.random),
        content=sent.content,
        created_at=int(call.now),
        filename=sent.filename or "",
        purpose=purpose,
        sample_type=_SAMPLES.get(purpose, "instruct"),
        num_lines=lines,
        # application/jsonl is from the public file's example; otherwise the part's own type (recorded for a PDF).
        mimetype="application/jsonl" if lines else kind,
        signature=signature,
        # In hours, like the expiry of a signed URL; the public file names no unit.
        expires_at=None if form.expiry is None else int(call.now) + 3600 * form.expiry,
        visibility=str(form.visibility),
    )
    return responses.reply(200, store(workspace, file).to_resource(), "upload")


def read_form(call: Call) -> tuple[tuple[multipart.Part, ...], multipart.Part | None]:
    """Returns the parts of a call's form and its file, if it has one, and shows the form in the journal."""
    try:
        parts = multipart.parse(call.request.body, call.request.headers.get("content-type", ""))
    except MultipartError:
        parts = ()  # for the framework, the request then has no files
    call.body = {part.name: describe(part) for part in parts}
    return parts, next((part for part in parts if part.name == "file" and part.filename is not None), None)


def kind_of(content_type: str | None) -> str:
    """Returns the media type of a part without its parameters."""
    found = re.match(r"\s*([A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+)\s*(;|$)", content_type or "")
    return found[1].lower() if found else "application/octet-stream"


def describe(part: multipart.Part) -> Any:
    """Returns a part for the journal: a field's text, or a file without its content."""
    if part.filename is None:
        return part.text
    return {"filename": part.filename, "content_type": part.content_type, "bytes": len(part.content)}


def index(context: Context, call: Call) -> Answer:
    """Returns the files, newest first (the order was not observed)."""
    wanted = bodies.query(call, FilesQuery)
    workspace = context.workspace(call)
    found = [
        file
        for file in reversed(workspace.files.values())
        if find(workspace, file.id, call.now)
        and wanted.purpose in (None, file.purpose)
        and (wanted.sample_type is None or file.sample_type in wanted.sample_type)
        and (wanted.source is None or file.source in wanted.source)
        and (wanted.mimetypes is None or file.mimetype in wanted.mimetypes)
        and (wanted.search or "").lower() in file.filename.lower()
    ]
    data = [file.to_resource() for file in responses.page(found, wanted.page, wanted.page_size)]
    total = len(found) if wanted.include_total else None
    return responses.reply(200, {"data": data, "object": "list", "total": total})


def file_at_path(context: Context, call: Call) -> File:
    """Returns the file whose id is in the path. Raises 422 or 404."""
    found = find(context.workspace(call), responses.path_id(call, "file_id"), call.now)
    if found is None:
        raise responses.no_file()
    return found


def check_id(context: Context, call: Call) -> None:
    """Checks the id before the key: one that is not a UUID gets a 422 even with a wrong key. Observed for an id in the
    body of a batch (see `batch.jobs.check_early`), which the framework reads together with the path."""
    responses.path_id(call, "file_id")


def show(context: Context, call: Call) -> Answer:
    """Returns one file, with `deleted` as the last key, as in the public file."""
    return responses.reply(200, {**file_at_path(context, call).to_resource(), "deleted": False})


def delete(context: Context, call: Call) -> Answer:
    """Deletes a file."""
    file = file_at_path(context, call)
    del context.workspace(call).files[file.id]
    return responses.reply(200, {"id": file.id, "object": "file", "deleted": True})


def content(context: Context, call: Call) -> Answer:
    """Returns the bytes as uploaded."""
    file = file_at_path(context, call)
    return Answer(200, file.content, texts=_answers(file), content_type="application/octet-stream")


def _answers(file: File) -> tuple[str, ...]:
    """Returns the model's texts in a file with the results of a batch of chats."""
    if file.source != "mistral" or file.sample_type != "batch_result":
        return ()
    rows = (json.loads(line)["response"]["body"] for line in file.content.splitlines())
    said = (choice["message"]["content"] for row in rows for choice in row.get("choices", ()))
    return tuple(text for text in said if isinstance(text, str))
