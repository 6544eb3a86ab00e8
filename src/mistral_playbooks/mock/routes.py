"""The paths of the API, and the functions of this mock that serve them.

To serve another endpoint, write a module with a function `(context, call, request) -> Answer` and add it here.
Operations that exist but are not served are listed too, so that the mock never answers for them with the API's 404.
`paths` looks them up.
Operations: public OpenAPI file of platform-docs-public, 2026-08-13, and others that SDK 3.7.0 and mistral-vibe
3.0.2 call (2026-11).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .context import Context
from .types import Answer, Call
from .wire import bodies, envelope
from .wire.refusal import ENVELOPE, ErrorFormat, Refusal

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True)
class Route:
    """One operation. `serve` is `module:function` in `endpoints/`, None if the mock does not serve it yet.

    `schema` is the `module:NAME` in `schemas/` of the JSON body. The body is then checked before the function is
    called, which receives the checked request as its third argument; without a schema, the endpoint reads its request
    itself. `errors` is the `module:NAME` in `endpoints/` of the error format, by default the inference envelope.

    `inference` marks operations that a model answers, to which faults apply by default. In `path`, `{}` stands for one
    segment. `early` is a check that runs before the key is checked. With `needs_key` False, no key is needed. `host` is
    set if the operation is another host's.
    """

    method: str
    path: str
    serve: str | None = None
    schema: str | None = None
    errors: str | None = None
    inference: bool = False
    early: str | None = None
    needs_key: bool = True
    host: str | None = None

    def answer(self, context: Context, call: Call) -> Answer:
        """Returns the endpoint's answer to a call, or its refusal in the route's error format. For served routes
        only."""
        try:
            if self.schema is None:
                return self._function(context, call)
            return self._function(context, call, bodies.accept(call, self._adapter))
        except Refusal as refusal:
            return self._error_format.write(refusal)
        except RecursionError:  # JSON nested too deeply
            return envelope.detail(400, "There was an error parsing the body")

    def refuse_early(self, context: Context, call: Call) -> Answer | None:
        """Returns the refusal of the check that precedes the key's, if any."""
        if self.early is None:
            return None
        try:
            self._early_check(context, call)
        except Refusal as refusal:
            return self._error_format.write(refusal)

    # Imported at the first request that needs them.

    @cached_property
    def _function(self) -> Callable[..., Answer]:
        return _load("endpoints", self.serve)

    @cached_property
    def _early_check(self) -> Callable[[Context, Call], None]:
        return _load("endpoints", self.early)

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        return _load("schemas", self.schema)  # imports pydantic, which takes most of a cold start

    @cached_property
    def _error_format(self) -> ErrorFormat:
        return ENVELOPE if self.errors is None else _load("endpoints", self.errors)


def _load(package: str, name: str | None) -> Any:
    assert name is not None
    module, _, name = name.partition(":")
    return getattr(import_module(f".{package}.{module}", __package__), name)


_FILES = "files.responses:ERRORS"
_AGENTS = "agents.responses:ERRORS"
_LIBRARIES = "libraries.responses:ERRORS"
_LIBRARY, _DOCUMENT = "/v1/libraries/{}", "/v1/libraries/{}/documents/{}"

