"""`MistralMock`: the object that the fixture gives to a test."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from ..support.redact import MASK
from .server import shared

if TYPE_CHECKING:
    from ..findings import Finding
    from ..gateway.proxy import Gateway
    from ..mock import Api, Exchange, Fault
    from .guard import Guard

T = TypeVar("T")

_SECRET_HEADERS = {"authorization", "proxy-authorization", "x-api-key", "cookie"}


@dataclass(frozen=True)
class SentRequest:
    """One request that the program sent, and how it was answered."""

    method: str
    path: str
    """Without the query, e.g. `/v1/chat/completions`."""
    status: int
    """Status of the answer; 0 if the connection was reset or no answer was sent."""
    body: Any
    """The parsed JSON; None if the body was empty or not JSON."""
    fault: str | None
    """`slug/cause` of the injected fault, or None."""
    answer: str | None
    """The text of the mocked model's answer, or None."""
    code: str | None
    """The `code` of an error body, e.g. `1500`."""
    model: str | None
    waited: float | None
    """Seconds since the end of the previous answer, or of the failed one that it repeats. None if it is the first."""
    finished: bool
    """Whether the whole answer was sent; False if the program closed a stream, or a fault cut it off."""
    headers: Mapping[str, str] = field(repr=False)
    """Names in lower case; API keys are masked."""


