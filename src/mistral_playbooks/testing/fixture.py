"""`MistralMock`: what a test holds in its hand."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from .server import shared

if TYPE_CHECKING:
    from pathlib import Path

    from ..findings import Finding
    from ..gateway.proxy import Gateway
    from ..mock import Api, Exchange, Fault
    from .guard import Guard

T = TypeVar("T")

_SECRET = {"authorization", "proxy-authorization", "x-api-key", "cookie"}


@dataclass(frozen=True)
class SentRequest:
    """One request that the program sent, and how it was answered."""

    method: str
    path: str
    """Without its query, e.g. `/v1/chat/completions`."""
    status: int
    """Status of the answer; 0 where the connection was reset or nothing was answered."""
    body: Any
    """The parsed JSON; None where there was none, or it was not JSON."""
    fault: str | None
    """`slug/cause` of the injected fault that answered, or None."""
    answer: str | None
    """The text that the mocked model answered with; None without text."""
    code: str | None
    """The `code` of an error body, e.g. `1500`."""
    model: str | None
    waited: float | None
    """Seconds since the end of the answer before; where it repeats a failed request, since that one's. None: first."""
    finished: bool
    """Whether the whole answer was sent; False where the program left a stream, or a fault broke it."""
    headers: Mapping[str, str] = field(repr=False)
    """Names in lower case; keys are masked."""


