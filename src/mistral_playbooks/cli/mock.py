"""`mock`: serves the mocked API on a local port."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from ..support.errors import UserError
from .options import mock_options, parse_faults

if TYPE_CHECKING:
    from ..mock import Profile


@click.command()
@mock_options
@click.option(
    "--port",
    default=8001,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Listen on this port; 0 picks a free one.",
)
@click.option("--api-key", default=None, help="Accept only this key. By default, any key is accepted.")
@click.option(
    "--key-fault",
    "key_faults",
    multiple=True,
    nargs=2,
    metavar="KEY FAULT",
    help="Inject a fault for this API key only. Repeatable.",
)
def mock(
    faults: tuple[str, ...],
    limits: str,
    minute: float,
    profile: Profile,
    every_tool: bool,
    agents: tuple[str, ...],
    port: int,
    api_key: str | None,
    key_faults: tuple[tuple[str, str], ...],
) -> None:
    """Serve the mocked API on 127.0.0.1 over plain HTTP, for an SDK's server URL.

    \b
    mistral-playbooks mock --port 8001 --fault rate-limited:2
    mistral-playbooks mock --fault timeout/late:1,seconds=3 --fault server-error:1@/v1/embeddings
    curl "http://127.0.0.1:8001/_mock/faults?key=test-1" --data '"rate-limited:2"'

    Each API key gets all faults, so parallel tests do not affect each other. Programs in any language can set faults
    and answers and read the requests at /_mock/faults, /_mock/replies and /_mock/journal.
    """
    import asyncio
    import gc
    import signal
    from contextlib import suppress

    from ..mock import Api, Settings
    from ..mock.server import serve as start
    from ..mock.server.control import Controlled

    # The journal keeps up to 10,000 requests. With Python's default thresholds, scanning them stopped the server for
    # 0.1 s every few thousand requests, a tenth of its time (measured 2026-11-23).
    gc.set_threshold(10_000, 10, 10)
    settings = Settings(
        api_key=api_key, limits=limits, minute=minute, profile=profile, every_tool=every_tool, agents=agents
    )
    api = Api(settings, parse_faults(faults))
    for key, text in key_faults:
        (fault,) = parse_faults((text,))
        api.inject(fault, key)

    async def forever() -> None:
        try:
            server = await start(Controlled(api), port)
        except OSError as error:
            # asyncio words `strerror` itself, with the address in it.
            why = os.strerror(error.errno) if error.errno else str(error)
            raise UserError(
                f"port {port} cannot be used: {why}. Choose another one, or a free one with --port 0"
            ) from error
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        with suppress(NotImplementedError):  # Windows has only Ctrl+C
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, ended.set)
        click.echo(f"The mocked Mistral API: {address} (press Ctrl+C to stop)")
        await ended.wait()
        server.close()

    with suppress(KeyboardInterrupt):
        asyncio.run(forever())
