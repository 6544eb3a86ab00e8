"""Records whether the Mistral API works: what the official feeds say, and what an own request finds.

`model` has the values, `recorder` makes one poll, `history` keeps it, `document` is what programs and the site read.
"""

from __future__ import annotations

from ..support.errors import UserError


class StatusError(UserError):
    """The recorder cannot be used as asked. The text says what to do next."""
