"""The mocked Mistral API: `Api(Settings()).handle(Request(…))` returns `(Response, Exchange)`.

The core does no I/O; `server/` serves it on a socket.
"""

from __future__ import annotations

from .api import Api
from .faults.script import ReplyError
from .faults.spec import Fault, FaultError, available, parse_fault
from .types import Exchange, Profile, Request, Response, Settings
from .validation.rate_limits import LimitsError

__all__ = [
    "Api",
    "Exchange",
    "Fault",
    "FaultError",
    "LimitsError",
    "Profile",
    "ReplyError",
    "Request",
    "Response",
    "Settings",
    "available",
    "parse_fault",
]
