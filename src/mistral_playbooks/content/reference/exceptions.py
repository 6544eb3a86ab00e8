"""What each client sent, and raised for each failure: exceptions.json, which tests/reference/observe.py writes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ..records import CatalogError

FILE = Path(__file__).with_name("exceptions.json")


@dataclass(frozen=True)
class Failure:
    """A failure. `fault` is how the mock causes it; None if no server is asked."""

    id: str
    name: str
    fault: str | None


@dataclass(frozen=True)
class Raised:
    """What one client raised for one failure. Without an exception, it ended as if nothing were wrong, or waited."""

    failure: str
    exception: str | None
    module: str = ""
    bases: tuple[str, ...] = ()
    text: str = ""
    status: str | None = None
    """The attribute that has the status, such as `response.status_code`."""
    body: str | None = None
    headers: str | None = None
    waits: bool = False
    """Whether it still waited after five seconds, with a timeout of one second."""

    @property
    def library(self) -> str:
        """The package that the class belongs to, as programs import it; empty for TypeScript and built-in classes."""
        return "" if self.module == "builtins" else self.module.split(".")[0]

    @property
    def caught_by(self) -> tuple[str, ...]:
        """The names of the class and of those that it derives from, except the most general ones."""
        names = (self.exception or "", *self.bases)
        return tuple(dict.fromkeys(name for name in names if name not in ("Exception", "Error") and name[0] != "_"))


@dataclass(frozen=True)
class Client:
    """A release of a client."""

    package: str
    version: str
    language: str
    seen: dict[str, Raised]
    """What it raised, by failure."""
    sent: dict[str, Any]
    """The bodies of a `call` and of a `stream` whose program gave a model and one message, `asked`."""

    @property
    def name(self) -> str:
        """The package as programs import it."""
        return self.package.replace("-", "_")

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])


@dataclass(frozen=True)
class Observations:
    """All that was observed, and when."""

    date: str
    failures: tuple[Failure, ...]
    clients: tuple[Client, ...]

    def of(self, package: str, language: str) -> tuple[Client, ...]:
        """Returns the releases of a client, oldest first."""
        found = [one for one in self.clients if (one.package, one.language) == (package, language)]
        return tuple(sorted(found, key=lambda one: one.major))


@cache
def load() -> Observations:
    """Returns the observations. Raises CatalogError if the file is not as `observe.py` writes it."""
    try:
        return parse(json.loads(FILE.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CatalogError(
            f"{FILE.name} cannot be used: {str(error) or type(error).__name__}. Restore it from git, or write it with "
            "`python tests/reference/observe.py`."
        ) from error


def parse(data: Any) -> Observations:
    """Returns the observations in the file's JSON. Raises ValueError, KeyError or TypeError if it is something else."""
    failures = tuple(Failure(**one) for one in data["failures"])
    wanted = {one.id for one in failures}
    clients = []
    for one in data["clients"]:
        seen = {row["failure"]: Raised(**{**row, "bases": tuple(row.get("bases", ()))}) for row in one["seen"]}
        if missing := wanted ^ seen.keys():
            raise ValueError(
                f"{one['package']} {one['version']}: `{min(missing)}` is missing, or no failure has this id"
            )
        clients.append(Client(one["package"], one["version"], one["language"], seen, one["sent"]))
    return Observations(data["date"], failures, tuple(clients))
