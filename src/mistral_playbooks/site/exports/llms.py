"""`llms.txt`, a list of what an agent can read here, and `llms-full.txt`, all playbooks in one file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urljoin

from ...content.catalog import Catalog, Playbook
from ..markup import plain
from ..search.words import Page

_DATA = (
    ("catalog.json", "every playbook as data: statuses, codes, types, messages, causes, retry verdict"),
    ("catalog.schema.json", "its JSON Schema"),
    ("results.json", "every run of every published program: versions, outcome, output, date"),
    ("llms-full.txt", "all playbooks in one file"),
    ("e/index.md", "every status, code, type and exception name; each has a page at /e/KEY/"),
    ("status.json", "whether the API works now, with 90 days of history; unknown once `stale_after` seconds are over"),
    ("triage/index.md", "whether it is the reader's machine or Mistral: ten questions in order, each with a command"),
    ("programs/index.md", "how to use these files, and what may change in them"),
)


def listing(groups: Mapping[str, Iterable[Playbook]], frameworks: Iterable[Page], site_url: str) -> str:
    """Returns llms.txt. `frameworks` are the pages about other clients.

    Without a `site_url` its links start from its own folder.
    """
    parts = [
        "# Mistral API Playbooks",
        "> From an error of the Mistral API to a fix that was run. One playbook for each class of errors, with "
        "programs in Python, TypeScript and curl. Every program was run, as published, against a mock of the API.",
        "To find the playbook of an error, read `/e/KEY/`, where KEY is its code, type, status or exception name. "
        "On your own machine, `mistral-playbooks explain --json` reads a whole error text offline.",
    ]
    for label, playbooks in groups.items():
        lines = [
            f"- [{one.title}]({urljoin(site_url, f'playbooks/{one.slug}/index.md')}): {plain(one.summary)}"
            for one in playbooks
        ]
        parts.append(f"## {label}\n\n" + "\n".join(lines))
    lines = [
        f"- [{one.title}]({urljoin(site_url, f'{one.url}index.md')}): {one.description}"
        for one in sorted(frameworks, key=lambda one: one.url)
    ]
    parts += ["## Frameworks\n\n" + "\n".join(lines)] if lines else []
    lines = [f"- [{name}]({urljoin(site_url, name)}): {said}" for name, said in _DATA]
    parts.append("## Data\n\n" + "\n".join(lines))
    return "\n\n".join(parts) + "\n"


def full(catalog: Catalog, pages: Mapping[str, str]) -> str:
    """Returns llms-full.txt. `pages` are the playbooks as Markdown, by slug."""
    return "\n---\n\n".join(pages[one.slug] for one in catalog if one.slug in pages)
