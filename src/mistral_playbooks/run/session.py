"""`mistral-playbooks run`: runs a user's command under the gateway and reports what it did."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Literal

from ..content.response import Basis
from ..findings import Finding, find
from ..gateway.certificates import Authority
from ..gateway.hosts import other_host
from ..gateway.isolation.allowed import Allowed
from ..gateway.isolation.network import IsolationError, Network, open_sockets
from ..gateway.proxy import Gateway
from ..gateway.secrets import KEY, mask_secrets
from ..mock import Api, Exchange, Fault, Profile, Settings
from ..mock.faults.queue import Injected
from ..support.loop_thread import LoopThread
from ..support.process import ToolNotFoundError, foreground
from . import next_step

Isolate = Literal["auto", "always", "never"]


@dataclass(frozen=True)
class Report:
    """What happened under `run`."""

    exit: int
    """The command's exit status; 128 + N if signal N ended it."""
    journal: tuple[Exchange, ...]
    """The latest requests; `dropped` more came before them."""
    findings: tuple[Finding, ...] = ()
    refused: tuple[str, ...] = ()
    """`host:port` of every connection that was refused, in order, or the host alone if only its name was asked for."""
    lost: int = 0
    """How many refusals came too fast to be read, so `refused` lacks them."""
    tls_failures: tuple[str, ...] = ()
    silent: int = 0
    """TLS connections closed before a request, by clients that sent none on any connection."""
    dropped: int = 0
    played: Mapping[str, Basis] = field(default_factory=dict)
    """Hosts other than the API that the mock answered as, because a fault names them, and what that is based on."""
    unmet: tuple[str, ...] = ()
    """Faults that no request received, in the format of `--fault`."""
    replaced: tuple[str, ...] = ()
    """The variables in which a secret was replaced."""
    isolated: bool | None = None
    """Whether the program ran in a network of its own; None if the report should not say."""
    not_isolated: str = ""
    """What the system refused, if the program should have been isolated and was not."""
    open_sockets: tuple[str, ...] = ()
    """Sockets of container engines, which an isolated network does not cut."""
    arguments: tuple[str, ...] = ()
    """The arguments of `mistral-playbooks` that led to this report."""

    @property
    def next_step(self) -> str | None:
        """The argument for `explain` after a failure: the slug of the last error, with its cause if known, or the code.

        A program that ended well handled the injected faults. What the API itself refused and never answered later, it
        lacks, whatever its exit status.
        """
        last = next_step.last_error(self.journal, self.exit)
        return next_step.argument(last) if last else None

    @property
    def next_command(self) -> str | None:
        """The command after a failure: `explain`, or the same run with `--any-key`."""
        last = next_step.last_error(self.journal, self.exit)
        return next_step.command(last, self.arguments) if last else None


def run(
    command: Sequence[str],
    *,
    faults: Sequence[Fault],
    limits: str,
    minute: float,
    env: Mapping[str, str],
    profile: Profile = "hosted",
    every_tool: bool = False,
    agents: Sequence[str] = (),
    any_key: bool = False,
    keep: Sequence[str] = (),
    isolate: Isolate = "auto",
    allow: Sequence[Allowed] = (),
) -> Report:
    """Runs `command` in the foreground until it ends.

    With `any_key` the mock accepts every key, such as one in the program's source, else only its made-up one. `keep`
    names the variables that pass unchanged although they look like a secret. `allow` lists what the program may
    reach besides the mock. Raises ToolNotFoundError if the command cannot be started, IsolationError if `isolate` is
    "always" and the system grants no isolated network.
    """
    masked = mask_secrets(env, keep)
    settings = Settings(
        api_key=None if any_key else KEY,
        limits=limits,
        minute=minute,
        profile=profile,
        every_tool=every_tool,
        agents=agents,
    )
    api = Api(settings, faults)
    with (
        Authority() as authority,
        LoopThread() as background,
        Gateway(api, authority, background) as gateway,
        ExitStack() as stack,
    ):
        network, reason = _network(gateway, isolate, allow, stack)
        hosts = [one.host for one in allow]
        inside = gateway.environment(masked.env, keep, isolated=network is not None, allow=hosts)
        try:
            child = subprocess.Popen(list(command), env=inside) if network is None else network.start(command, inside)
        except OSError as error:
            raise ToolNotFoundError(
                f"`{command[0]}` cannot be started: {error.strerror or error}. {_hint(command[0])}"
            ) from error
        status = foreground(child)
        journal, before = background.call(_snapshot(api))
        dropped = api.handled - len(journal)
        hosts = [host for one in journal if (host := other_host(one.sent))]
        return Report(
            exit=status if status >= 0 else 128 - status,
            journal=journal,
            findings=tuple(find(journal, minute, first=dropped + 1)),
            refused=tuple(merged(gateway.refused)),
            lost=0 if network is None else network.lost(),
            tls_failures=tuple(gateway.tls_failures),
            silent=gateway.silent,
            dropped=dropped,
            played={host: reply.basis for host in hosts if (reply := api.queues.played(host))},
            unmet=() if dropped else tuple(_unmet(journal, before)),
            replaced=masked.names,
            isolated=network is not None,
            not_isolated=reason,
            open_sockets=() if network is None else tuple(open_sockets(env)),
        )


def merged(refused: Sequence[str]) -> list[str]:
    """Returns the refused addresses without the names that a client looked up before it asked for their port."""
    asked = {one.rpartition(":")[0].lower() for one in refused}
    return [one for one in refused if one.lower() not in asked]


def _network(
    gateway: Gateway, isolate: Isolate, allow: Sequence[Allowed], stack: ExitStack
) -> tuple[Network | None, str]:
    """Returns the isolated network, or None and what the system refused."""
    if isolate == "never":
        return None, ""
    try:
        return stack.enter_context(Network(gateway, allow)), ""
    except IsolationError as error:
        if isolate == "always":
            raise
        return None, error.reason


def _hint(name: str) -> str:
    """Returns advice on a command that cannot be started."""
    path = shutil.which(name) or shutil.which(name, mode=os.F_OK) or name
    if not os.path.exists(path):
        return "Check that it is installed and on the PATH."
    if os.path.isdir(path):
        return "It is a folder. Name a program, such as `python FILE`."
    if os.access(path, os.X_OK):
        return (
            "The interpreter in its first line (`#!`) is missing or not installed. Run it with `python FILE` or "
            "`sh FILE`."
        )
    return "It is not executable. Run it with `python FILE` or `sh FILE`, or make it executable: `chmod +x FILE`."


async def _snapshot(api: Api) -> tuple[tuple[Exchange, ...], tuple[Injected, ...]]:
    """Returns the journal and the remaining faults. Runs in the thread that writes them, because processes that the
    command started may still send requests."""
    for _ in range(8):
        await asyncio.sleep(0)  # lets the loop accept, read and close what has arrived: refused connections
    return tuple(api.journal), tuple(api.queues.queue_for(KEY).faults)


def _unmet(journal: Sequence[Exchange], before: Sequence[Injected]) -> Iterator[str]:
    """Returns the faults that answered no request, whatever its key."""
    others = {one.fault for one in journal if one.sent.get("authorization") != f"Bearer {KEY}"}
    endless = {one.fault for one in journal}
    for one in before:
        if one.name not in (endless if one.left is None else others) and one.left == one.fault.times:
            yield str(one.fault)
