"""Resources that all tests of a process share: an event loop in a thread, and a certificate authority for children."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..support.loop_thread import LoopThread

if TYPE_CHECKING:
    from ..gateway.certificates import Authority
    from ..mock import Api


class Shared:
    """Started on first use, stopped by `close`. A forked process creates its own."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.background = LoopThread()
        self.background.__enter__()
        self._authority: Authority | None = None

    @property
    def authority(self) -> Authority:
        """The temporary authority that children trust. Created on demand: it imports cryptography (about 70 ms)."""
        if self._authority is None:
            from ..gateway.certificates import Authority

            self._authority = Authority()
        return self._authority

    @contextmanager
    def serving(self, api: Api) -> Iterator[int]:
        """Serves `api` on a new port and yields it. Leftovers of an older test find their port closed, so they never
        reach a newer test's journal."""
        from ..mock.server import Connections, serve, stop

        connections = Connections()
        server = self.background.call(serve(api, 0, connections))
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            if os.getpid() == self.pid:
                self.background.call(stop(server, connections))

    def close(self) -> None:
        """Stops the loop and removes the authority's files, if this process created them."""
        if os.getpid() != self.pid:
            return
        self.background.__exit__()
        if self._authority is not None:
            self._authority.close()


_shared: Shared | None = None


def shared() -> Shared:
    """Returns the resources of this process."""
    global _shared
    if _shared is None or _shared.pid != os.getpid():
        _shared = Shared()
    return _shared


def close() -> None:
    """Releases the resources of this process, if there are any."""
    global _shared
    if _shared is not None:
        _shared.close()
        _shared = None
