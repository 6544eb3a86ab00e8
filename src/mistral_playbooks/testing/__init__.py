"""What the fixture `mistral_mock` gives to a test, for its annotations.

The fixture itself is in `mistral_playbooks.pytest_plugin`, which pytest finds by its entry point.
"""

from __future__ import annotations

from .fixture import MistralMock, SentRequest
from .guard import RealHostError

__all__ = ["MistralMock", "RealHostError", "SentRequest"]
