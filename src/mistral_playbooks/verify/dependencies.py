"""A digest of everything that determined the answers to a program. While it is unchanged, the result is valid.

It includes the mock's common code and the modules that the called operations import, directly or indirectly
(`sources`). Of the front matter, it includes the responses of the program's faults, and its conditions. A fix is also
compared with its broken program.

The called operations are those of the recorded run. This is enough: until a program calls another operation, only code
in the digest runs. So an edit that makes the program call another operation also changes the digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from ..content.catalog import Catalog
from ..content.programs import Program
from ..content.response import ErrorResponse
from ..mock import Exchange, parse_fault, paths, routes
from ..mock.faults.spec import resolve
from .conditions import conditions
from .runners.clients import Client
from .sources import Sources

PACKAGE = Path(__file__).parents[1]


class Dependencies:
    """Digests for the programs of one catalog, with the mock in the folder `package`."""

    def __init__(self, catalog: Catalog, package: Path = PACKAGE) -> None:
        self._catalog = catalog
        self._sources = Sources(package)
        self._code: dict[tuple[str, ...], str] = {}
        self._replies: dict[str, Any] = {}

    def digest(self, program: Program, called: Sequence[str]) -> str:
        """Returns the digest for a program that called these operations (`Result.routes`)."""
        playbook = self._catalog.playbooks[program.slug]
        under = conditions(program, playbook)
        parts = (
            self._code_of(tuple(called)),
            [under.fault, under.endless, under.patience, under.limits, under.minute, under.env],
            [self._reply(fault) for fault in under.faults],
            _data(playbook.response_of(program.cause)),
            [playbook.retry, program.major in program.works_on, program.broken],
            # Only if it is another, so that the key did not make every older result outdated.
            *([under.profile] if under.profile != "hosted" else []),
            *([under.files] if under.files else []),
        )
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]

    def _code_of(self, called: tuple[str, ...]) -> str:
        if called not in self._code:
            self._code[called] = self._sources.digest(self._sources.of(_modules(called)))
        return self._code[called]

    def _reply(self, fault: str) -> Any:
        """Returns a fault's name in the journal, and its response."""
        if fault not in self._replies:
            name, reply = resolve(parse_fault(fault, self._catalog), self._catalog)
            self._replies[fault] = [name, _data(reply)]
        return self._replies[fault]


def _data(reply: ErrorResponse | None) -> Any:
    """Returns a response as plain data, without its `source`, which does not affect answers."""
    if reply is None:
        return None
    return {name: value for name, value in asdict(reply).items() if name != "source" and value not in (None, {}, ())}


def called(*journals: Sequence[Exchange]) -> tuple[str, ...]:
    """Returns the operations in these journals, sorted. Unknown paths are left out: common code answers them."""
    found: set[str] = set()
    for exchange in (one for journal in journals for one in journal):
        method = "GET" if exchange.method == "HEAD" else exchange.method
        here, _ = paths.find(exchange.path) or ((), ())
        found |= {f"{route.method} {route.path}" for route in here if route.method == method}
    return tuple(sorted(found))


@cache
def _served() -> dict[str, tuple[str, ...]]:
    """Maps each operation to the modules that its route names."""
    return {f"{route.method} {route.path}": _named(route) for route in routes.ROUTES}


def _named(route: routes.Route) -> tuple[str, ...]:
    """Returns the module of each `module:function` in a route."""
    texts = [text for text in vars(route).values() if isinstance(text, str) and not text.startswith("/")]
    return tuple(text.partition(":")[0] for text in texts if ":" in text)


def _modules(called: tuple[str, ...]) -> set[str]:
    """Returns the modules of these operations. A removed operation has none."""
    return {module for operation in called for module in _served().get(operation, ())}


def lab_digest(catalog: Catalog, client: Client) -> str:
    """Returns a digest of what determines a lab's output besides its own code: mock, responses, SDK, Python."""
    sources = Sources(PACKAGE)
    started = {path.relative_to(PACKAGE).as_posix() for path in (PACKAGE / "testing").glob("*.py")}
    parts = (sources.digest(sources.all() | started), catalog.to_json(), client.version, client.runtime)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
