"""Renders a lab's notebook as a page in the site's markup, and as a notebook to download."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

import jupytext
from nbformat.v4 import new_code_cell

from ...support.elements import Element, classes, inside, outside, parsed, text, with_class
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
    parts: list[str] = []
    printed: list[Element] = []
    for found in [*with_class(parsed(html), "jp-MarkdownOutput", "hl-python", "jp-OutputArea-output"), None]:
        if found is not None and "jp-OutputArea-output" in classes(found):
            printed.append(found)
            continue
        for kind, outputs in groupby(printed, key=_kind):  # join the pieces that one cell printed
            if kind == "text/html":
                parts += map(_drawing, outputs)
            else:
                parts.append(_output(outputs, "stderr" in kind))
        printed.clear()
        if found is None:
            break
        if "jp-MarkdownOutput" in classes(found):
            parts.append(_prose(found, resolve, "" if parts else foot))
        else:
            parts += (
                f'<div class="language-python highlight" data-role="cell">{_code(one)}</div>'
                for one in found.iter("pre")
            )
    return f'<div class="pb-lab">{"".join(parts)}</div>'


def _code(block: Element) -> str:
    return f"<pre><span></span><code>{_inside(block)}</code></pre>"


def _inside(tag: Element) -> str:
    return inside(tag).removeprefix("<span></span>")


def _prose(found: Element, resolve: Callable[[str], str], foot: str) -> str:
    for around in with_class(found, "highlight"):  # code blocks in a lab's prose are commands
        for block in around.findall("pre"):
            around.attrib.update({"class": "language-sh highlight", "data-role": "command"})
            around.replace(block, parsed(_code(block))[0])
    for anchor in with_class(found, "anchor-link"):
        anchor.attrib.update({"class": "headerlink", "title": "Link to this section"})
    for link in found.iter("a"):
        if (href := link.get("href")) and not re.match(r"https?:|#", href):
            link.set("href", resolve(href))
    said = _inside(found).strip()
    return said.replace("</h1>", f"</h1>{foot}", 1) if foot else said


def _kind(output: Element) -> str:
    return str(output.get("data-mime-type"))


def _drawing(output: Element) -> str:
    for svg in output.iter("svg"):
        if svg.get("role") == "img" and svg.get("aria-label"):
            return f'<figure class="pb-plot">{outside(svg)}</figure>'
    raise LabError("A cell of a lab shows HTML that is not a labelled drawing. Print text instead.")


def _output(outputs: Iterable[Element], failed: bool) -> str:
    texts = []
    for output in outputs:
        block = next(output.iter("pre"), None)
        if block is None:
            raise LabError("A cell of a lab has an output that is not text or a drawing. Print it instead.")
        texts.append(text(block))
    said = "".join(texts).strip("\n").replace("&", "&amp;").replace("<", "&lt;")
    kind, label = ("error", "raises") if failed else ("ok", "prints")
    return (
        f'<figure class="pb-output"><figcaption><span class="pb-output__exit--{kind}">{label}</span></figcaption>'
        f"<pre><samp>{said}</samp></pre></figure>"
    )
