"""The MkDocs hook: events in, calls of the modules that do the work out.

MkDocs loads this file by its path (`hooks` in mkdocs.yml), so it imports the package by name.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from mistral_playbooks.content import catalog, programs
from mistral_playbooks.sdk import releases
from mistral_playbooks.site import badge, changes, index_pages, playbook_page, proof
from mistral_playbooks.site import run_pages as records
from mistral_playbooks.site.labs import render, run
from mistral_playbooks.site.proof import Results
from mistral_playbooks.support.versions import installed
from mistral_playbooks.verify import results

_now: list[playbook_page.Site] = []
"""What the running build is made of; `serve` builds again and again in one process."""

_laboratory: list[run.Laboratory] = []
"""Open while a notebook is run, which MkDocs does between `on_page_markdown` and `on_page_content`."""


_rendered: list[changes.Rendered] = []
"""Filled under `serve` alone: what is on the pages as they were last rendered."""


def on_startup(command: str, dirty: bool) -> None:
    _rendered[:] = [changes.Rendered()] if dirty else []


def _stopping(work: Callable[[], Any]) -> Any:
    """A fault in what authors wrote stops the build with its message and no traceback."""
    try:
        return work()
    except (catalog.CatalogError, results.ResultsError, releases.ReleasesError, run.LabError) as error:
        raise PluginError(f"\n{error}") from None


def _read(config: MkDocsConfig) -> playbook_page.Site:
    docs = Path(config.docs_dir)
    records = catalog.read(docs / "playbooks")
    root = Path(config.config_file_path).parent
    rows = Results(tuple(results.read(docs / "results.json")), releases.load(docs / "releases.json"))
    file = root / index_pages.MUTATIONS
    mutations = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else ()
    found = tuple(programs.find(root, records))
    return playbook_page.Site(records, found, rows, mutations, playbook_page.read_includes(docs))


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    _now[:] = [_stopping(lambda: _read(config))]
    labs = [f"labs/{path.name}" for path in sorted(Path(config.docs_dir).glob("labs/*.py"))]
    config.nav = index_pages.navigation(config.nav or [], _now[0].catalog, labs)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    site = _now[0]
    files.append(File.generated(config, index_pages.INDEX, content=index_pages.index(site)))
    files.append(File.generated(config, "catalog.json", content=site.catalog.to_json()))
    total = proof.tally(site.programs, site.results)
    files.append(File.generated(config, "badge.svg", content=badge.svg("Mistral API fixes", total)))
    for playbook in site.catalog:
        count = proof.tally(site.of(playbook.slug), site.results, playbook.causes[0].id)
        image = badge.svg(f"fix: {playbook.slug}", count)
        files.append(File.generated(config, f"badges/{playbook.slug}.svg", content=image))
        content = records.page(playbook, site.of(playbook.slug), site.results)
        hidden = InclusionLevel.NOT_IN_NAV
        files.append(File.generated(config, f"verification/{playbook.slug}.md", content=content, inclusion=hidden))
    for file in [file for file in files if _is_lab(file)]:
        given = _stopping(
            lambda file=file: render.download(_path(file), lambda link: _address(link, file, files, config))
        )
        files.append(File.generated(config, file.src_uri.removesuffix(".py") + ".ipynb", content=given))
    for rendered in _rendered:
        for file in files.documentation_pages():
            if file.src_uri.endswith(".md"):
                changed = rendered.changed(file.src_uri, changes.digest(site, file.src_uri, file.content_string))
                file.is_modified = lambda changed=changed, file=file: changed or not Path(file.abs_dest_path).is_file()
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    for rendered in _rendered:
        for page in nav.pages:
            if title := rendered.titles.get(page.file.src_uri):
                page.title = title  # pyright: ignore[reportAttributeAccessIssue]
    return nav


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    site, slug, source = _now[0], _slug(page), page.file.src_uri
    if _is_lab(page.file):
        page.meta.update(_stopping(lambda: render.meta(_path(page.file))))
        _laboratory.append(run.Laboratory())
        _stopping(lambda: _laboratory[-1].stage(_path(page.file), site.catalog))
    if not source.endswith(".md"):
        return markdown
    first_line = page.file.content_string.count("\n") - markdown.count("\n") + 1
    if slug is None:
        up = "../" * page.url.count("/")
        return _stopping(lambda: index_pages.page(site, markdown, f"docs/{source}", up, first_line))
    page.meta.update(playbook_page.meta(site.catalog.playbooks[slug]))
    return _stopping(lambda: playbook_page.playbook(site, slug, markdown, first_line))


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    for rendered in _rendered:
        rendered.titles[page.file.src_uri] = str(page.title or "")
    slug = _slug(page)
    if slug is not None:
        _stopping(lambda: playbook_page.check_anchors(_now[0].catalog.playbooks[slug], html))
    if _is_lab(page.file):
        _leave()
        foot = render.foot(Path(page.file.src_uri).stem, installed("mistralai") or "none")
        return _stopping(lambda: render.page(html, lambda link: _from(link, page.file, files), foot))
    return html


def on_build_error(error: Exception) -> None:
    _leave()


def _leave() -> None:
    while _laboratory:
        _laboratory.pop().close()


def _is_lab(file: File) -> bool:
    return file.src_uri.startswith("labs/") and file.src_uri.endswith(".py")


def _path(file: File) -> Path:
    assert file.abs_src_path is not None
    return Path(file.abs_src_path)


def _target(link: str, file: File, files: Files) -> tuple[File, str]:
    path, mark, anchor = link.partition("#")
    found = files.get_file_from_path(posixpath.normpath(posixpath.join(posixpath.dirname(file.src_uri), path)))
    if found is None:
        raise run.LabError(f"docs/{file.src_uri}: there is no {path}. Correct the link.")
    return found, mark + anchor


def _from(link: str, file: File, files: Files) -> str:
    """A link of a lab's source → the link from its page."""
    found, anchor = _target(link, file, files)
    return found.url_relative_to(file) + anchor


def _address(link: str, file: File, files: Files, config: MkDocsConfig) -> str | None:
    """A link of a lab's source → the full address; None where the site does not know its own."""
    found, anchor = _target(link, file, files)
    return urljoin(config.site_url, found.url) + anchor if config.site_url else None


def _slug(page: Page) -> str | None:
    folder, _, name = page.file.src_uri.rpartition("/")
    slug = name.removesuffix(".md")
    return slug if folder == "playbooks" and slug in _now[0].catalog.playbooks else None