class MistralMock:
    """The mocked Mistral API of one test. Created by the fixture `mistral_mock`."""

    def __init__(self, api: Api, test: str) -> None:
        self._api = api
        self._test = test
        self._shared = shared()
        self._lock = threading.Lock()
        self._gateway: Gateway | None = None
        self._guard: Guard | None = None
        self.url = ""
        """The mock's address, `http://127.0.0.1:PORT`: the `server_url=` for a client that is not redirected."""

    # -- faults and answers ---------------------------------------------------------------------------------------

    def fault(self, fault: str, times: int | None = None, *, key: str | None = None) -> None:
        """Makes the next `times` requests to a model fail, or all of them (None).

        `fault` is an error class as in `mistral-playbooks run --fault`: `SLUG`, `SLUG/CAUSE`, `SLUG@/v1/embeddings`
        for one endpoint, `SLUG,after=3` for a stream that breaks after three frames. Several faults apply in sequence.
        With `key`, only requests with this API key are affected. Raises FaultError if the server cannot cause it.
        """
        from ..mock import FaultError, parse_fault

        if not isinstance(fault, str):
            raise FaultError(f"A fault is a string such as 'rate-limited:2', not {fault!r}.")
        if times is not None and (not isinstance(times, int) or isinstance(times, bool)):
            raise FaultError(f"`{fault}`: `times` must be a whole number, not {times!r}.")
        parsed = parse_fault(fault)
        if times is not None:
            if parsed.times is not None:
                raise FaultError(f"`{fault}` already has a number. Remove it, or remove `times`.")
            parsed = replace(parsed, times=times)
        self._do(lambda: self._api.inject(parsed, key=key))

    def reply(self, *answers: str | dict[str, Any] | Fault, key: str | None = None) -> None:
        """Scripts the next answers, in this order. After the last one, the mock answers by itself again.

        An answer is a string, a dict with any of `text`, `tool_calls` (`[{"name", "arguments": {}}]`), `thinking` and
        `finish_reason`, a complete JSON body, or a `mistral_playbooks.mock.Fault`. Raises ReplyError or FaultError for
        an invalid answer or fault.
        """
        self._do(lambda: self._api.reply(*answers, key=key))

    def clear(self, key: str | None = None) -> None:
        """Removes the remaining faults and answers, for one API key or for all."""
        self._do(lambda: self._api.clear(key))

    # -- what the program did ------------------------------------------------------------------------------------

    @property
    def requests(self) -> list[SentRequest]:
        """The requests so far, in order, from this process and its children: the latest 10,000, or 64 MiB of bodies."""
        from ..findings import waits

        journal = self._journal()
        return [_sent(exchange, wait) for exchange, wait in zip(journal, waits(journal), strict=True)]

    @property
    def findings(self) -> list[Finding]:
        """Mistakes of the program in using the API, each with `id`, `text`, `playbook` and `request`."""
        from ..findings import find

        return find(self._journal(), self._api.settings.minute, first=self._api.journal.dropped + 1)

    def assert_no_findings(self) -> None:
        """Raises AssertionError with every finding and its playbook, if there are findings."""
        __tracebackhide__ = True
        found = self.findings
        if not found:
            return
        lines = [f"mistral_mock: {len(found)} finding{'s' if len(found) > 1 else ''}"]
        for finding in found:
            lines.append(f"{finding.id}: {finding.text}")
            if finding.playbook:
                lines.append(f"  help: mistral-playbooks explain {finding.playbook}")
        raise AssertionError("\n".join(lines))

    @property
    def stopped(self) -> list[str]:
        """Messages about requests that were stopped on their way to the real host. The test fails if there are any."""
        return list(self._guard.stopped) if self._guard else []

    def environment(self, base: Mapping[str, str] | None = None) -> dict[str, str]:
        """Returns `base` (default: `os.environ`) with the variables that let a child process reach the mock.

        Children started from Python have them already; this is for processes started in other ways.
        """
        base = dict(os.environ if base is None else base)
        address = self._start_gateway().address
        if base.get("HTTPS_PROXY") == address:
            return base
        child = self._start_gateway().environment(base)
        if self._api.settings.api_key is not None:
            child["MISTRAL_API_KEY"] = self._api.settings.api_key
        return child

    def summary(self) -> str:
        """Returns one line for each request, as shown when a test fails."""
        requests = self.requests
        total = self._api.journal.dropped + len(requests)
        count = "1 request" if total == 1 else f"{total:,} requests"
        lines = [f"{count} to the mocked Mistral API ({self.url})"]
        dropped = self._api.journal.dropped
        if dropped:
            lines.append(f"the first {dropped:,} are not kept, so the following is about the rest")
        for number, sent in enumerate(requests, dropped + 1):
            fault = f"  fault {sent.fault}" if sent.fault else ""
            wait = f"  after {sent.waited:.2f} s" if sent.waited is not None else ""
            end = "" if sent.finished else "  incomplete"
            lines.append(f"{number:>3}  {sent.method} {sent.path}  {sent.status}{fault}{wait}{end}")
        lines += [f"finding {finding.id}: {finding.text}" for finding in self.findings]
        for host in dict.fromkeys(self._gateway.refused if self._gateway else ()):
            lines.append(
                f"a child process tried to reach {host}; it can reach only https://api.mistral.ai, which is the mock"
            )
        return "\n".join([*lines, *self.stopped])

    # -- internals -----------------------------------------------------------------------------------------------

    def _do(self, action: Callable[[], T]) -> T:
        """Runs `action` in the server's thread, between two requests."""
        if os.getpid() != self._shared.pid:
            raise RuntimeError("mistral_mock works only in the test's own process, not in a forked one.")

        async def act() -> T:
            return action()

        return self._shared.background.call(act())

    def _journal(self) -> tuple[Exchange, ...]:
        return self._do(lambda: tuple(self._api.journal))

    def _start_gateway(self) -> Gateway:
        with self._lock:
            if self._gateway is None:
                if os.getpid() != self._shared.pid:
                    raise RuntimeError(
                        "mistral_mock: start this process from the test's own process, not from a forked one."
                    )
                from ..gateway.proxy import Gateway

                self._gateway = Gateway(self._api, self._shared.authority, self._shared.background).__enter__()
            return self._gateway

    def _plays(self, host: str) -> bool:
        from ..gateway.hosts import is_mistral
        from ..mock.paths import plain_name

        return is_mistral(host) or self._api.queues.played(plain_name(host)) is not None

    @contextmanager
    def _active(self, *, children: bool = True) -> Iterator[MistralMock]:
        """Runs the server and all redirections until the block ends, those of child processes if `children`."""
        from .children import Children
        from .guard import Guard
        from .patches import Patches
        from .redirect import Redirect

        patches = Patches()
        with self._shared.serving(self._api) as port:
            self.url = f"http://127.0.0.1:{port}"
            self._guard = Guard(self._test, patches)
            parts = [self._guard, Redirect(port, patches, self._plays)]
            if children:
                parts.append(Children(self.environment, self._start_gateway, patches))
            try:
                for part in parts:
                    part.begin()
                yield self
            finally:
                for part in reversed(parts):
                    part.end()
                patches.restore()
                if self._gateway is not None:
                    self._gateway.__exit__()


def start(test: str, clock: Callable[[], float] = time.time, **settings: Any) -> MistralMock:
    """Creates the mock for one test, not yet active. `test`: its name in messages about stopped requests. `clock`
    returns seconds since the epoch. The rest are fields of `mock.Settings`."""
    from ..mock import Api, Settings

    return MistralMock(Api(Settings(**settings), clock=clock), test)


def _sent(exchange: Exchange, waited: float | None) -> SentRequest:
    return SentRequest(
        method=exchange.method,
        path=exchange.path,
        status=exchange.status,
        body=exchange.body,
        fault=exchange.fault,
        answer=exchange.answer,
        code=exchange.code,
        model=exchange.model,
        waited=waited,
        finished=exchange.finished,
        headers={name: _masked(value) if name in _SECRET_HEADERS else value for name, value in exchange.sent.items()},
    )


def _masked(value: str) -> str:
    scheme, space, _ = value.partition(" ")
    return f"{scheme} {MASK}" if space else MASK
