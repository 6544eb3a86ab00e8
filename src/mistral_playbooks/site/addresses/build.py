"""All files under `/e/`, and the redirects from the former slugs of playbooks."""

from __future__ import annotations

import json

from ...content.catalog import Catalog
from . import pages
from .keys import classes, keys


def files(catalog: Catalog, site_name: str) -> dict[str, str]:
    """Returns path in the docs folder → content, Markdown for the theme's pages and HTML for redirects.

    A key with capitals has the same page under its lower case: where case does not count in file names, both are one
    file.
    """
    known, every = keys(catalog), classes(catalog)
    found = {"e/index.md": pages.index(known)}
    for name, key in known.items():
        for path in dict.fromkeys((name, name.lower())):
            if path != name and path in known:
                continue
            if key.only:
                found[f"e/{path}/index.html"] = pages.redirect(name, key.only, site_name)
            else:
                found[f"e/{path}.md"] = pages.page(key, known)
    for playbook in catalog:
        for old in playbook.former:
            found[f"playbooks/{old}/index.html"] = pages.redirect(old, every[playbook.slug], site_name)
    return found


def lookup(catalog: Catalog) -> str:
    """Returns what the page for unknown addresses searches, as JSON to put into HTML.

    `keys`: key → path of its page from the site's root. `titles`: path → the title of the class.
    """
    found = {name: key.only.url if key.only else f"e/{name}/" for name, key in keys(catalog).items()}
    titles = {one.url: pages.title(one) for one in classes(catalog).values()}
    return json.dumps({"keys": found, "titles": titles}, ensure_ascii=False).replace("<", "\\u003c")
