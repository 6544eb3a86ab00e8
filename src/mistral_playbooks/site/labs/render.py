"""Renders a lab's notebook as a page in the site's markup, and as a notebook to download."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

import jupytext
from bs4 import BeautifulSoup, Tag
from nbformat.v4 import new_code_cell

from .run import LabError, read

_LINK = re.compile(r"\[([^\]]*)\]\((?!https?:|#)([^)\s]+)\)")


def install(wheel: str, sdk: str, address: str | None) -> str:
    """Returns the code of a downloaded notebook's first cell.

    It installs the SDK's version `sdk` and the file `wheel` from the site at `address`. Without an address, it installs
    the file from the notebook's folder, and says so.
    """
    if address:
        return f"%pip install -q mistralai=={sdk} {address}"
    return (
        f"# The site was built without its address. Download {wheel} from the page\n"
        f"# of this notebook into the notebook's folder before you run this cell.\n"
        f"%pip install -q mistralai=={sdk} ./{wheel}"
    )


def download(path: Path, resolve: Callable[[str], str | None], first: str) -> str:
    """Returns the .ipynb to download: without outputs, with the default kernel and absolute links.

    `resolve` returns the full address of a link in the source. If it returns None, only the link's text is kept.
    `first` is the code of a cell before the first one of code.
    """
    notebook, _ = read(path)
    place = next((at for at, cell in enumerate(notebook.cells) if cell.cell_type == "code"), 0)
    notebook.cells.insert(place, new_code_cell(first))
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
    """Returns the metadata of a lab's page: its description, and what people type to find it."""
    _, header = read(path)
    return {"description": header.description, "synonyms": list(header.synonyms)}


def foot(stem: str, sdk: str, wheel: str | None = None) -> str:
    """Returns the line under a lab's title: the version of mistralai it ran with (`sdk`), and the download.

    With `wheel`, the line links that file, too, because the notebook cannot name its address.
    """
    package = f' and its <a href="../{wheel}" download>package</a>' if wheel else ""
    return (
        '<p class="pb-proof pb-proof--seen"><a href="../../verification/">Run</a> when this site '
        f"was built, with mistralai {sdk} against the mocked API. "
        f'<a href="../{stem}.ipynb" download>Download the notebook</a>{package} to run it yourself.</p>'
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
        for kind, outputs in groupby(printed, key=_kind):  # join the pieces that one cell printed
            if kind == "text/html":
                parts += map(_drawing, outputs)
            else:
                parts.append(_output(outputs, "stderr" in kind))
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


def _kind(output: Tag) -> str:
    return str(output.get("data-mime-type"))


def _drawing(output: Tag) -> str:
    svg = output.select_one("svg[role=img][aria-label]")
    if svg is None:
        raise LabError("A cell of a lab shows HTML that is not a labelled drawing. Print text instead.")
    return f'<figure class="pb-plot">{svg.decode(formatter="minimal")}</figure>'


def _output(outputs: Iterable[Tag], failed: bool) -> str:
    texts = []
    for output in outputs:
        block = output.select_one("pre")
        if block is None:
            raise LabError("A cell of a lab has an output that is not text or a drawing. Print it instead.")
        texts.append(block.get_text())
    text = "".join(texts).strip("\n").replace("&", "&amp;").replace("<", "&lt;")
    kind, label = ("error", "raises") if failed else ("ok", "prints")
    return (
        f'<figure class="pb-output"><figcaption><span class="pb-output__exit--{kind}">{label}</span></figcaption>'
        f"<pre><samp>{text}</samp></pre></figure>"
    )
