"""`verify --live`: compares the mock with the real API, using the smallest request that triggers each error class.

Opt-in, with the user's own key, never under `run`. `probes` defines the requests and `client` sends them one at a
time. `reference` gets the mock's answers, `comparison` finds the differences, `redact` masks secrets and `report`
writes the results.
"""

from __future__ import annotations

from ..support.errors import UserError


class LiveError(UserError):
    """The comparison with the real API cannot run. The message says why, and what to do."""
