"""What a process needs once for all its tests: a loop in a thread, and for children a certificate authority."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..support.loop_thread import Background

if TYPE_CHECKING:
    from ..gateway.certificates import Authority
    from ..mock import Api


class Shared:
    """Started at its first use, ended by `close`. A copy made by a fork has neither: it starts anew."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.background = Background()
        self.background.__enter__()
        self._authority: Authority | None = None

    @property
    def authority(self) -> Authority:
        """The throw-away authority that children trust; making it imports cryptography (about 70 ms)."""
        if self._authority is None:
            from ..gateway.certificates import Authority

            self._authority = Authority()
        return self._authority

    @contextmanager
    def serving(self, api: Api) -> Iterator[int]:
        """Serves `api` on a port of its own, which it gives: what is left of an older test finds that port closed, so
        it never reaches a newer test's journal."""
        from ..mock.server import Connections, serve, stop

        connections = Connections()
        server = self.background.call(serve(api, 0, connections))
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            if os.getpid() == self.pid:
                self.background.call(stop(server, connections))

    def close(self) -> None:
        """Stops the loop and removes the authority's files, in the process that made them."""
        if os.getpid() != self.pid:
            return
        self.background.__exit__()
        if self._authority is not None:
            self._authority.close()


_shared: Shared | None = None


def shared() -> Shared:
    """This process's own."""
    global _shared
    if _shared is None or _shared.pid != os.getpid():
        _shared = Shared()
    return _shared


def close() -> None:
    """Ends what this process has started, if it has."""
    global _shared
    if _shared is not None:
        _shared.close()
        _shared = None
