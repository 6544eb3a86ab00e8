"""Asks all questions at once. Each step has a limit, and so has the whole, whatever the network does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..support.redact import excerpt
from . import DoctorError, answers, key, network, packages, target
from .exchange import Answer
from .line import Broken, Line, failed, ok, unknown
from .questions import LABEL, QUESTIONS
from .target import Proxy, Target
from .way import Way

STEP = 4.0
"""Seconds that each step may take: to look up, to connect, to open a tunnel, to start TLS, to answer."""
TOTAL = 10.0
"""Seconds after which nothing is waited for. With Python's start and the report, the command takes under 15."""
_WAY = ("dns", "tcp", "proxy", "tls", "api", "clock")
"""The steps in the order in which they are taken."""


@dataclass(frozen=True)
class Settings:
    """What is examined, and how patiently."""

    target: Target
    env: Mapping[str, str]
    folder: Path
    model: str | None = None
    """The model that gets one short message; None sends none."""
    codestral: Target | None = None
    """The host that is asked about a key that the target refused."""
    step: float = STEP
    total: float = TOTAL
    lookup: network.Lookup = network.lookup


def examine(settings: Settings) -> dict[str, Line]:
    """Returns the line of each question, by id and in order. Takes `settings.total` seconds at most."""
    lines = asyncio.run(_Examination(settings).run())
    return {one.id: lines[one.id] for one in QUESTIONS}


class _Examination:
    """The lines so far. Whoever is still at work at the end is given up."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.lines: dict[str, Line] = {}
        self.proxy: Proxy | None = None
        try:
            self.proxy = target.find_proxy(settings.target)
        except DoctorError as error:
            self.lines["proxy"] = failed(str(error), "connection-error")
        else:
            if self.proxy is None:
                self.lines["proxy"] = ok(f"None is set for {settings.target.host}.")
            elif self.proxy.scheme not in ("http", "https"):
                self.lines["proxy"] = unknown(
                    f"{self.proxy.variable} points to a {self.proxy.scheme} proxy, {self.proxy.name}. `doctor` "
                    f"supports only http and https proxies. Test it with: curl -v https://{settings.target.host}/v1/models"
                )
        self.key, line = key.read(settings.env, settings.target, self.proxy)
        if line:
            self.lines["key"] = line

    async def run(self) -> dict[str, Line]:
        # asyncio reports connections that end badly; here that is a finding, not a fault.
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
        work = [asyncio.ensure_future(one) for one in self._work()]
        done, late = await asyncio.wait(work, timeout=self.settings.total)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        for task in done:
            task.result()  # whatever a network does has a line; anything else is a fault of this program
        self._complete()
        return self.lines

    def _work(self) -> Sequence[Coroutine[Any, Any, None]]:
        work: list[Coroutine[Any, Any, None]] = [self._sdk()]
        if "proxy" in self.lines and self.lines["proxy"].state != "ok":
            return work
        work.append(self._api())
        if self.key:
            work.append(self._key())
            if self.settings.model:
                work.append(self._chat(self.settings.model))
        return work

    def _way(self, to: Target) -> Way:
        return Way(to, self.proxy, self.settings.step, self.settings.lookup)

    async def _api(self) -> None:
        way = self._way(self.settings.target)
        try:
            answer = await way.ask("/v1/models", {}, self._record)
        except Broken as broken:
            self.lines[broken.step] = broken.line
            if broken.step == "tls":
                name, shown = await way.shown_issuer()
                signed = f"{broken.line.reason} The certificate's issuer is {name}." if name else broken.line.reason
                self.lines["tls"] = failed(signed, "tls-error")
                self.lines["clock"] = answers.clock(shown)
            return
        self.lines["clock"] = answers.clock(answer)
        self.lines["api"] = answers.without_key(answer, self.settings.target)

    def _record(self, step: str, line: Line) -> None:
        self.lines[step] = line

    async def _key(self) -> None:
        answer = await self._ask(self.settings.target, "/v1/models")
        if isinstance(answer, Line):
            self.lines["key"] = answer
            return
        line = answers.with_key(answer, self.settings.target)
        self.lines["models"] = answers.models(answer, self.settings.model)
        self.lines["key"] = line
        if answer.status == 401 and self.settings.codestral:
            other = await self._ask(self.settings.codestral, "/v1/fim/completions", b"{}")
            self.lines["key"] = line if isinstance(other, Line) else answers.codestral(other, line)

    async def _chat(self, model: str) -> None:
        message = {"model": model, "max_tokens": 1, "messages": [{"role": "user", "content": "Hi"}]}
        # A model takes longer than a gateway, so only the limit of the whole ends this.
        body, patience = json.dumps(message).encode(), self.settings.total
        answer = await self._ask(self.settings.target, "/v1/chat/completions", body, patience)
        self.lines["chat"] = answer if isinstance(answer, Line) else answers.chat(answer, model)

    async def _ask(
        self, to: Target, route: str, body: bytes | None = None, patience: float | None = None
    ) -> Answer | Line:
        """Returns the answer to a request with the key, or the line that says why none was sent."""
        try:
            return await self._way(to).ask(route, {"Authorization": f"Bearer {self.key}"}, body=body, patience=patience)
        except Broken as broken:
            return unknown(f"Not sent: see {LABEL[broken.step]}.")

    async def _sdk(self) -> None:
        settings = self.settings
        try:
            self.lines["sdk"] = await network.in_thread(lambda: packages.examine(settings.env, settings.folder))
        except OSError as error:
            self.lines["sdk"] = unknown(f"The installed packages cannot be read: {error.strerror}.")

    def _complete(self) -> None:
        """Adds a line for each question that has none. The first step that was too slow has failed."""
        lines, late = self.lines, f"within {self.settings.total:.0f} s."
        failing = next((step for step in _WAY if step in lines and lines[step].state == "failed"), None)
        if failing is None and lines.get("proxy", ok("")).state == "unknown":
            failing = "proxy"
        for step in _WAY:
            if step in lines:
                continue
            if failing and step == "proxy" and self.proxy:
                lines[step] = unknown(f"{self.proxy.variable} points to {self.proxy.name}: {LABEL[failing]} failed.")
            elif failing:
                lines[step] = unknown(f"Not tested: see {LABEL[failing]}.")
            else:
                failing = step
                lines[step] = failed(f"No result {late}", "timeout")
        waiting = unknown(f"Not sent: see {LABEL[failing]}." if failing else f"No result {late}")
        lines.setdefault("key", waiting)
        lines.setdefault("models", unknown("Not tested: the list needs a key that the API accepts."))
        if self.settings.model is None:
            lines["chat"] = unknown("Not asked. `--model MODEL` sends that model one short message, which is billed.")
        elif self.key is None:
            lines["chat"] = unknown("Not asked: that needs a key.")
        elif "chat" not in lines:
            silent = failed(f"{excerpt(self.settings.model)}: no answer {late}", "timeout", theirs=True)
            lines["chat"] = waiting if failing else silent
        lines.setdefault("sdk", unknown(f"The installed packages were not read {late}"))