class MistralMock:
    """The mocked Mistral API of one test. Made by the fixture `mistral_mock`."""

    def __init__(self, api: Api, test: str) -> None:
        self._api = api
        self._test = test
        self._shared = shared()
        self._lock = threading.Lock()
        self._gateway: Gateway | None = None
        self._guard: Guard | None = None
        self.url = ""
        """Where the mock listens, `http://127.0.0.1:PORT`, for `server_url=` of a client that is not redirected."""

    # -- what the API shall do -----------------------------------------------------------------------------------

    def fault(self, fault: str, times: int | None = None, *, key: str | None = None) -> None:
        """Lets the next `times` requests to a model fail, or all of them (None).

        `fault` is an error class as in `mistral-playbooks run --fault`: `SLUG`, `SLUG/CAUSE`, `SLUG@/v1/embeddings`
        for one endpoint, `SLUG,after=3` for a stream that breaks after three frames. Several come in sequence. With
        `key`, only requests with this API key meet it. FaultError for what the server cannot cause.
        """
        from ..mock import FaultError, parse_fault

        if not isinstance(fault, str):
            raise FaultError(f"A fault is a text such as 'rate-limited:2', not {fault!r}.")
        if times is not None and (not isinstance(times, int) or isinstance(times, bool)):
            raise FaultError(f"`{fault}`: `times` is a whole number, not {times!r}.")
        parsed = parse_fault(fault)
        if times is not None:
            if parsed.times is not None:
                raise FaultError(f"`{fault}` says how often already. Leave `times` out, or the number in the text.")
            parsed = replace(parsed, times=times)
        self._do(lambda: self._api.inject(parsed, key=key))

    def reply(self, *answers: str | dict[str, Any] | Fault, key: str | None = None) -> None:
        """Sets what the model says, in this order; after the last it answers by itself again.

        One answer is a text, a dict with any of `text`, `tool_calls` (`[{"name", "arguments": {}}]`), `thinking` and
        `finish_reason`, a whole JSON body, or a `mistral_playbooks.mock.Fault`. ReplyError or FaultError for what
        cannot be had.
        """
        self._do(lambda: self._api.reply(*answers, key=key))

    def clear(self, key: str | None = None) -> None:
        """Drops the faults and answers that are still to come, for one API key or for all."""
        self._do(lambda: self._api.clear(key))

    # -- what the program did ------------------------------------------------------------------------------------

    @property
    def requests(self) -> list[SentRequest]:
        """What has arrived so far, in order, from this process and its children; of very many or very large ones the
        latest (10,000, 64 MiB of bodies)."""
        from ..findings import waits

        journal = self._journal()
        return [_sent(exchange, wait) for exchange, wait in zip(journal, waits(journal), strict=True)]

    @property
    def findings(self) -> list[Finding]:
        """What the program did that the API does not want, each with `id`, `text`, `playbook` and `request`."""
        from ..findings import find

        return find(self._journal(), self._api.settings.minute, first=self._api.journal.dropped + 1)

    def assert_no_findings(self) -> None:
        """AssertionError with every finding and the playbook that helps, where there is one."""
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
        """Requests that would have left for the real host, each as a text. The test fails where there is one."""
        return list(self._guard.stopped) if self._guard else []

    def environment(self, base: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment in which a child process meets the mock; `base` is what it has, `os.environ` by default.

        Children that Python starts have it already: this is for those that something else starts.
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
        """One line for each request, as shown where a test fails."""
        requests = self.requests
        total = self._api.journal.dropped + len(requests)
        count = "1 request" if total == 1 else f"{total:,} requests"
        lines = [f"{count} to the mocked Mistral API ({self.url})"]
        dropped = self._api.journal.dropped
        if dropped:
            lines.append(f"the first {dropped:,} are not kept: what follows is about the last ones")
        for number, sent in enumerate(requests, dropped + 1):
            fault = f"  fault {sent.fault}" if sent.fault else ""
            wait = f"  after {sent.waited:.2f} s" if sent.waited is not None else ""
            end = "" if sent.finished else "  not read to its end"
            lines.append(f"{number:>3}  {sent.method} {sent.path}  {sent.status}{fault}{wait}{end}")
        lines += [f"finding {finding.id}: {finding.text}" for finding in self.findings]
        for host in dict.fromkeys(self._gateway.refused if self._gateway else ()):
            lines.append(
                f"a child process was refused {host}: it reaches only https://api.mistral.ai, which is the mock"
            )
        return "\n".join([*lines, *self.stopped])

    # -- inside --------------------------------------------------------------------------------------------------

    def _do(self, action: Callable[[], T]) -> T:
        """Runs `action` in the server's thread, between two requests."""
        if os.getpid() != self._shared.pid:
            raise RuntimeError("mistral_mock is of use only in the test's own process, not in a forked copy of it.")

        async def act() -> T:
            return action()

        return self._shared.background.call(act())

    def _journal(self) -> tuple[Exchange, ...]:
        return self._do(lambda: tuple(self._api.journal))

    def _start_gateway(self) -> Gateway:
        with self._lock:
            if self._gateway is None:
                if os.getpid() != self._shared.pid:
                    raise RuntimeError("mistral_mock: start this process from the test's own, not from a copy of it.")
                from ..gateway.proxy import Gateway

                gateway = Gateway(self._api, self._shared.authority, self._shared.background)
                gateway.__enter__()
                self._gateway = gateway
            return self._gateway

    @contextmanager
    def _active(self) -> Iterator[MistralMock]:
        """Serves, and leads everything here, until the block ends."""
        from .children import Children
        from .guard import Guard
        from .patches import Patches
        from .redirect import Redirect

        patches = Patches()
        with self._shared.serving(self._api) as port:
            self.url = f"http://127.0.0.1:{port}"
            self._guard = Guard(self._test, patches)
            parts = (
                self._guard,
                Redirect(port, patches),
                Children(self.environment, self._start_gateway, patches),
            )
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


def start(test: str, *, api_key: str | None, limits: str | Path, minute: float, seed: str) -> MistralMock:
    """A mock for one test, not yet active. `test` is the name that a stopped request is told with."""
    from ..mock import Api, Settings

    return MistralMock(Api(Settings(api_key=api_key, limits=limits, minute=minute, seed=seed)), test)


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
        headers={name: _masked(value) if name in _SECRET else value for name, value in exchange.sent.items()},
    )


def _masked(value: str) -> str:
    scheme, space, _ = value.partition(" ")
    return f"{scheme} [secret]" if space else "[secret]"
