"""The one base of all errors that the user can put right."""

from __future__ import annotations


class UserError(Exception):
    """What was given cannot be used. The text names the fault and the next action; a command prints it and exits 2."""
