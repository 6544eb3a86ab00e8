"""The mocked API in a notebook: `mock = start_mock()` in its first cell."""

from __future__ import annotations

import atexit
import os
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from . import server, skipped_waits

if TYPE_CHECKING:
    from .fixture import MistralMock

_VARIABLE = "MISTRAL_API_KEY"
_running = ExitStack()


class RealApi:
    """Stands in for the mock if requests go to the real API: its faults and answers do not apply there."""

    def fault(self, fault: str, times: int | None = None) -> None:
        """Does nothing."""

    def reply(self, *answers: Any) -> None:
        """Does nothing."""

    def clear(self) -> None:
        """Does nothing."""


def start_mock(limits: str = "none", *, skip_waits: bool = False) -> MistralMock | RealApi:
    """Starts the mock for this notebook, which every client then reaches at `*.mistral.ai`, and prints that.

    If MISTRAL_API_KEY is set, requests go to the real API instead, and faults and scripted answers do not apply. Else
    the variable gets the only key that the mock accepts. `limits` is `none`, `free`, `paid` or a JSON file. With
    `skip_waits`, `time.sleep` returns at once and the clock goes forward. A second call starts a new mock. Raises
    LimitsError if the limits are unusable.
    """
    from ..gateway.secrets import KEY
    from .fixture import start

    _running.close()
    if os.environ.get(_VARIABLE, "") not in ("", KEY):
        print(f"{_VARIABLE} is set, so requests go to the real API.", flush=True)
        return RealApi()
    mock = start("This notebook", skipped_waits.now, api_key=KEY, limits=limits)
    if skip_waits:
        skipped_waits.skip_waits()
        _running.callback(skipped_waits.stop)
    _running.enter_context(mock._active(children=False))
    os.environ[_VARIABLE] = KEY
    print(f"Requests go to the mocked API.\nTo use the real one, set {_VARIABLE} before you start Jupyter.", flush=True)
    return mock


@atexit.register
def _stop() -> None:
    _running.close()
    server.close()