ROUTES: tuple[Route, ...] = (
    Route("POST", "/v1/chat/completions", "chat:complete", schema="chat:CHAT", errors="chat:ERRORS", inference=True),
    # Not in the public file, but its 422 asks for `messages` (reported 2025-03-31, nextcloud/integration_openai#76).
    Route("POST", "/v1/completions", "chat:complete", schema="chat:CHAT", errors="chat:ERRORS", inference=True),
    Route("GET", "/v1/models", "models:index"),
    Route("GET", "/v1/models/{}", "models:show"),
    Route("DELETE", "/v1/models/{}"),
    Route("POST", "/v1/fim/completions", "fim:complete", schema="tasks:FIM", inference=True),
    Route("POST", "/v1/embeddings", "embeddings:embed", schema="tasks:EMBEDDING", inference=True),
    Route("POST", "/v1/moderations", "moderations:moderate", schema="tasks:CLASSIFICATION", inference=True),
    Route("POST", "/v1/chat/moderations", "moderations:moderate_chat", schema="tasks:CHAT_MODERATION", inference=True),
    Route("POST", "/v1/classifications", "moderations:classify", schema="tasks:CLASSIFICATION", inference=True),
    Route(
        "POST",
        "/v1/chat/classifications",
        "moderations:classify_chat",
        schema="tasks:CHAT_CLASSIFICATION",
        inference=True,
    ),
    Route("POST", "/v1/ocr", "ocr:process", schema="ocr:OCR", errors="ocr:ERRORS", inference=True),
    Route("POST", "/v1/audio/speech", "speech:speak", schema="audio:SPEECH", inference=True),
    Route(
        "POST", "/v1/audio/transcriptions", "transcriptions:transcribe", errors="transcriptions:ERRORS", inference=True
    ),
    Route("GET", "/v1/audio/voices", "voices:index"),
    Route("POST", "/v1/audio/voices"),
    Route("GET", "/v1/audio/voices/{}", "voices:show"),
    Route("PATCH", "/v1/audio/voices/{}"),
    Route("DELETE", "/v1/audio/voices/{}"),
    Route("GET", "/v2/audio/voices", "voices:search"),
    Route("POST", "/v1/files", "files.files:upload", errors=_FILES),
    Route("GET", "/v1/files", "files.files:index", errors=_FILES),
    Route("GET", "/v1/files/{}", "files.files:show", errors=_FILES, early="files.files:check_id"),
    Route("DELETE", "/v1/files/{}", "files.files:delete", errors=_FILES, early="files.files:check_id"),
    Route("GET", "/v1/files/{}/content", "files.files:content", errors=_FILES, early="files.files:check_id"),
    Route("GET", "/v1/files/{}/url", "files.signed_urls:url", errors=_FILES, early="files.files:check_id"),
    Route("POST", "/v1/batch/jobs", "batch.jobs:create", errors=_FILES, early="batch.jobs:check_early"),
    Route("GET", "/v1/batch/jobs", "batch.jobs:index", errors=_FILES),
    Route("GET", "/v1/batch/jobs/{}", "batch.jobs:show", errors=_FILES, early="batch.jobs:check_id"),
    Route("DELETE", "/v1/batch/jobs/{}", "batch.jobs:delete", errors=_FILES, early="batch.jobs:check_id"),
    Route("POST", "/v1/batch/jobs/{}/cancel", "batch.jobs:cancel", errors=_FILES, early="batch.jobs:check_id"),
    Route("POST", "/v1/agents", "agents.agents:create", schema="agents:CREATE", errors=_AGENTS),
    Route("GET", "/v1/agents", "agents.agents:index", errors=_AGENTS),
    Route("GET", "/v1/agents/pages", "agents.agents:pages", errors=_AGENTS),
    Route(
        "POST",
        "/v1/agents/completions",
        "agents.completions:complete",
        schema="agents:COMPLETION",
        errors="agents.completions:ERRORS",
        inference=True,
    ),
    Route("GET", "/v1/agents/{}", "agents.agents:show", errors=_AGENTS),
    Route("PATCH", "/v1/agents/{}", "agents.agents:update", schema="agents:UPDATE", errors=_AGENTS),
    Route("DELETE", "/v1/agents/{}", "agents.agents:delete", errors=_AGENTS),
    Route("PATCH", "/v1/agents/{}/version"),
    Route("GET", "/v1/agents/{}/versions"),
    Route("GET", "/v1/agents/{}/versions/{}"),
    Route("PUT", "/v1/agents/{}/aliases"),
    Route("GET", "/v1/agents/{}/aliases"),
    Route("DELETE", "/v1/agents/{}/aliases"),
    Route(
        "POST",
        "/v1/conversations",
        "conversations.conversations:start",
        schema="conversations:START",
        errors=_AGENTS,
        inference=True,
    ),
    Route("GET", "/v1/conversations", "conversations.conversations:index", errors=_AGENTS),
    Route("GET", "/v1/conversations/{}", "conversations.conversations:show", errors=_AGENTS),
    Route("DELETE", "/v1/conversations/{}", "conversations.conversations:delete", errors=_AGENTS),
    Route(
        "POST",
        "/v1/conversations/{}",
        "conversations.conversations:append",
        schema="conversations:APPEND",
        errors=_AGENTS,
        inference=True,
    ),
    Route("GET", "/v1/conversations/{}/history", "conversations.conversations:history", errors=_AGENTS),
    Route("GET", "/v1/conversations/{}/messages", "conversations.conversations:messages", errors=_AGENTS),
    Route(
        "POST",
        "/v1/conversations/{}/restart",
        "conversations.conversations:restart",
        schema="conversations:RESTART",
        errors=_AGENTS,
        inference=True,
    ),
    Route("POST", "/v1/libraries", "libraries.libraries:create", schema="libraries:CREATE", errors=_LIBRARIES),
    Route("GET", "/v1/libraries", "libraries.libraries:index", errors=_LIBRARIES),
    Route("GET", _LIBRARY, "libraries.libraries:show", errors=_LIBRARIES),
    Route("DELETE", _LIBRARY, "libraries.libraries:delete", errors=_LIBRARIES),
    Route("PATCH", _LIBRARY, "libraries.libraries:update", schema="libraries:UPDATE", errors=_LIBRARIES),
    Route("PUT", _LIBRARY, "libraries.libraries:update", schema="libraries:UPDATE", errors=_LIBRARIES),
    Route("POST", f"{_LIBRARY}/documents", "libraries.documents:upload", errors=_LIBRARIES),
    Route("GET", f"{_LIBRARY}/documents", "libraries.documents:index", errors=_LIBRARIES),
    Route("GET", _DOCUMENT, "libraries.documents:show", errors=_LIBRARIES),
    Route("DELETE", _DOCUMENT, "libraries.documents:delete", errors=_LIBRARIES),
    Route("PATCH", _DOCUMENT, "libraries.documents:update", schema="libraries:UPDATE_DOCUMENT", errors=_LIBRARIES),
    Route("PUT", _DOCUMENT, "libraries.documents:update", schema="libraries:UPDATE_DOCUMENT", errors=_LIBRARIES),
    Route("GET", f"{_DOCUMENT}/status", "libraries.documents:status", errors=_LIBRARIES),
    Route("GET", f"{_DOCUMENT}/text_content", "libraries.documents:text_content", errors=_LIBRARIES),
    Route("POST", f"{_DOCUMENT}/reprocess", "libraries.documents:reprocess", errors=_LIBRARIES),
    Route("POST", "/v1/responses", inference=True),
    Route("POST", "/v1/fine_tuning/jobs", "fine_tuning:create", errors=_FILES),
    Route("GET", "/v1/fine_tuning/jobs"),
    Route("GET", "/fine-tune/{}/{}/{}", "files.signed_urls:fetch", needs_key=False),
)

# Prefixes of real operations that are not served yet, with any method and at any depth.
FAMILIES = (
    "/v1/admin", "/v1/audio/agents", "/v1/audio/sessions", "/v1/audio/transcriptions", "/v1/audio/voices", "/v1/client",
    "/v1/connectors", "/v1/connectors-gateway", "/v1/context", "/v1/datalake", "/v1/fine_tuning", "/v1/libraries",
    "/v1/models", "/v1/observability", "/v1/rag", "/v1/responses", "/v1/service-accounts", "/v1/triggers", "/v1/users",
    "/v1/webhooks", "/v1/whoami", "/v1/workflows", "/v2/audio", "/v2/prompts", "/v2/skills",
)  # fmt: skip

COMPLETE = ("/v1/agents", "/v1/audio", "/v1/batch", "/v1/conversations", "/v1/files")
"""Prefixes whose operations are all in `ROUTES` or under one of `FAMILIES`. Programs guess others, such as
`/v1/agents/{}/run`."""
