"""Ten compact records, written from the facts: the diagnosis is developed against these, not against the pages.

`seed()` is the catalog of the ten classes of the first version; `wider()` adds three neighbours that share a
code, a status or a text with them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from mistral_playbooks.content.catalog import Catalog, Playbook


def record(slug: str, title: str, category: str, retry: str, **keys: Any) -> dict[str, Any]:
    return {
        "slug": slug,
        "title": title,
        "summary": f"What {slug} means, in one sentence for the reader.",
        "category": category,
        "retry": retry,
        "statuses": [],
        "codes": [],
        "types": [],
        "exceptions": [],
        "signatures": [],
        "same_text": [],
        "related": [],
        "causes": [{"id": "only", "tell": "There is one cause.", "action": f"Do what cures {slug}."}],
        "evidence": [{"url": "https://example.org/", "seen": "2026-04-21", "kind": "reported"}],
        **keys,
    }


def cause(id: str, *signatures: str) -> dict[str, Any]:
    return {"id": id, "tell": f"Tell of {id}.", "action": f"Cure of {id}.", "signatures": list(signatures)}


SEED = [
    record(
        "unauthorized",
        "Invalid API Key",
        "account",
        "never",
        statuses=[401],
        exceptions=["SDKError", "AuthenticationError", "ModelAuthenticationError", "HTTPStatusError"],
        signatures=[
            "Invalid API Key",
            "401 Unauthorized",
            "Error code: 401",
            '"detail":"Unauthorized"',
            "Unauthorized",
        ],
        causes=[cause("wrong-key", "Invalid API Key"), cause("no-key", "No API key found")],
    ),
    record(
        "invalid-model",
        "Invalid model",
        "models",
        "after-change",
        statuses=[400],
        codes=["1500"],
        types=["invalid_model"],
        exceptions=["SDKError", "BadRequestError"],
        signatures=["Invalid model: ", "invalid_model"],
        causes=[cause("unknown"), cause("retired")],
    ),
    record(
        "invalid-parameter",
        "Input should be …",
        "requests",
        "after-change",
        statuses=[422],
        types=["missing", "enum", "less_than_equal", "greater_than_equal", "string_type", "float_type", "value_error"],
        exceptions=["HTTPValidationError", "UnprocessableEntityError"],
        signatures=[
            "Input should be less than or equal to",
            "Input should be greater than or equal to",
            "Input should be a valid",
            "Field required",
            "/Input should be '[^']{1,40}'(?:,| or)/",
            "Value error, ",
            "less_than_equal",
        ],
        causes=[
            cause("missing", "Field required"),
            cause("range", "less than or equal to"),
            cause("enum", "/Input should be '/"),
        ],
    ),
    record(
        "stream-api-misuse",
        "object has no attribute 'choices'",
        "streaming",
        "after-change",
        exceptions=["AttributeError", "TypeError"],
        signatures=[
            "/'(?:EventStream|EventStreamAsync|CompletionEvent|coroutine|generator)' object has no attribute '/",
            "requires an object with __aiter__ method, got coroutine",
            "'EventStreamAsync' object is not iterable",
            "'coroutine' object does not support the asynchronous context manager protocol",
            "/Unexpected response received: Status 200 Content-Type '?text.event-stream/",
            "is not a function or its return value is not async iterable",
        ],
        causes=[
            cause("event-data", "'CompletionEvent' object has no attribute"),
            cause("missing-await", "got coroutine"),
        ],
    ),
    record(
        "stream-interrupted",
        "incomplete chunked read",
        "streaming",
        "with-backoff",
        exceptions=["RemoteProtocolError", "MidStreamFallbackError"],
        signatures=[
            "peer closed connection without sending complete message body (incomplete chunked read)",
            "incomplete chunked read",
            "TypeError: terminated",
            "SocketError: other side closed",
        ],
    ),
    record(
        "rate-limited",
        "Rate limit exceeded",
        "limits",
        "after-wait",
        statuses=[429],
        codes=["1300"],
        types=["rate_limited"],
        exceptions=["RateLimitError", "ModelRateLimitError", "SDKError", "AI_RetryError"],
        signatures=["Requests rate limit exceeded", "Rate limit exceeded", "rate_limited", "429 Too Many Requests"],
    ),
    record(
        "tool-results-mismatch",
        "Not the same number of function calls and responses",
        "tools",
        "after-change",
        statuses=[400],
        codes=["3230"],
        types=["invalid_request_message_order"],
        exceptions=["SDKError"],
        signatures=[
            "Not the same number of function calls and responses",
            "/Unexpected tool call id .{1,80} in tool results/",
        ],
        causes=[cause("count", "Not the same number"), cause("unknown-id", "Unexpected tool call id")],
    ),
    record(
        "tool-call-id-format",
        "Tool call id was … but must be a-z, A-Z, 0-9, with a length of 9",
        "tools",
        "after-change",
        statuses=[400],
        codes=["3280"],
        types=["invalid_function_call"],
        exceptions=["SDKError", "AI_APICallError"],
        signatures=["but must be a-z, A-Z, 0-9, with a length of 9", "/Tool call id was .{0,120} but must be/"],
        response={
            "status": 400,
            "type": "invalid_function_call",
            "code": "3280",
            "message": "Tool call id was call_1 but must be a-z, A-Z, 0-9, with a length of 9.",
            "basis": "reported",
        },
    ),
    record(
        "invalid-tool-schema",
        "Invalid tool schema",
        "tools",
        "after-change",
        statuses=[400, 422],
        types=["invalid_request_tool_schema"],
        exceptions=["SDKError"],
        signatures=[
            "Invalid tool schema: ",
            "failed to compile JSON schema",
            "is not valid under any of the given schemas",
        ],
    ),
    record(
        "import-error",
        "cannot import name 'Mistral' from 'mistralai'",
        "sdk",
        "after-change",
        exceptions=["ImportError", "ModuleNotFoundError"],
        signatures=[
            r"/cannot import name '\w{1,40}' from 'mistralai/",
            r"/No module named '?mistralai/",
            "module 'mistralai' has no attribute",
            "'Chat' object has no attribute 'completions'",
            "MistralException' from",
        ],
        causes=[
            cause("sdk-2", "(unknown location)"),
            cause("sdk-0", "mistralai/__init__.py"),
            cause("removed", "No module named"),
        ],
    ),
]
NEIGHBOURS = [
    record(
        "message-order",
        "Unexpected role",
        "requests",
        "after-change",
        statuses=[400],
        codes=["3230"],
        types=["invalid_request_message_order"],
        exceptions=["SDKError"],
        signatures=["/Unexpected role '?[\\w.]{1,30}'? after role/"],
    ),
    record(
        "extra-forbidden",
        "Extra inputs are not permitted",
        "requests",
        "after-change",
        statuses=[422],
        types=["extra_forbidden"],
        exceptions=["HTTPValidationError"],
        signatures=["Extra inputs are not permitted", "extra_forbidden"],
    ),
    record(
        "zero-quota",
        "429 that never ends: your plan has no quota for this model",
        "limits",
        "never",
        statuses=[429],
        codes=["1300"],
        types=["rate_limited"],
        signatures=["x-ratelimit-limit-req-minute: 0"],
        same_text=["rate-limited"],
        response={
            "status": 429,
            "headers": {"x-ratelimit-limit-req-minute": "0"},
            "basis": "reported",
            "body": {"object": "error", "message": "Rate limit exceeded", "type": "rate_limited", "code": "1300"},
        },
    ),
]


def catalog_of(records: list[dict[str, Any]]) -> Catalog:
    return Catalog(playbooks={row["slug"]: Playbook.from_dict(row) for row in records})


@cache
def seed() -> Catalog:
    """The ten classes of the first version."""
    return catalog_of(SEED)


@cache
def wider() -> Catalog:
    """The ten and three neighbours."""
    rows = [row | {"same_text": ["zero-quota"]} if row["slug"] == "rate-limited" else row for row in SEED]
    return catalog_of(rows + NEIGHBOURS)
