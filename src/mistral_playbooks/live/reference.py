"""The mock's answers to the probes, in this process."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from ..mock import Api, FaultError, Request, Settings, parse_fault
from .client import LiveResponse
from .probes import Probe

_KEY = "key"  # never the user's


class MockReference:
    """The mock in place of the API. `any_key`: it accepts the wrong key too, as `mistral-playbooks mock` does."""

    def __init__(self, *, any_key: bool = False) -> None:
        self._settings = Settings(api_key=None if any_key else _KEY)
        self._api = Api(self._settings)

    def answer(self, probe: Probe) -> LiveResponse:
        """Returns the mock's answer to this probe."""
        return _ask(self._api, probe)

    def answer_with_fault(self, fault: str, probe: Probe) -> LiveResponse | None:
        """Returns the answer under an injected fault; None if the fault does not apply to this request."""
        try:
            api = Api(self._settings, [parse_fault(fault)])
        except FaultError:
            return None
        response = _ask(api, probe)
        return response if api.journal[-1].fault else None

    def cost(self, probe: Probe) -> int:
        """Returns the tokens that this probe uses; 0 if it is refused."""
        response = self.answer(probe)
        if response.status != 200:
            return 0
        for line in reversed(response.body.decode("utf-8", "replace").splitlines()):
            text = line.removeprefix("data: ")
            if '"usage"' in text:
                return json.loads(text)["usage"]["total_tokens"]
        return 0


def _ask(api: Api, probe: Probe) -> LiveResponse:
    parts = urlsplit(probe.path)
    response, _ = api.handle(Request(probe.method, parts.path, parts.query, probe.headers(_KEY), probe.body))
    return LiveResponse(response.status, response.headers, response.content)
