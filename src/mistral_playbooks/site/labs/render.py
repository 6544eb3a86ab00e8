"""Renders a lab's notebook as a page in the site's markup, and as a notebook to download."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import jupytext
from bs4 import BeautifulSoup, Tag

from .run import LabError, read

_LINK = re.compile(r"\[([^\]]*)\]\((?!https?:|#)([^)\s]+)\)")


def download(path: Path, resolve: Callable[[str], str | None]) -> str:
    """Returns the .ipynb to download: without outputs, with the default kernel and absolute links.

    `resolve` returns the full address of a link in the source. If it returns None, only the link's text is kept.
    """
    notebook, _ = read(path)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"  # jupytext uses random ids
        if cell.cell_type == "markdown":
            cell.source = _LINK.sub(lambda match: _absolute(match[1], resolve(match[2])), cell.source)
    return jupytext.writes(notebook, fmt="ipynb")


def _absolute(words: str, address: str | None) -> str:
    return f"[{words}]({address})" if address else words


def meta(path: Path) -> dict[str, Any]:
    """Returns the metadata of a lab's page: its description."""
    _, header = read(path)
    return {"description": header.description}


def foot(stem: str, sdk: str) -> str:
    """Returns the line under a lab's title: the version of mistralai it ran with (`sdk`), and the download."""
    return (
        '<p class="pb-proof pb-proof--seen"><a href="../../verification/">Run</a> when this site '
        f"was built, with mistralai {sdk} against the mocked API. "
        f'<a href="../{stem}.ipynb" download>Download the notebook</a></p>'
    )


def page(html: str, resolve: Callable[[str], str], foot: str = "") -> str:
    """Converts the plugin's HTML of a notebook to the site's own markup.

    Removes the plugin's 600 kB of styles, its scripts, prompts and copy buttons, because the theme has its own.
    `resolve` turns a link of the source into a link from the page. `foot` follows the title.
    """
    soup = BeautifulSoup(html, "html.parser")
    parts: list[str] = []
    printed: list[Tag] = []
    for found in [*soup.select(".jp-MarkdownOutput, .hl-python, .jp-OutputArea-output"), None]:
        classes = found.get_attribute_list("class") if found else []
        if found and "jp-OutputArea-output" in classes:
            printed.append(found)
            continue
        for failed, outputs in groupby(printed, key=_failed):  # join the pieces that one cell printed
            parts.append(_output(list(outputs), failed))
        printed.clear()
        if found and "jp-MarkdownOutput" in classes:
            parts.append(_prose(found, resolve, "" if parts else foot))
        elif found and (code := found.select_one("pre")):
            parts.append(f'<div class="language-python highlight" data-role="cell">{_code(code)}</div>')
    return f'<div class="pb-lab">{"".join(parts)}</div>'


def _code(block: Tag) -> str:
    return f"<pre><span></span><code>{_inside(block)}</code></pre>"


def _inside(tag: Tag) -> str:
    return tag.decode_contents(formatter="minimal").removeprefix("<span></span>")


def _prose(found: Tag, resolve: Callable[[str], str], foot: str) -> str:
    for block in found.select(".highlight > pre"):  # code blocks in a lab's prose are commands
        assert block.parent is not None
        block.parent["class"], block.parent["data-role"] = "language-sh highlight", "command"
        block.replace_with(BeautifulSoup(_code(block), "html.parser"))
    for anchor in found.select("a.anchor-link"):
        anchor["class"], anchor["title"] = "headerlink", "Link to this section"
    for link in found.select("a[href]"):
        href = str(link["href"])
        if not re.match(r"https?:|#", href):
            link["href"] = resolve(href)
    text = _inside(found).strip()
    return text.replace("</h1>", f"</h1>{foot}", 1) if foot else text


def _failed(output: Tag) -> bool:
    return "stderr" in str(output.get("data-mime-type"))


def _output(outputs: Sequence[Tag], failed: bool) -> str:
    texts = []
    for output in outputs:
        block = output.select_one("pre")
        if block is None:
            raise LabError("A cell of a lab has an output that is not text. Print it instead.")
        texts.append(block.get_text().strip("\n"))
    text = "\n".join(texts).replace("&", "&amp;").replace("<", "&lt;")
    kind, label = ("error", "raises") if failed else ("ok", "prints")
    return (
        f'<figure class="pb-output"><figcaption><span class="pb-output__exit--{kind}">{label}</span></figcaption>'
        f"<pre><samp>{text}</samp></pre></figure>"
    )
