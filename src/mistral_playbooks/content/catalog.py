"""The playbooks' records: front matter in, validated values out.

The front matter of `docs/playbooks/<slug>.md` is the only source. A wheel carries the same records compiled to
`catalog.json`; a checkout reads the Markdown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from ..support.errors import UserError
from . import regex_subset
from .response import Basis, Record, Reply
from .response import Says as Says
from .response import StreamFault as StreamFault

Category = Literal["account", "models", "requests", "streaming", "limits", "tools", "documents", "server", "sdk"]
Retry = Literal["never", "after-wait", "with-backoff", "after-change"]
Slug = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)


class CatalogError(UserError):
    """A record that cannot be used. The text names the file, the key and the next action."""


class Cause(Record):
    """One cause of a class: how to tell it in ten seconds, and what to do."""

    id: str = Slug
    tell: str = Field(min_length=3, max_length=160)
    action: str = Field(min_length=3, max_length=240)
    signatures: tuple[str, ...] = ()
    response: Reply | None = None


class Evidence(Record):
    """Where a fact of this page comes from."""

    url: str = Field(pattern=r"^https?://")
    seen: str = Field(pattern=r"^\d{4}-\d{2}(-\d{2})?$")
    kind: Literal["recorded", "reported", "documented", "executed"]
    note: str = ""


class Run(Record):
    """What a program is run under, where the design's defaults do not fit."""

    fault: str | None = None
    limits: str | None = None
    env: dict[str, str | None] = Field(default={})
    renamed: bool = True
    """False: names of modules are what this program is about, so it runs on every major as it is published."""
    works_on: tuple[int, ...] = ()
    """Majors of the Python SDK on which this broken program works, because its error is about the others."""


class Playbook(Record):
    """One error class. `slug` is the name of the file and the only key."""

    slug: str = Slug
    title: str = Field(min_length=3, max_length=120)
    summary: str = Field(min_length=20, max_length=400)
    category: Category
    statuses: tuple[int, ...]
    codes: tuple[str, ...]
    types: tuple[str, ...]
    exceptions: tuple[str, ...]
    signatures: tuple[str, ...]
    same_text: tuple[str, ...]
    retry: Retry
    causes: tuple[Cause, ...] = Field(min_length=1)
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    response: Reply | None = None
    runs: dict[str, Run] = Field(default={})
    related: tuple[str, ...]

    @property
    def url(self) -> str:
        """The page, from the site's root."""
        return f"/playbooks/{self.slug}/"

    def cause(self, id: str | None) -> Cause:
        """The cause with this id; the default (first) one for None. KeyError for an unknown id."""
        if id is None:
            return self.causes[0]
        for cause in self.causes:
            if cause.id == id:
                return cause
        raise KeyError(id)

    def response_of(self, cause: str | None) -> Reply | None:
        """How the server answers for a cause; None where the server cannot cause it."""
        return self.cause(cause).response or self.response

    @property
    def basis(self) -> Basis:
        """The best ground that the mock's answer for this class has."""
        return self.response.basis if self.response else "recorded"


class Catalog(Record):
    """All playbooks by slug, in order of category and slug."""

    playbooks: dict[str, Playbook]

    def __iter__(self) -> Iterator[Playbook]:  # type: ignore[override]
        return iter(self.playbooks.values())

    def to_json(self) -> str:
        """The public form: `{"version": 1, "playbooks": [{"slug", "title", "url", …}]}`."""
        rows = [{"url": p.url, **p.model_dump(mode="json")} for p in self]
        return json.dumps({"version": 1, "playbooks": rows}, ensure_ascii=False)


_PLAYBOOK = TypeAdapter(Playbook)
_ORDER = list(Category.__args__)  # type: ignore[attr-defined]


def split(text: str, file: str) -> tuple[str, str]:
    """Markdown with front matter → (YAML, body). CatalogError where there is no front matter."""
    match = re.match(r"---\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|$)(.*)", text, re.DOTALL)
    if not match:
        raise CatalogError(f"{file}: no front matter. Start the file with a line `---`, the keys, and `---`.")
    return match[1], match[2]


