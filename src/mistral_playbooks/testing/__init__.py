"""The mock for a notebook, and the types of the fixture `mistral_mock` for annotations in tests.

The fixture itself is in `mistral_playbooks.pytest_plugin`, which pytest loads as a plugin.
"""

from __future__ import annotations

from .fixture import MistralMock, SentRequest
from .guard import RealHostError
from .notebook import start_mock

__all__ = ["MistralMock", "RealHostError", "SentRequest", "start_mock"]
