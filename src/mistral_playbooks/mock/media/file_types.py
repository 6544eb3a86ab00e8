"""Media types of files: by their bytes if those say it, otherwise by their name."""

from __future__ import annotations

from . import documents

_OFFICE = "application/vnd.openxmlformats-officedocument."
# Types by the beginning of a file.
_SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"BM": "image/bmp",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"{\\rtf": "application/rtf",
}
_SUFFIXES = {
    "avif": "image/avif",
    "bib": "application/x-bibtex",
    "fb2": "application/x-fictionbook+xml",
    "gif": "image/gif",
    "heic": "image/heic",
    "ipynb": "application/x-ipynb+json",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "latex": "application/x-latex",
    "opml": "application/x-opml+xml",
    "png": "image/png",
    "tex": "application/x-latex",
    "tiff": "image/tiff",
    "webp": "image/webp",
}


def by_content(content: bytes) -> str | None:
    """Returns the type that the bytes prove, or None for text and unknown formats."""
    if not content:
        return "application/x-empty"
    if documents.is_pdf(content):
        return "application/pdf"
    for signature, kind in _SIGNATURES.items():
        if content.startswith(signature):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if documents.is_image(content):
        return f"image/{'avif' if content[8:12] == b'avif' else 'heic'}"
    return _archive(content) if documents.is_zip(content) else None


def _archive(content: bytes) -> str:
    """Returns the type of a ZIP archive by the names in it, which are not compressed."""
    # OpenDocument and EPUB begin with an uncompressed file named `mimetype`.
    if content[30:38] == b"mimetype":
        return content[38:110].partition(b"PK")[0].decode("ascii", "replace")
    if b"[Content_Types].xml" in content:
        if b"word/" in content:
            return f"{_OFFICE}wordprocessingml.document"
        if b"ppt/" in content:
            return f"{_OFFICE}presentationml.presentation"
        if b"xl/" in content:
            return f"{_OFFICE}spreadsheetml.sheet"
    return "application/zip"


def by_name(name: str) -> str | None:
    """Returns the type for the suffix of a file's name or of a URL's path, or None for most suffixes."""
    return _SUFFIXES.get(name.rpartition(".")[2].lower())
