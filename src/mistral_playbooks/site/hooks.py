"""The MkDocs hook: passes events to the modules that do the work.

MkDocs loads this file by its path (`hooks` in mkdocs.yml), so it imports the package by name.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_build_datetime

from mistral_playbooks.content import catalog, programs
from mistral_playbooks.sdk import releases
from mistral_playbooks.site import changes, index_pages, playbook_page, proof, raw
from mistral_playbooks.site import run_pages as records
from mistral_playbooks.site.addresses import build as addresses
from mistral_playbooks.site.card import tokens
from mistral_playbooks.site.exports import assets, badge, llms, markdown, rules, schema
from mistral_playbooks.site.labs import published, run
from mistral_playbooks.site.labs.links import Links
from mistral_playbooks.site.reference import registry
from mistral_playbooks.site.reference.table import Table
from mistral_playbooks.site.search import bundle, questions, words
from mistral_playbooks.site.status import built, view
from mistral_playbooks.status import StatusError, publish
from mistral_playbooks.verify import store

_NOT_LOADED = ("assets/javascripts/lunr/", "assets/javascripts/workers/", f"{rules.SCRIPTS}/")
"""Files that no page loads: the theme's search, which the box replaces, and the parts of the diagnosis's script."""

_site: list[playbook_page.Site] = []
"""The data of the current build. `serve` builds repeatedly in one process."""

_lab_kernel = ExitStack()
"""Open while MkDocs runs a notebook, between `on_page_markdown` and `on_page_content`."""

_INDENT = re.compile(r"\s*\n\s*")
"""The theme's white space between tags."""

_full: dict[str, str] = {}
"""Slug → the playbook as Markdown with full links, when it was last rendered."""

_found: dict[str, words.Page] = {}
"""Address → what the box finds of a page by words, when it was last rendered."""

_tables: dict[str, list[Table]] = {}
"""Address → the reference tables of a page, when it was last rendered."""

_rendered: list[changes.Rendered] = []
"""Used only under `serve`: the state of the pages when they were last rendered."""

_programs = changes.Programs()


def on_startup(command: str, dirty: bool) -> None:
    if command == "build":  # `--quiet` hides warnings, and `strict` counts only shown ones: a dead link would pass
        logging.getLogger("mkdocs").setLevel(logging.WARNING)
    _rendered[:] = [changes.Rendered()] if dirty else []


_MISTAKES = (
    *(catalog.CatalogError, store.ResultsError, releases.ReleasesError),
    *(run.LabError, StatusError, questions.QuestionError),
)
"""What an author's mistake raises."""


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Any) -> None:
    _programs.watch(Path(config.config_file_path).parent, server)


def _with_plugin_errors(work: Callable[[], Any]) -> Any:
    """Turns an author's mistake into an error that stops the build with a message and no traceback."""
    try:
        return work()
    except _MISTAKES as error:
        raise PluginError(f"\n{error}") from None


