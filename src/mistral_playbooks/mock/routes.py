"""Which paths the API has, and which function of this mock serves them.

To serve one more endpoint: write a module with a function `(context, call) -> Answer` and name it here. What is real
but not served is known as such, so that the mock never passes its own gap off as the API's 404.
Operations: public OpenAPI file of platform-docs-public, 2026-08-13, and what else SDK 3.7.0 calls (2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Route:
    """One operation. `serve` is `module:function` in `endpoints/`, None where the mock does not serve it yet.

    `inference` marks what a model answers: faults apply there. `path` may hold `{}` for one segment. `early` is a
    function like `serve` that is asked before the key is judged and may answer None; a route with no `serve` and an
    `early` needs no key.
    """

    method: str
    path: str
    serve: str | None = None
    inference: bool = False
    early: str | None = None

    @cached_property
    def function(self) -> Callable[..., Any]:
        """The serving function, imported at its first request. Only for a route that is served."""
        return _function(self.serve)

    @cached_property
    def before_key(self) -> Callable[..., Any]:
        """The `early` function, imported alike. Only for a route that has one."""
        return _function(self.early)


def _function(name: str | None) -> Callable[..., Any]:
    assert name is not None
    module, _, name = name.partition(":")
    return getattr(import_module(f".endpoints.{module}", __package__), name)


ROUTES: tuple[Route, ...] = (
    Route("POST", "/v1/chat/completions", "chat:complete", inference=True),
    # In no public file, but its 422 misses `messages` (reported 2025-03-31, nextcloud/integration_openai#76).
    Route("POST", "/v1/completions", "chat:complete", inference=True),
    Route("GET", "/v1/models", "models:index"),
    Route("GET", "/v1/models/{}", "models:show"),
    Route("DELETE", "/v1/models/{}"),
    Route("POST", "/v1/fim/completions", "fim:complete", inference=True),
    Route("POST", "/v1/embeddings", "embeddings:embed", inference=True),
    Route("POST", "/v1/moderations", "moderations:moderate", inference=True),
    Route("POST", "/v1/chat/moderations", "moderations:moderate_chat", inference=True),
    Route("POST", "/v1/classifications", "moderations:classify", inference=True),
    Route("POST", "/v1/chat/classifications", "moderations:classify_chat", inference=True),
    Route("POST", "/v1/ocr", "ocr:process", inference=True),
    Route("POST", "/v1/audio/speech", "speech:speak", inference=True),
    Route("POST", "/v1/audio/transcriptions", "transcriptions:transcribe", inference=True),
    Route("POST", "/v1/files", "files.files:upload"),
    Route("GET", "/v1/files", "files.files:index"),
    Route("GET", "/v1/files/{}", "files.files:show", early="files.files:early_id"),
    Route("DELETE", "/v1/files/{}", "files.files:delete", early="files.files:early_id"),
    Route("GET", "/v1/files/{}/content", "files.files:content", early="files.files:early_id"),
    Route("GET", "/v1/files/{}/url", "files.signed_urls:url", early="files.files:early_id"),
    Route("POST", "/v1/batch/jobs", "batch.jobs:create", early="batch.jobs:early"),
    Route("GET", "/v1/batch/jobs", "batch.jobs:index"),
    Route("GET", "/v1/batch/jobs/{}", "batch.jobs:show", early="batch.jobs:early_id"),
    Route("DELETE", "/v1/batch/jobs/{}", "batch.jobs:delete", early="batch.jobs:early_id"),
    Route("POST", "/v1/batch/jobs/{}/cancel", "batch.jobs:cancel", early="batch.jobs:early_id"),
    Route("POST", "/v1/agents", "agents.agents:create"),
    Route("GET", "/v1/agents", "agents.agents:index"),
    Route("GET", "/v1/agents/pages", "agents.agents:pages"),
    Route("POST", "/v1/agents/completions", "agents.completions:complete", inference=True),
    Route("GET", "/v1/agents/{}", "agents.agents:show"),
    Route("PATCH", "/v1/agents/{}", "agents.agents:update"),
    Route("DELETE", "/v1/agents/{}", "agents.agents:delete"),
    Route("POST", "/v1/conversations", "conversations.conversations:start", inference=True),
    Route("GET", "/v1/conversations", "conversations.conversations:index"),
    Route("GET", "/v1/conversations/{}", "conversations.conversations:show"),
    Route("DELETE", "/v1/conversations/{}", "conversations.conversations:delete"),
    Route("POST", "/v1/conversations/{}", "conversations.conversations:append", inference=True),
    Route("GET", "/v1/conversations/{}/history", "conversations.conversations:history"),
    Route("GET", "/v1/conversations/{}/messages", "conversations.conversations:messages"),
    Route("POST", "/v1/conversations/{}/restart", "conversations.conversations:restart", inference=True),
    Route("POST", "/v1/responses", inference=True),
    Route("POST", "/v1/fine_tuning/jobs"),
    Route("GET", "/v1/fine_tuning/jobs"),
    Route("GET", "/fine-tune/{}/{}/{}", early="files.signed_urls:fetch"),
)

# Families of real operations of which none is served yet: any method, any depth.
_FAMILIES = (
    "/v1/admin", "/v1/agents", "/v1/audio", "/v1/batch", "/v1/client", "/v1/connectors", "/v1/context",
    "/v1/conversations", "/v1/files", "/v1/fine_tuning", "/v1/libraries", "/v1/models", "/v1/observability",
    "/v1/rag", "/v1/responses", "/v1/service-accounts", "/v1/triggers", "/v1/users", "/v1/webhooks", "/v1/whoami",
    "/v1/workflows", "/v2/audio", "/v2/prompts", "/v2/skills",
)  # fmt: skip


@cache
def _compiled() -> tuple[tuple[re.Pattern[str], tuple[Route, ...]], ...]:
    paths = dict.fromkeys(route.path for route in ROUTES if "{}" in route.path)
    return tuple(
        (
            re.compile(re.escape(path).replace(r"\{\}", "([^/]+)")),
            tuple(route for route in ROUTES if route.path == path),
        )
        for path in paths
    )


_EXACT = {
    path: tuple(route for route in ROUTES if route.path == path)
    for path in dict.fromkeys(route.path for route in ROUTES if "{}" not in route.path)
}


def find(path: str) -> tuple[tuple[Route, ...], tuple[str, ...]] | None:
    """The routes of a path and what its `{}` stand for; None where the API has no such path at all.

    A path of a family that is real but not listed gives no routes: `((), ())`.
    """
    if found := _EXACT.get(path):
        return found, ()
    for pattern, routes in _compiled():
        if match := pattern.fullmatch(path):
            return routes, match.groups()
    for family in _FAMILIES:
        if path == family or path.startswith(f"{family}/"):
            return (), ()
    return None
