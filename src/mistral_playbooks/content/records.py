"""The playbooks' records at run time: plain data, so that no command waits for a validator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self, TypeVar

from ..support.errors import UserError
from .response import Basis, ErrorResponse

Category = Literal["account", "models", "requests", "streaming", "limits", "tools", "documents", "server", "sdk"]
Retry = Literal["never", "after-wait", "with-backoff", "after-change"]
Kind = Literal["recorded", "reported", "documented", "executed"]
WINDOW = 60
"""Seconds after which the API's limits count again: in a report of 2026, refusals ended with the minute."""
ROLES = ("broken", "fixed", "tell")
_PROGRAM = re.compile(rf"({'|'.join(ROLES)})(?:-([a-z0-9-]+))?(?=\.)")
_Value = TypeVar("_Value")


class CatalogError(UserError):
    """A record or program is invalid. The message names the file, the key and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One cause of a class: how to tell it in ten seconds, and what to do."""

    id: str
    tell: str
    action: str
    name: str = ""
    """Its name, if not the id in words."""
    signatures: tuple[str, ...] = ()
    response: ErrorResponse | None = None
    retry: Retry | None = None
    """Whether a retry helps, if the answer differs from that of the class."""
    former: tuple[str, ...] = ()
    """Anchors of the page that have moved here: they stay addresses."""
    urgent: bool = False
    """Whether a text with one of its signatures is this class, whatever else the text shows."""

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Self:
        """Returns the record of valid JSON."""
        lists = {key: tuple(row.get(key, ())) for key in ("signatures", "former")}
        return cls(**{**row, **lists, "response": _response(row)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a fact of the page comes from."""

    url: str
    seen: str
    kind: Kind
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The conditions of a program's run, if they differ from the defaults."""

    fault: str | None = None
    limits: str | None = None
    profile: Literal["hosted", "self-hosted"] = "hosted"
    env: Mapping[str, str | None] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    """Name to content of the text files beside the program, in place of the reader's."""
    renamed: bool = True
    """Whether modules are renamed to derive the program's text for older major versions."""
    works_on: tuple[int, ...] = ()
    """Major versions of the Python SDK on which this broken program works; its error occurs only on the others."""
    no_request: str = ""
    """Why this fix has no request to send, so that its exit status counts."""
    another_aim: str = ""
    """Why this fix asks for something else than its broken program."""
    refused: str = ""
    """Why this fix sends a request that the API refuses."""

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Self:
        """Returns the record of valid JSON."""
        return cls(**{**row, "works_on": tuple(row.get("works_on", ()))})


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """Something that programs of one page may use although it is not on the list for all programs."""

    program: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """One error class. `slug` is the name of its file and the only key.

    `statuses`, `codes` and `types` are those of all its responses, and those that the page names besides.
    """

    slug: str
    title: str
    summary: str
    category: Category
    statuses: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    general: tuple[str, ...] = ()
    """Signatures in words that other software says, too. They count only in a text that is about this API."""
    synonyms: tuple[str, ...] = ()
    same_text: tuple[str, ...] = ()
    retry: Retry
    patience: int | None = None
    """Seconds that the waits of a fix add up to, if waiting helps; None for the default (`waits_for`)."""
    causes: tuple[Cause, ...]
    evidence: tuple[Evidence, ...]
    response: ErrorResponse | None = None
    runs: Mapping[str, Run] = field(default_factory=dict)
    shared: tuple[str, ...] = ()
    """Programs of snippets/shared that this page shows, too."""
    allows: tuple[Allowance, ...] = ()
    """What its programs may use besides the list for all programs."""
    related: tuple[str, ...] = ()
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """Classes that readers take for this one, and how to tell each in ten seconds."""
    former: tuple[str, ...] = ()
    """Slugs of pages that were merged into this one or renamed: they stay addresses."""
    reviewed: str | None = None
    """The day of the last review, as an ISO date."""

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Self:
        """Returns the record of a valid page, or of a row of `catalog.json`."""
        values = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items() if key != "url"}
        causes = tuple(map(Cause.from_dict, row["causes"]))
        responses = [one for one in (_response(row), *(cause.response for cause in causes)) if one]
        return cls(
            **{
                **values,
                "causes": causes,
                "evidence": tuple(Evidence(**item) for item in row["evidence"]),
                "response": _response(row),
                "allows": tuple(Allowance(**item) for item in row.get("allows", ())),
                "runs": {name: Run.from_dict(run) for name, run in row.get("runs", {}).items()},
                "statuses": _union((one.statuses for one in responses), row.get("statuses", ())),
                "codes": _union((one.codes for one in responses), row.get("codes", ())),
                "types": _union((one.types for one in responses), row.get("types", ())),
            }
        )

    def to_dict(self) -> dict[str, Any]:
        """The public form: a row of `catalog.json`."""
        return {"url": self.url, **asdict(self)}

    @property
    def url(self) -> str:
        """The page, from the site's root."""
        return f"/playbooks/{self.slug}/"

    @property
    def waits_for(self) -> int | None:
        """How many seconds the waits of a fix add up to, at least; None if the page promises nothing."""
        return self.patience or (WINDOW if self.retry == "after-wait" else None)

    def cause(self, id: str | None) -> Cause:
        """The cause with this id, or the default (first) one for None. Raises KeyError if there is none."""
        if id is None:
            return self.causes[0]
        return {cause.id: cause for cause in self.causes}[id]

    @property
    def responses(self) -> tuple[ErrorResponse, ...]:
        """Every answer of the server that is described: that of the class, then those of its causes."""
        return tuple(one for one in (self.response, *(cause.response for cause in self.causes)) if one)

    def response_of(self, cause: str | None) -> ErrorResponse | None:
        """How the server answers for a cause, or None if the server cannot cause it."""
        return self.cause(cause).response or self.response

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts besides the API that its causes have an answer of."""
        return tuple(dict.fromkeys(reply.host for reply in self.responses if reply.host))

    def run_of(self, program: str) -> Run | None:
        """Returns the conditions of the program with this file name, from the most specific key in `runs`."""
        return next((self.runs[key] for key in self.run_keys(program) if key in self.runs), None)

    def allowed_to(self, program: str) -> tuple[str, ...]:
        """Returns what the program with this file name may use besides the list for all programs."""
        return tuple(one.what for one in self.allows if one.program in self.run_keys(program))

    def run_keys(self, program: str) -> tuple[str, ...]:
        """Returns the keys of `runs` for a file name, most specific first: name, role and cause, cause, role."""
        match = _PROGRAM.match(program)
        if not match:
            return (program,)
        role, cause = match[1], match[2] or self.causes[0].id
        return (program, f"{role}-{cause}", cause, role)

    @property
    def basis(self) -> Basis:
        """The best basis that the mock's answer for this class has."""
        return self.response.basis if self.response else "recorded"


def _response(row: Mapping[str, Any]) -> ErrorResponse | None:
    return ErrorResponse.from_dict(row["response"]) if row.get("response") else None


def _union(derived: Iterable[tuple[_Value, ...]], named: Iterable[_Value]) -> tuple[_Value, ...]:
    """Returns the values of the responses, then the other named ones, without duplicates."""
    return tuple(dict.fromkeys((*(value for values in derived for value in values), *named)))