def _read(config: MkDocsConfig) -> playbook_page.Site:
    docs = Path(config.docs_dir)
    records = catalog.read(docs / "playbooks")
    root, rows = Path(config.config_file_path).parent, proof.read(docs)
    file = root / index_pages.MUTATIONS
    mutations = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else ()
    found = tuple(programs.find(root, records))
    status = built.read(config.extra["status_folder"], config.extra["status"], get_build_datetime())
    view.check(status)
    site = playbook_page.Site(records, found, rows, mutations, playbook_page.read_includes(docs), status)
    return replace(site, places=registry.places(site, docs))


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    config.markdown_extensions.append(raw.RawBlocks())  # pyright: ignore[reportArgumentType]
    _programs.watch(Path(config.config_file_path).parent)
    _site[:] = [_with_plugin_errors(lambda: _read(config))]
    labs = [f"labs/{path.name}" for path in sorted(Path(config.docs_dir).glob("labs/*.py"))]
    config.nav = index_pages.navigation(config.nav or [], _site[0].catalog, labs)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    site = _site[0]
    for file in [file for file in files if file.src_uri.startswith(_NOT_LOADED)]:
        files.remove(file)
    for url in _found.keys() - {file.url for file in files.documentation_pages()}:
        del _found[url]
        _tables.pop(url, None)
    files.append(File.generated(config, index_pages.INDEX, content=index_pages.index(site)))
    files.append(File.generated(config, "catalog.json", content=site.catalog.to_json()))
    files.append(File.generated(config, "catalog.schema.json", content=schema.catalog()))
    files.append(File.generated(config, "results.json", content=records.to_json(site.results.rows)))
    total = proof.tally(site.programs, site.results)
    files.append(File.generated(config, "badge.svg", content=badge.svg("Mistral API fixes", total)))
    for path, content in assets.files(Path(config.docs_dir)).items():
        if (source := files.get_file_from_path(path)) is not None:
            files.remove(source)
        files.append(File.generated(config, path, content=content))
    for path, content in rules.files(site.catalog, Path(config.docs_dir)).items():
        files.append(File.generated(config, path, content=content))
    for playbook in site.catalog:
        count = proof.tally(site.of(playbook.slug), site.results, playbook.causes[0].id)
        image = badge.svg(f"fix: {playbook.slug}", count)
        files.append(File.generated(config, f"badges/{playbook.slug}.svg", content=image))
        content = records.page(playbook, site.of(playbook.slug), site.results)
        hidden = InclusionLevel.NOT_IN_NAV
        files.append(File.generated(config, f"verification/{playbook.slug}.md", content=content, inclusion=hidden))
    assert site.status is not None
    for name, content in publish.files(site.status.data).items():
        files.append(File.generated(config, name, content=content))
    for path, content in addresses.files(site.catalog, config.site_name).items():
        files.append(File.generated(config, path, content=content, inclusion=InclusionLevel.NOT_IN_NAV))
    labs, links = [file for file in files if published.is_lab(file)], Links(files, site.catalog, config.site_url)
    for path, content in _with_plugin_errors(lambda: published.files(labs, links)).items():
        files.append(File.generated(config, path, content=content))
    for rendered in _rendered:
        # The plugin deletes every cached lab that this build did not render, and `serve` renders only changed pages.
        jupyter = config.plugins["mkdocs-jupyter"]
        vars(jupyter)["_used_cache_paths"].update(Path(jupyter.config["cache_dir"]).glob("*.json"))
        pages = {file.src_uri: file for file in files.documentation_pages() if file.src_uri.endswith(".md")}
        texts = {source: file.content_string for source, file in pages.items()}
        for source, digest in changes.digests(site, texts).items():
            changed, file = rendered.changed(source, digest), pages[source]
            file.is_modified = lambda changed=changed, file=file: changed or not Path(file.abs_dest_path).is_file()
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    for rendered in _rendered:
        for page in nav.pages:
            if title := rendered.titles.get(page.file.src_uri):
                page.title = title  # pyright: ignore[reportAttributeAccessIssue]
    return nav


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    catalog = _site[0].catalog
    env.trim_blocks = env.lstrip_blocks = True  # the theme's templates are a third white space
    env.globals.update(groups=index_pages.grouped(catalog), lookup=addresses.lookup(catalog))
    status = _site[0].status
    assert status is not None
    env.globals.update(status_line=view.line(status), status_marker=view.LINE, status_feed=status.beside("status.xml"))


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    site, slug, source = _site[0], _slug(page), page.file.src_uri
    if published.is_lab(page.file):
        page.meta.update(_with_plugin_errors(lambda: published.meta(page.file)))
        _lab_kernel.enter_context(run.lab_kernel())
    if not source.endswith(".md"):
        return markdown
    first_line = page.file.content_string.count("\n") - markdown.count("\n") + 1
    if slug is None:
        up = "../" * page.url.count("/")
        tables = _tables[page.url] = []
        return _with_plugin_errors(lambda: index_pages.page(site, markdown, f"docs/{source}", up, first_line, tables))
    page.meta.update(playbook_page.meta(site.catalog.playbooks[slug]))
    return _with_plugin_errors(lambda: playbook_page.playbook(site, slug, markdown, first_line))


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    for rendered in _rendered:
        rendered.titles[page.file.src_uri] = str(page.title or "")
    page.present_anchor_ids = (page.present_anchor_ids or set()) | raw.ids(html)
    slug, html = _slug(page), tokens.lighter(html)
    if slug is not None:
        return _with_plugin_errors(lambda: playbook_page.with_anchors(_site[0].catalog.playbooks[slug], html))
    if published.is_lab(page.file):
        _lab_kernel.close()
        links = Links(files, _site[0].catalog, config.site_url)
        return _with_plugin_errors(lambda: published.page(html, page.file, links))
    return html


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Writes the page's Markdown beside its HTML. Links of the page's are valid there, too."""
    slug, root = _slug(page), config.site_url or "/"
    content = markdown.convert(page.content or "")
    beside = Path(page.file.abs_dest_path).with_suffix(".md")
    beside.parent.mkdir(parents=True, exist_ok=True)
    beside.write_text(markdown.linked(content), encoding="utf-8")
    if not page.meta.get("search", {}).get("exclude"):
        headings = tuple(str(one.title) for top in page.toc for one in (top, *top.children) if one.level > 1)
        title, description = str(page.title or ""), str(page.meta.get("description") or "")
        synonyms = tuple(map(str, page.meta.get("synonyms") or ()))
        live, listed = bool(page.meta.get("live")), page.meta.get("questions") or {}
        asked = _with_plugin_errors(lambda: questions.find(listed, page.content or "", f"docs/{page.file.src_uri}"))
        _found[page.url] = words.Page(page.url, title, description, headings, synonyms, live, asked)
    if slug is not None:
        _full[slug] = markdown.linked(content, lambda link: urljoin(urljoin(root, page.url), link))
    before, article, after = output.partition("<article")
    inside, end, rest = after.rpartition("</article>")
    # A link to a section's own address is for a mouse: else each heading is read with a pilcrow, and each takes a key.
    inside = inside.replace('class="headerlink"', 'class="headerlink" aria-hidden="true" tabindex="-1"')
    return _INDENT.sub("\n", before) + article + inside + end + _INDENT.sub("\n", rest)


def on_post_build(config: MkDocsConfig) -> None:
    catalog, folder = _site[0].catalog, Path(config.site_dir)
    frameworks = [page for page in _found.values() if page.url.startswith("frameworks/")]
    listed = llms.listing(index_pages.grouped(catalog), frameworks, config.site_url or "")
    (folder / "llms.txt").write_text(listed, encoding="utf-8")
    for path, script in bundle.files(catalog, _found.values(), _tables, Path(config.docs_dir)).items():
        (folder / path).write_text(script, encoding="utf-8")
    (folder / "llms-full.txt").write_text(llms.full(catalog, _full), encoding="utf-8")


def on_build_error(error: Exception) -> None:
    _lab_kernel.close()


def _slug(page: Page) -> str | None:
    folder, _, name = page.file.src_uri.rpartition("/")
    slug = name.removesuffix(".md")
    return slug if folder == "playbooks" and slug in _site[0].catalog.playbooks else None
