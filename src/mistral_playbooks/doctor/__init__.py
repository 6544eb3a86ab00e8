"""`doctor`: tests what can stand between a program and the API's answer, all at once and within a deadline."""

from __future__ import annotations

from ..support.errors import UserError


class DoctorError(UserError):
    """An option or address that cannot be used. The message says what to do."""
