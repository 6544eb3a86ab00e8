"""What authors write: the keys of the front matter, validated. Needs pydantic and YAML, so `catalog` imports it late.

`python -m mistral_playbooks.content.front_matter` prints the JSON Schema for editors.
"""

from __future__ import annotations

import datetime
import json
import re
from difflib import get_close_matches
from itertools import groupby
from typing import Annotated, Any, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from .entry import Entry
from .program_entries import AllowanceEntry, RunEntry
from .records import CatalogError, Category, Kind, Playbook, Retry
from .response_entries import OutputEntry, ResponseEntry, StreamEntry

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Slug = Annotated[str, Field(pattern=SLUG, max_length=60)]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C it takes a ninth of the time


class CauseEntry(Entry):
    """One cause of the class. The commonest comes first; its programs carry no suffix."""

    id: Slug = Field(description="The anchor on the page and the suffix of its programs.", examples=["retired"])
    name: str = Field(
        default="", max_length=40, description="Its name, if not the `id` in words.", examples=["An OpenAI field"]
    )
    tell: str = Field(
        min_length=3,
        max_length=90,
        description="How to tell this cause, checkable in ten seconds, without a full stop.",
        examples=["It worked until a date; you changed nothing"],
    )
    action: str = Field(
        min_length=3, max_length=240, description="What to do. Starts with an imperative.", examples=["Update the id."]
    )
    signatures: tuple[str, ...] = Field(default=(), description="Fragments or `/expressions/` only of this cause.")
    response: ResponseEntry | None = Field(default=None, description="How the API answers for this cause.")
    retry: Retry | None = Field(default=None, description="Whether a retry helps, if not as for the class.")
    former: tuple[Slug, ...] = Field(
        default=(),
        description="Anchors that the page no longer has, such as the cause's old id. They lead here.",
        examples=[["old-id"]],
    )
    urgent: bool = Field(
        default=False,
        description="Whether its signatures precede every other error in a text, because it must be dealt with first.",
    )


class EvidenceEntry(Entry):
    """Where a fact of the page comes from."""

    url: str = Field(pattern=r"^https?://", description="The source.", examples=["https://github.com/o/r/issues/1"])
    seen: str = Field(
        pattern=r"^\d{4}-\d{2}(-\d{2})?$",
        description="The day or month of the report or recording; of a page without a date, when you read it.",
        examples=["2026-11-23"],
    )
    kind: Kind = Field(
        description="`executed` only for what no program of the page shows: results show the rest.",
        examples=["reported"],
    )
    note: str = Field(default="", description="What the source says.")


class FrontMatter(Entry):
    """The front matter of docs/playbooks/SLUG.md: the record of one error class."""

    title: str = Field(
        min_length=3, max_length=65,
        description="The error's words verbatim, … for what varies.",
        examples=["Invalid model"],
    )  # fmt: skip
    summary: str = Field(
        min_length=20, max_length=155,
        description="The cause, then the fix. Search engines show no more of it.",
        examples=["The API does not serve this id. Take one from `GET /v1/models`."],
    )  # fmt: skip
    category: Category = Field(description="The group in the index.", examples=["models"])
    statuses: tuple[int, ...] = Field(default=(), description="HTTP statuses besides those of the responses.")
    codes: tuple[str, ...] = Field(default=(), description="Codes besides those of the responses.", examples=[["3000"]])
    types: tuple[str, ...] = Field(
        default=(), description="Types besides those of the responses.", examples=[["int_type"]]
    )
    exceptions: tuple[str, ...] = Field(
        default=(),
        description="Names that clients show: classes that they raise, without their module, and labels in messages.",
        examples=[["SDKError", "AI_APICallError"]],
    )
    signatures: tuple[str, ...] = Field(
        default=(), description="Fragments of the error's text, or `/expressions/`, the most specific first.",
        examples=[["Invalid model: "]],
    )  # fmt: skip
    general: tuple[str, ...] = Field(
        default=(),
        description="Signatures, also of a cause, in words that other software says, too: they count only in a text "
        "about this API.",
        examples=[["Connection refused"]],
    )
    synonyms: tuple[Annotated[str, Field(min_length=3, max_length=60)], ...] = Field(
        default=(), description="Words that people type when they search for this error.",
        examples=[["wrong model name", "model does not exist"]],
    )  # fmt: skip
    same_text: tuple[Slug, ...] = Field(
        default=(), description="Classes with the same text. Both pages name each other."
    )
    retry: Retry = Field(description="Whether a retry helps.", examples=["after-change"])
    patience: int | None = Field(
        default=None, ge=1, le=120,
        description="How many seconds the waits of a fix add up to, if waiting helps. 60 if omitted with `after-wait`.",
        examples=[60],
    )  # fmt: skip
    causes: tuple[CauseEntry, ...] = Field(
        min_length=1, description="The causes, the commonest first.",
        examples=[[{"id": "unknown", "tell": "It never worked with this id", "action": "Take an id from the list."}]],
    )  # fmt: skip
    evidence: tuple[EvidenceEntry, ...] = Field(
        min_length=1, description="Where the page's facts come from.",
        examples=[[{"url": "https://github.com/o/r/issues/1", "seen": "2026-11-23", "kind": "reported"}]],
    )  # fmt: skip
    response: ResponseEntry | None = Field(
        default=None, description="How the API answers, if a server can cause the error. A cause can have its own."
    )
    runs: dict[str, RunEntry] = Field(
        default={},
        description="What programs are run under, by file name, role and cause (`broken-burst`), cause id, or role.",
    )
    shared: tuple[str, ...] = Field(
        default=(), description="Programs of `snippets/shared` that this page shows, too.", examples=[["tell-429.py"]]
    )
    allows: tuple[AllowanceEntry, ...] = Field(
        default=(), description="What programs of this page may use besides [the list](#allowed).",
        examples=[[{"program": "proxy", "what": "$HTTPS_PROXY", "reason": "The page is about proxies."}]],
    )  # fmt: skip
    related: tuple[Slug, ...] = Field(default=(), description="Classes that look alike.")
    elsewhere: dict[Slug, Annotated[str, Field(min_length=3, max_length=160)]] = Field(
        default={},
        description="Classes that readers take for this one, each with its `tell`: rows of *Which is yours?*.",
        examples=[{"zero-quota": "`x-ratelimit-limit-req-minute` is 0"}],
    )
    former: tuple[Slug, ...] = Field(
        default=(), description="Slugs of pages that this one replaces. Their addresses redirect here."
    )
    reviewed: str | None = Field(
        default=None, pattern=r"^\d{4}-\d{2}-\d{2}$",
        description="The day on which somebody who did not write the page last checked every claim and fix.",
        examples=["2026-11-28"],
    )  # fmt: skip

    @model_validator(mode="after")
    def _waits_only_if_it_helps(self) -> Self:
        if self.patience is not None and self.retry not in ("after-wait", "with-backoff"):
            raise ValueError(f"`patience` needs a `retry` of `after-wait` or `with-backoff`, not `{self.retry}`")
        return self


