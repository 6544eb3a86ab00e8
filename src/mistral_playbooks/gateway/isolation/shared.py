"""A network that many programs enter, in which only the sockets of their gateways listen (Linux)."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import ExitStack

from .control import Inside, IsolationError


class SharedNetwork:
    """A network with nothing but a loopback interface. Use it as a context manager.

    Unlike in a `Network`, programs reach the mock only by their environment. Everything else is unreachable: no
    name exists, and every address refuses a connection.
    """

    def __init__(self) -> None:
        self._inside = Inside()
        self._lock = threading.Lock()
        self._namespaces: list[int] = []
        self._stack = ExitStack()

    def __enter__(self) -> SharedNetwork:
        """Makes the network. Raises IsolationError if the system does not grant it."""
        self._stack.callback(self._inside.close)
        try:
            import ctypes

            self._inside.open()
            self._inside.tell({"hold": True})
            self._inside.hear()
            self._setns = ctypes.CDLL(None, use_errno=True).setns
            for kind in ("user", "net"):
                path = f"/proc/{self._inside.pid}/ns/{kind}"
                if not os.path.samefile(path, f"/proc/self/ns/{kind}"):
                    self._namespaces.append(os.open(path, os.O_RDONLY))
                    self._stack.callback(os.close, self._namespaces[-1])
            self.sockets(1)[0].close()
        except BaseException as error:
            self._stack.close()
            if isinstance(error, OSError | ImportError | AttributeError):
                raise IsolationError(str(error)) from error
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def sockets(self, count: int) -> list[socket.socket]:
        """Returns sockets that listen on 127.0.0.1 in this network. Any thread may call this."""
        with self._lock:
            self._inside.tell(count)
            _, descriptors = self._inside.hear(count)
        return [socket.socket(fileno=one) for one in descriptors]

    def enter(self) -> None:
        """Moves the calling process into this network. For `preexec_fn`, because it may have only one thread."""
        for one in self._namespaces:
            if self._setns(one, 0) != 0:
                raise OSError("the isolated network cannot be entered")
