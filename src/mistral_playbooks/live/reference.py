"""What the mock answers to the same request, in this process."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from ..mock import Api, FaultError, Request, Settings, parse_fault
from .client import Seen
from .probes import Probe

_KEY = "key"  # never the user's


class Twin:
    """The mock in the API's place. `any_key`: it takes the wrong key too, as `mistral-playbooks mock` does."""

    def __init__(self, *, any_key: bool = False) -> None:
        self._settings = Settings(api_key=None if any_key else _KEY)
        self._api = Api(self._settings)

    def answer(self, probe: Probe) -> Seen:
        """Its answer to this probe."""
        return _ask(self._api, probe)

    def under(self, fault: str, probe: Probe) -> Seen | None:
        """Its answer under an injected fault; None where the fault does not apply to the request of this probe."""
        try:
            api = Api(self._settings, [parse_fault(fault)])
        except FaultError:
            return None
        seen = _ask(api, probe)
        return seen if api.journal[-1].fault else None

    def cost(self, probe: Probe) -> int:
        """Tokens that it counts for this probe: none for a refusal."""
        seen = self.answer(probe)
        if seen.status != 200:
            return 0
        for line in reversed(seen.body.decode("utf-8", "replace").splitlines()):
            text = line.removeprefix("data: ")
            if '"usage"' in text:
                return json.loads(text)["usage"]["total_tokens"]
        return 0


def _ask(api: Api, probe: Probe) -> Seen:
    parts = urlsplit(probe.path)
    response, _ = api.handle(Request(probe.method, parts.path, parts.query, probe.headers(_KEY), probe.body))
    return Seen(response.status, response.headers, response.content)
