"""The types of files that an upload for OCR accepts, and the 422 for others.

List and body: reported 2025-05-05 (mistralai/client-python#217, `.zip` and `.xlsx`). The type comes from the content:
an empty file is `application/x-empty`, which no suffix and no client says (asserted in a public project's tests, 2026).
Content cannot tell most of the accepted text formats apart, so for them the mock believes the client or the file's
name; how the API does was not observed.
"""

from __future__ import annotations

from typing import Any

from ...media import file_types

_ACCEPTED = (
    "application/pdf",
    "image/.*",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/epub+zip",
    "application/docbook+xml",
    "application/rtf",
    "application/vnd.oasis.opendocument.text",
    "application/x-biblatex",
    "application/x-bibtex",
    "application/x-endnote+xml",
    "application/x-fictionbook+xml",
    "application/x-ipynb+json",
    "application/x-jats+xml",
    "application/x-latex",
    "application/x-opml+xml",
    "text/troff",
    "text/x-dokuwiki",
)


def of(content: bytes, name: str, declared: str) -> str:
    """Returns the type of a file: by its content, otherwise the declared one if accepted, otherwise by its name."""
    found = file_types.by_content(content)
    if found is None and not is_accepted(declared):
        found = file_types.by_name(name)
    return found or declared


def is_accepted(kind: str) -> bool:
    """Whether a file of this type may be uploaded for OCR."""
    return kind in _ACCEPTED or kind.startswith("image/")


def refusal(kind: str) -> dict[str, Any]:
    """Returns the body of the 422."""
    text = f"Received file with mimetype {kind}, only {', '.join(_ACCEPTED)} are currently supported"
    return {"detail": "Invalid file format.", "message": text}
