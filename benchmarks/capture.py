"""An MkDocs hook that runs after the site's own and saves its output: pages, files and navigation."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml

FOLDER = "BENCHMARK_PAGES"
"""The environment variable with the folder to write to."""


def _write(name: str, content: bytes | str) -> None:
    path = Path(os.environ[FOLDER]) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def on_files(files: Any, config: Any) -> Any:
    """Saves files that are not pages: images, scripts, labs, generated files. The theme's files are left out."""
    for file in files:
        own = file.generated_by or Path(file.abs_src_path).is_relative_to(config.docs_dir)
        if own and not file.src_uri.endswith(".md"):
            _write(f"docs/{file.src_uri}", file.content_bytes)
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Saves a page's final Markdown, with its metadata as front matter."""
    if page.file.src_uri.endswith(".md"):
        plain = {name: value for name, value in page.meta.items() if name != "template"}  # a custom one
        meta = yaml.safe_dump(plain, allow_unicode=True)
        _write(f"docs/{page.file.src_uri}", f"---\n{meta}---\n\n{markdown}")
    return markdown


def on_env(env: Any, config: Any, files: Any) -> Any:
    """Saves the navigation that the site's hook completed."""
    _write("nav.yml", yaml.safe_dump(config.nav, allow_unicode=True))
    return env
