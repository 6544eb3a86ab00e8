"""`verify --live`: what the real API answers to the smallest requests that provoke each class, held against the mock.

Opt-in, with one's own key, never under `run`. `probes` are the requests, `client` sends them one at a time, `twin` asks
the mock the same, `comparison` names what differs, `masking` takes out what must not be kept, `report` writes it down.
"""

from __future__ import annotations

from ..support.errors import UserError


class CalibrationError(UserError):
    """The real API cannot or must not be asked. The text says why and what to do."""
