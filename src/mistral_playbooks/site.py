"""The MkDocs hook: events in, calls of the modules that do the work out.

MkDocs loads this file by its path (`hooks` in mkdocs.yml), so it imports the package by name.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from mistral_playbooks import catalog, overview, pages, programs, results
from mistral_playbooks.proof import Results

_now: list[pages.Site] = []
"""What the running build is made of; `serve` builds again and again in one process."""


def _stopping(work: Callable[[], Any]) -> Any:
    """A fault in what authors wrote stops the build with its message and no traceback."""
    try:
        return work()
    except (catalog.CatalogError, results.ResultsError) as error:
        raise PluginError(f"\n{error}") from None


def _read(config: MkDocsConfig) -> pages.Site:
    docs = Path(config.docs_dir)
    records = catalog.read(docs / "playbooks")
    root = Path(config.config_file_path).parent
    rows = Results(tuple(results.read(docs / "results.json")))
    return pages.Site(records, tuple(programs.find(root, records)), rows)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    _now[:] = [_stopping(lambda: _read(config))]
    config.nav = overview.navigation(config.nav or [], _now[0].catalog)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    site = _now[0]
    files.append(File.generated(config, overview.INDEX, content=overview.index(site)))
    files.append(File.generated(config, "catalog.json", content=site.catalog.to_json()))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    site, slug, source = _now[0], _slug(page), page.file.src_uri
    if not source.endswith(".md"):
        return markdown
    first_line = page.file.content_string.count("\n") - markdown.count("\n") + 1
    if slug is None:
        up = "../" * page.url.count("/")
        return _stopping(lambda: overview.page(site, markdown, f"docs/{source}", up, first_line))
    page.meta.update(pages.meta(site.catalog.playbooks[slug]))
    return _stopping(lambda: pages.playbook(site, slug, markdown, first_line))


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    slug = _slug(page)
    if slug is not None:
        _stopping(lambda: pages.check_anchors(_now[0].catalog.playbooks[slug], html))
    return html


def _slug(page: Page) -> str | None:
    folder, _, name = page.file.src_uri.rpartition("/")
    slug = name.removesuffix(".md")
    return slug if folder == "playbooks" and slug in _now[0].catalog.playbooks else None
