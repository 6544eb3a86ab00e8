"""The base class of errors that the user can fix."""

from __future__ import annotations


class UserError(Exception):
    """Invalid input or an unusable setup. The message says what to do next; a command prints it and exits with 2."""
