"""The playbooks of this installation: front matter in, records out.

The front matter of `docs/playbooks/<slug>.md` is the only source. A wheel carries the records compiled to
`catalog.json`; a checkout compiles them once for each state of its pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

from ..support.errors import UserError
from . import regex_subset
from .records import ROLES, CatalogError, Category, Cause, Evidence, Playbook, Run

__all__ = ["Catalog", "CatalogError", "Cause", "Evidence", "Playbook", "Run", "from_json", "load", "read"]

_ORDER = get_args(Category)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All playbooks by slug, in order of category and slug."""

    playbooks: dict[str, Playbook]
    site: str = ""
    """The address of the published site, if it is known."""

    def __iter__(self) -> Iterator[Playbook]:
        return iter(self.playbooks.values())

    def named(self, slug: str) -> Playbook:
        """Returns the playbook with this slug. Raises UserError, with the nearest slugs, if there is none."""
        if slug in self.playbooks:
            return self.playbooks[slug]
        from difflib import get_close_matches  # needed only for a mistake

        close = get_close_matches(slug, self.playbooks, 3)
        hint = f" Did you mean {', '.join(f'`{one}`' for one in close)}?" if close else ""
        raise UserError(f"There is no playbook `{slug}`.{hint} `mistral-playbooks list` names all of them.")

    def to_json(self) -> str:
        """The public form: `{"version": 1, "playbooks": [{"slug", "title", "url", …}]}`."""
        site = {"site": self.site} if self.site else {}
        return json.dumps({"version": 1, **site, "playbooks": [one.to_dict() for one in self]}, ensure_ascii=False)


def from_json(text: str) -> Catalog:
    """Returns the catalog that `Catalog.to_json` wrote."""
    value = json.loads(text)
    records = map(Playbook.from_dict, value["playbooks"])
    return Catalog({record.slug: record for record in records}, value.get("site", ""))


def read(folder: Path) -> Catalog:
    """Compiles all `<slug>.md` of a folder. Raises CatalogError for the first one that is invalid."""
    from . import front_matter

    playbooks: dict[str, Playbook] = {}
    file_of: dict[str, str] = {}
    for path in _pages(folder):
        slug = path.stem
        file_of[slug] = f"docs/playbooks/{path.name}"
        if slug.lower() in {other.lower() for other in playbooks}:
            raise CatalogError(f"{file_of[slug]}: the slug `{slug}` exists already. Rename the file.")
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CatalogError(f"{file_of[slug]}: cannot be read as UTF-8: {error}.") from error
        playbooks[slug] = front_matter.parse(text, slug, file_of[slug])
    check(playbooks, file_of)
    ordered = sorted(playbooks.values(), key=lambda p: (_ORDER.index(p.category), p.slug))
    return Catalog({playbook.slug: playbook for playbook in ordered})


@cache
def load() -> Catalog:
    """The catalog of this installation: the wheel's JSON, or the pages of the checkout."""
    compiled = Path(__file__).parents[1] / "catalog.json"
    if compiled.is_file():
        return from_json(compiled.read_text(encoding="utf-8"))
    root = Path(__file__).resolve().parents[3]
    if not (root / "docs" / "playbooks").is_dir():
        raise CatalogError("No catalog: neither catalog.json in the package nor docs/playbooks in a checkout.")
    return cached(root / "docs" / "playbooks", root / ".cache" / "catalog.json")


def cached(folder: Path, file: Path) -> Catalog:
    """The catalog of a folder, from `file` if that was compiled from the same pages by the same code."""
    digest = _digest(folder)
    try:
        head, _, text = file.read_text(encoding="utf-8").partition("\n")
        if head == digest:
            return from_json(text)
    except (OSError, ValueError):  # not written yet, or damaged
        pass
    from ..support.atomic import write_atomic  # needed only after an edit

    catalog = read(folder)
    with suppress(OSError):  # a checkout that cannot be written to: compiled again next time
        file.parent.mkdir(exist_ok=True)
        write_atomic(file, f"{digest}\n{catalog.to_json()}")
    return catalog


def _digest(folder: Path) -> str:
    """Digest of all that the records depend on: the pages, and the code that compiles them."""
    from hashlib import blake2b

    digest = blake2b(digest_size=16)
    for path in (*_pages(folder), *sorted(Path(__file__).parent.glob("*.py"))):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _pages(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.md") if path.stem != "index")


def check(playbooks: dict[str, Playbook], file_of: dict[str, str]) -> None:
    """Checks references between records, `same_text` in both directions, the causes' ids, and signatures."""
    for slug, playbook in playbooks.items():
        file = file_of[slug]
        for key in ("related", "same_text", "elsewhere"):
            for other in getattr(playbook, key):
                if other == slug:
                    raise CatalogError(f"{file}: key `{key}`: `{other}` is this page itself. Remove it.")
                if other not in playbooks:
                    raise CatalogError(
                        f"{file}: key `{key}`: there is no playbook `{other}`. Remove it, or write "
                        f"docs/playbooks/{other}.md."
                    )
        for other in playbook.same_text:
            if slug not in playbooks[other].same_text:
                raise CatalogError(
                    f"{file_of[other]}: key `same_text`: `{slug}` names `{other}`, but not the other way round. "
                    f"Add `{slug}` there, or remove `{other}` in {file}."
                )
        ids = [cause.id for cause in playbook.causes]
        if twice := {id for id in ids if ids.count(id) > 1}:
            raise CatalogError(f"{file}: key `causes`: the id `{twice.pop()}` is used twice. Rename one.")
        for id in (former := [id for cause in playbook.causes for id in cause.former]):
            if id in ids or former.count(id) > 1:
                raise CatalogError(f"{file}: key `former`: `{id}` is already an anchor of this page. Remove it here.")
        for old in playbook.former:
            owners = [p.slug for p in playbooks.values() if old == p.slug or (p.slug != slug and old in p.former)]
            if owners:
                raise CatalogError(f"{file}: key `former`: `{old}` is an address of `{owners[0]}`. Remove it here.")
        if roles := {id for id in ids if id.partition("-")[0] in ROLES}:
            raise CatalogError(f"{file}: key `causes`: the id `{roles.pop()}` begins like a program's role. Rename it.")
        of_causes = (text for cause in playbook.causes for text in cause.signatures)
        for text in (*playbook.signatures, *playbook.general, *of_causes):
            if len(text) > 2 and text[0] == text[-1] == "/":
                reason = regex_subset.fault(text[1:-1])
            else:
                reason = regex_subset.vague(text)
            if reason:
                raise CatalogError(f"{file}: key `signatures`: {text}: {reason}. Write it in another way.")
