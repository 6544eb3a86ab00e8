"""What a process needs once for all its tests: a loop in a thread, and for children a certificate authority."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..background import Background

if TYPE_CHECKING:
    from ..authority import Authority


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
            from ..authority import Authority

            self._authority = Authority()
        return self._authority

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
