"""A new playbook: what is known of the error in, the files of a page that `verify` can run at once out."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ..clients import ClientSpec, table
from ..front_matter import SLUG, parse
from ..records import CatalogError
from . import fault_rows, page, programs
from .error import KnownError

PAGES = "docs/playbooks"
NPM = "snippets/package.json"
FAULTS = "src/mistral_playbooks/mock/data/faults.json"


@dataclass(frozen=True)
class Draft:
    """The files of a new playbook: path from the repository's root to text."""

    new: dict[str, str]
    changed: dict[str, str]
    """Files that exist already, with their new text."""
    error: KnownError


def draft(
    slug: str,
    *,
    faults: str,
    npm: str,
    from_fault: str | None = None,
    clients: Sequence[str] = (),
    today: datetime.date,
) -> Draft:
    """Returns the files of a new playbook. `faults` and `npm` are the texts of faults.json and snippets/package.json.

    The page takes over the rows of `from_fault` (SLUG or SLUG/CAUSE), by default those of its own slug if there are
    any. `clients` are suffixes such as `openai`, besides the official clients, for each language in which the client is
    installed. Raises CatalogError for what cannot be used.
    """
    if not re.fullmatch(SLUG, slug) or len(slug) > 60:
        raise CatalogError(f"`{slug}` is not a slug. Use lower-case words with hyphens, such as `rate-limited`.")
    rows, rest = fault_rows.take(faults, from_fault or slug, required=from_fault is not None)
    error = KnownError(slug, rows, today)
    chosen = _clients(clients, json.loads(npm)["dependencies"])
    file = f"{PAGES}/{slug}.md"
    new = {file: page.text(error, chosen)}
    for name, text in programs.texts(error, chosen).items():
        new[f"snippets/{slug}/{name}"] = text
    parse(new[file], slug, file)  # what is written here must be valid
    return Draft(new, {FAULTS: rest} if rows else {}, error)


def _clients(suffixes: Sequence[str], npm: Collection[str]) -> list[ClientSpec]:
    calling = [one for one in table() if not one.is_installer]
    installed = [one for one in calling if one.language != "typescript" or one.package in npm]
    known = {one.suffix for one in installed if one.suffix}
    for suffix in suffixes:
        if suffix not in known:
            raise CatalogError(f"There is no client `{suffix}`. There are: {', '.join(sorted(known))}.")
    return [one for one in installed if one.official or one.suffix in suffixes]
