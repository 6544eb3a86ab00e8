"""Every address that was ever published.

`python -m mistral_playbooks.site.addresses.published SITE`, from the root of a checkout, adds those of a built site.
It prints those that are new.

An address is a path from the site's root: a page's folder, a data file, or a page with the anchor of a section.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

LIST = "docs/addresses.txt"
_FILES = ("catalog.json", "catalog.schema.json", "results.json", "llms.txt", "llms-full.txt", "badge.svg")
_ANCHORED = re.compile(r"(?:playbooks|reference|frameworks)/[^/]+/|[a-z-]+/")
"""Pages whose sections and rows are addresses: playbooks, the reference, frameworks, and the documents beside them."""
_ID = re.compile(r'<(?:h[2-6]|section|span|p|dt|tr)\b[^>]*\sid="([^"]+)"')
_ARTICLE = re.compile(r"<article.*</article>", re.DOTALL)


def found(site: Path) -> Iterator[str]:
    """Yields the addresses of a built site, in order."""
    for file in sorted(site.rglob("index.html")):
        folder = file.parent.relative_to(site).as_posix()
        path = "" if folder == "." else f"{folder}/"
        yield f"/{path}"
        if path != "e/" and _ANCHORED.fullmatch(path) and (article := _ARTICLE.search(file.read_text("utf-8"))):
            yield from (
                f"/{path}#{id}" for id in sorted(set(_ID.findall(article[0]))) if not id.startswith(("__", "pb-"))
            )
    yield from (f"/{name}" for name in _FILES if (site / name).is_file())


def gone(site: Path, published: list[str]) -> list[str]:
    """Returns a message with the next action for each published address that the site no longer has."""
    there, said = set(found(site)), []
    for address in published:
        if address in there:
            continue
        path, _, anchor = address.partition("#")
        if anchor and path in there:
            source = f"docs{path.rstrip('/')}.md"
            cause = f"Add it to `former` of the cause that answers it now, in {source}" if "/playbooks/" in path else ""
            span = f'write `<span id="{anchor}" data-now="NEW"></span>` in the heading `{{#NEW}}` of {source}'
            said.append(f"{address}: the anchor is gone. {f'{cause}, or ' if cause else ''}{span}.")
        elif path.startswith("/playbooks/"):
            slug = path.split("/")[2]
            said.append(f"{address}: the page is gone. Add `former: [{slug}]` to the page that replaces it.")
        elif path.startswith("/e/"):
            said.append(f"{address}: nothing has this key. Name it in `statuses`, `codes`, `types` or `exceptions`.")
        else:
            said.append(f"{address}: the address is gone. Restore the page, or generate a redirect in its place.")
    return said


def read(root: Path) -> list[str]:
    return (root / LIST).read_text(encoding="utf-8").split()


def add(root: Path, site: Path) -> list[str]:
    """Adds the addresses of a built site to the list of a checkout. Returns those that are new."""
    known = set(read(root)) if (root / LIST).is_file() else set()
    new = sorted(set(found(site)) - known)
    (root / LIST).write_text("\n".join(sorted({*known, *new})) + "\n", encoding="utf-8")
    return new


if __name__ == "__main__":
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "index.html").is_file():
        sys.exit("Name the folder of a built site. Run: python -m mistral_playbooks.site.addresses.published site")
    added = add(Path.cwd(), Path(sys.argv[1]))
    print(*added, f"Added to {LIST}, which keeps every address forever: {len(added)}.", sep="\n")
