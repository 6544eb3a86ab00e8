"""Labs as the site publishes them: a page for each, its notebook to download, and the wheel that the notebook needs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from mkdocs.structure.files import File

from ...support.versions import installed
from . import package, render
from .links import Links


def is_lab(file: File) -> bool:
    """Whether a file of the site is the source of a lab."""
    return file.src_uri.startswith("labs/") and file.src_uri.endswith(".py")


def meta(lab: File) -> dict[str, Any]:
    """Returns the metadata of a lab's page. Raises LabError if its header is invalid."""
    return render.meta(_path(lab))


def page(html: str, lab: File, links: Links) -> str:
    """Returns a lab's page from the plugin's HTML of it. Raises LabError for a dead link or unsuitable output."""
    beside = None if links.site_url else package.wheel()[0]
    foot = render.foot(Path(lab.src_uri).stem, installed("mistralai") or "none", beside)
    return render.page(html, lambda link: links.from_page(link, lab), foot)


def files(labs: Sequence[File], links: Links) -> dict[str, str | bytes]:
    """Returns path → content of what readers download; nothing if there are no labs. Raises LabError."""
    if not labs:
        return {}
    name, wheel = package.wheel()
    full = urljoin(links.site_url, f"labs/{name}") if links.site_url else None
    first = render.install(name, installed("mistralai") or "", full)
    found: dict[str, str | bytes] = {f"labs/{name}": wheel}
    for lab in labs:
        notebook = render.download(_path(lab), lambda link, lab=lab: links.full(link, lab), first)
        found[lab.src_uri.removesuffix(".py") + ".ipynb"] = notebook
    return found


def _path(lab: File) -> Path:
    assert lab.abs_src_path is not None
    return Path(lab.abs_src_path)