NESTED: dict[str, type[Entry]] = {
    "causes": CauseEntry,
    "evidence": EvidenceEntry,
    "response": ResponseEntry,
    "stream": StreamEntry,
    "says": OutputEntry,
    "runs": RunEntry,
    "allows": AllowanceEntry,
}


def parse(text: str, slug: str, file: str) -> Playbook:
    """Returns the record of one Markdown file. Raises CatalogError, listing every mistake."""
    head, _ = split(text, file)
    try:
        data = yaml.load(head, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 2}" if mark else ""
        problem = getattr(error, "problem", None) or error
        raise CatalogError(f"{file}{where}: the front matter is not valid YAML: {problem}. Fix it.") from error
    if not isinstance(data, dict):
        raise CatalogError(f"{file}: the front matter is not a mapping of keys. See docs/reference-authoring.md.")
    if "slug" in data:
        raise CatalogError(f"{file}: key `slug`: the slug is the file's name. Remove the key.")
    if not re.match(SLUG, slug) or len(slug) > 60:
        raise CatalogError(f"{file}: `{slug}` is not a slug. Rename the file: lower-case words with hyphens.")
    try:
        valid = FrontMatter.model_validate(_as_in_json(data))
    except ValidationError as error:
        raise CatalogError(_mistakes(error, file)) from None
    return Playbook.from_dict({"slug": slug, **valid.model_dump(mode="json", exclude_unset=True)})


def split(text: str, file: str) -> tuple[str, str]:
    """Splits Markdown into its front matter and body. Raises CatalogError if there is no front matter."""
    match = re.match(r"---\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|$)(.*)", text, re.DOTALL)
    if not match:
        raise CatalogError(f"{file}: no front matter. Start the file with a line `---`, the keys, and `---`.")
    return match[1], match[2]


def schema() -> str:
    """Returns the JSON Schema of the front matter, for editors."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Front matter of a playbook"}
    return json.dumps({**FrontMatter.model_json_schema(), **head}, indent=2, ensure_ascii=False) + "\n"


def _as_in_json(value: Any) -> Any:
    """YAML reads 2026-04-21 as a date, and the key `on` as true. Records hold strings, as in JSON."""
    if isinstance(value, dict):
        return {"on" if key is True else key: _as_in_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_in_json(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _mistakes(error: ValidationError, file: str) -> str:
    lines = [_mistake(item["type"], item["loc"], item["msg"], item["input"]) for item in error.errors()]
    count = "a mistake" if len(lines) == 1 else f"{len(lines)} mistakes"
    return "\n".join([f"{file}: the front matter has {count}. docs/reference-authoring.md lists the keys.", *lines])


def _mistake(kind: str, loc: tuple[int | str, ...], message: str, given: Any) -> str:
    name, key = _place(loc), str(loc[-1]) if loc else ""
    nested = [part for part in loc[:-1] if part in NESTED]
    fields = (NESTED[str(nested[-1])] if nested else FrontMatter).model_fields
    if kind == "missing":
        (example, *_) = fields[key].examples or [""]
        flow = yaml.safe_dump([example], default_flow_style=True, sort_keys=False, allow_unicode=True, width=9999)
        return f"  key {name} is missing. Add it, for example:\n    {key}: {flow.strip()[1:-1]}"
    if kind == "extra_forbidden":
        near = get_close_matches(key, fields, n=1)
        hint = f"Did you mean `{near[0]}`?" if near else f"The keys here are {', '.join(fields)}."
        return f"  key {name} is unknown. {hint}"
    if kind == "string_type" and isinstance(given, (int, float)):  # what YAML reads as a number or a truth
        return f'  key {name}: {message}. Put it in quotes: "{given}".'
    if kind == "string_too_long":
        return f"  key {name} has {len(given)} characters. {message.replace('String', 'It')}. Shorten it."
    return f"  key {name}: {message.removeprefix('Value error, ')}. Correct the value."


def _place(loc: tuple[int | str, ...]) -> str:
    """Returns how a key is called: `kind` of entry 4 of `evidence`."""
    parts: list[str] = []
    for is_number, group in groupby(loc, lambda part: isinstance(part, int)):
        names = list(group)
        parts += [f"entry {int(one) + 1}" for one in names] if is_number else [f"`{'.'.join(map(str, names))}`"]
    return " of ".join(reversed(parts)) or "front matter"


if __name__ == "__main__":
    print(schema(), end="")