def parse(text: str, slug: str, file: str) -> Playbook:
    """One Markdown file → its record. CatalogError names file, key and next action."""
    import yaml

    head, _ = split(text, file)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # 82 ms → 9 ms for 66 records
    try:
        data = yaml.load(head, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 2}" if mark else ""
        problem = getattr(error, "problem", None) or error
        raise CatalogError(f"{file}{where}: the front matter is not YAML: {problem}. Mend it.") from error
    if not isinstance(data, dict):
        raise CatalogError(f"{file}: the front matter is not a mapping of keys. See docs/contributing.md.")
    if "slug" in data:
        raise CatalogError(f"{file}: key `slug`: the file's name is the slug. Remove the key.")
    try:
        return _PLAYBOOK.validate_python({"slug": slug, **_dates_as_text(data)})
    except ValidationError as error:
        raise CatalogError(_explain(error, file)) from None


def _dates_as_text(value: Any) -> Any:
    """YAML reads 2026-04-21 as a date; the records keep texts, so that JSON and YAML give the same."""
    import datetime

    if isinstance(value, dict):
        return {key: _dates_as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_dates_as_text(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _explain(error: ValidationError, file: str) -> str:
    # A misspelt key is also a missing one: the misspelling says more.
    first = min(error.errors(), key=lambda item: item["type"] != "extra_forbidden")
    key = ".".join(str(part) for part in first["loc"]) or "front matter"
    action = {
        "extra_forbidden": "this key is unknown. Remove it, or correct its name",
        "missing": "this key is missing. Add it (an empty list `[]` where there is nothing to say)",
    }.get(first["type"], f"{first['msg']}. Correct the value")
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return f"{file}: key `{key}`: {action}{more}. docs/contributing.md lists the keys."


def check(playbooks: dict[str, Playbook], file_of: dict[str, str]) -> None:
    """What holds between records: links lead somewhere, same_text goes both ways, expressions compile."""
    for slug, playbook in playbooks.items():
        file = file_of[slug]
        for key in ("related", "same_text"):
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
                    f"{file_of[other]}: key `same_text`: `{slug}` names `{other}`, not the other way round. "
                    f"Add `{slug}` there, or remove `{other}` in {file}."
                )
        ids = [cause.id for cause in playbook.causes]
        if twice := {id for id in ids if ids.count(id) > 1}:
            raise CatalogError(f"{file}: key `causes`: the id `{twice.pop()}` is given twice. Rename one.")
        for text in (*playbook.signatures, *(s for cause in playbook.causes for s in cause.signatures)):
            if len(text) > 2 and text[0] == text[-1] == "/":
                reason = regex_subset.fault(text[1:-1])
            else:
                reason = regex_subset.vague(text)
            if reason:
                raise CatalogError(f"{file}: key `signatures`: {text}: {reason}. Write it in another way.")


def read(folder: Path) -> Catalog:
    """All `<slug>.md` of a folder → the catalog. CatalogError at the first record that cannot be used."""
    playbooks: dict[str, Playbook] = {}
    file_of: dict[str, str] = {}
    for path in sorted(folder.glob("*.md")):
        slug = path.stem
        if slug == "index":
            continue
        file_of[slug] = f"docs/playbooks/{path.name}"
        if slug.lower() in {other.lower() for other in playbooks}:
            raise CatalogError(f"{file_of[slug]}: the slug `{slug}` exists already. Rename the file.")
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CatalogError(f"{file_of[slug]}: cannot be read as UTF-8 text: {error}.") from error
        playbooks[slug] = parse(text, slug, file_of[slug])
    check(playbooks, file_of)
    ordered = sorted(playbooks.values(), key=lambda p: (_ORDER.index(p.category), p.slug))
    return Catalog(playbooks={playbook.slug: playbook for playbook in ordered})


def from_json(text: str) -> Catalog:
    """What `Catalog.to_json` wrote → the catalog."""
    rows = json.loads(text)["playbooks"]
    records = (_PLAYBOOK.validate_python({k: v for k, v in row.items() if k != "url"}) for row in rows)
    return Catalog(playbooks={record.slug: record for record in records})


@cache
def load() -> Catalog:
    """The catalog of this installation: the wheel's JSON, else the checkout's Markdown."""
    compiled = Path(__file__).parents[1] / "catalog.json"
    if compiled.is_file():
        return from_json(compiled.read_text(encoding="utf-8"))
    folder = Path(__file__).resolve().parents[3] / "docs" / "playbooks"
    if not folder.is_dir():
        raise CatalogError("No catalog: neither catalog.json in the package nor docs/playbooks in a checkout.")
    return read(folder)
