"""GET /v1/files/{}/url: signed URLs, which open a file without a key, and the download behind them."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

from ...schemas.files import UrlQuery
from ...state.ids import digest
from ...types import Answer, Call
from ...wire import bodies
from . import files, responses
from .files import File

if TYPE_CHECKING:
    from ...context import Context

_CONTAINER = "/fine-tune/"


def url(context: Context, call: Call) -> Answer:
    """Returns a URL from which the file can be fetched without a key, for `expiry` hours (1 to 168).

    The API's is `https://mistralaifilesapiprodswe.blob.core.windows.net/fine-tune/<organisation>/<workspace>/<hex>.pdf`
    `?se=…&sp=r&sv=…&sr=b&sig=…` (docs 2025-10, pasted by users until 2026-09). The mock's URL has the same path and
    query, but the host of the request, because only that leads to this mock.
    """
    file = files.file_at_path(context, call)
    wanted = bodies.query(call, UrlQuery)
    until = responses.stamp(call.now + 3600 * wanted.expiry)
    owner = digest(context.settings.seed, "owner", call.key)
    ending = re.search(r"\.([A-Za-z0-9]{1,10})$", file.filename)
    name = f"{file.id.replace('-', '')}.{ending[1] if ending else 'bin'}"
    path = f"{_CONTAINER}{files.new_id(owner)}/{files.new_id(owner[16:])}/{name}"
    signed = quote(_signature(context, path, until), safe="")
    query = f"se={quote(until, safe='')}&sp=r&sv=2026-02-06&sr=b&sig={signed}"
    host = call.request.headers.get("host", "api.mistral.ai")
    scheme = "https" if host.partition(":")[0].endswith("mistral.ai") else "http"
    return responses.reply(200, {"url": f"{scheme}://{host}{path}?{query}"})


def _signature(context: Context, path: str, until: str) -> str:
    return b64encode(digest(context.settings.seed, "signature", path, until)).decode()


def fetch(context: Context, call: Call) -> Answer:
    """Returns the file at a signed URL, or the storage's XML error (documented by Azure Blob Storage)."""
    file = at_url(context, f"https://storage{call.request.path}?{call.request.query}", call.now)
    if isinstance(file, File):
        return Answer(200, file.content, content_type=file.mimetype, source="gateway")
    status, code = (403, "AuthenticationFailed") if file == "unsigned" else (404, "BlobNotFound")
    text = f'<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code></Error>'
    return Answer(status, text.encode(), content_type="application/xml", source="gateway")


def at_url(context: Context, url: str, now: float) -> File | str:
    """Returns the file at a signed URL of this mock, `unsigned` if the URL is not signed or has expired, or `gone` if
    the file no longer exists."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "unsigned"
    given = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    until = given.get("se", "")
    if not parts.path.startswith(_CONTAINER) or given.get("sig") != _signature(context, parts.path, until):
        return "unsigned"
    if until <= responses.stamp(now):
        return "unsigned"
    id = parts.path.rpartition("/")[2].partition(".")[0]
    for workspace in context.store.all():
        if file := files.find(workspace, id, now):
            return file
    return "gone"
