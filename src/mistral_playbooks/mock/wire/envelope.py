"""The parts that all answers of the API share: headers, error envelopes, ids.

Headers and bodies are those recorded from api.mistral.ai in August 2026 (crmne/ruby_llm fb5a49bf and
0xPlaygrounds/rig c80a2c91, both public cassettes). In those recordings, `mistral-correlation-id` equals
`x-kong-request-id` (UUIDv7). An answer of the gateway itself carries `x-kong-response-latency` in place of the upstream
and proxy pair. Errors other than 429 carry no `x-ratelimit-*`. No answer carries `retry-after`.
"""

from __future__ import annotations

import json
from functools import lru_cache
from time import gmtime, strftime
from typing import Any

from mistral_playbooks.content.envelope import envelope

from ..state.ids import uuid7
from ..types import Answer

Header = tuple[str, str]

_TAIL: tuple[Header, ...] = (
    ("cf-cache-status", "DYNAMIC"),
    ("strict-transport-security", "max-age=15552000; includeSubDomains; preload"),
    ("x-content-type-options", "nosniff"),
)
_ALT: tuple[Header, ...] = (("alt-svc", 'h3=":443"; ma=86400'),)


_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def dumps(value: Any) -> bytes:
    """Returns compact JSON as the API writes it. Lone surrogates are escaped, and infinities become null."""
    try:
        return _encode(value).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()
    except ValueError:  # an infinity such as 1e999 in the request, echoed as the `input` of a 422
        return json.dumps(_finite(value), separators=(",", ":")).encode()


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and value - value != 0 else value


@lru_cache(maxsize=4)
def http_date(second: int) -> str:
    """Returns the `date` header for this second since 1970."""
    return strftime("%a, %d %b %Y %H:%M:%S GMT", gmtime(second))


def usual_headers(answer: Answer, now: float, random: bytes, length: int | None) -> tuple[Header, ...]:
    """Returns the headers of an answer in the recorded order. `length` None means a stream (chunked)."""
    ray = ("cf-ray", f"{random[12:20].hex()}-CDG")
    length_or_chunked = ("transfer-encoding", "chunked") if length is None else ("content-length", str(length))
    date = ("date", http_date(int(now)))
    first: tuple[Header, ...] = (date, ("content-type", answer.content_type), length_or_chunked)
    if answer.status == 204:  # has neither type nor length (recorded 2026-06-29)
        first = (date,)
    elif not answer.content_type:
        first = (date, length_or_chunked)
    if answer.source == "elsewhere":
        return (*first, ("connection", "keep-alive"), *answer.headers)
    if answer.source == "edge":  # Cloudflare's error pages; their headers were not recorded
        return (*first, ("connection", "keep-alive"), *answer.headers, ("server", "cloudflare"), ray)
    request_id = uuid7(now, random)
    # The latencies are made up, but plausible and reproducible: the mock itself answers at once.
    upstream, proxy = 20 + random[10], 3 + random[11] % 20
    if answer.source == "gateway":
        return (
            *first,
            ("connection", "keep-alive"),
            ("mistral-correlation-id", request_id),
            ("x-kong-request-id", request_id),
            *answer.headers,
            ("access-control-allow-origin", "*"),
            ("x-kong-response-latency", str(proxy)),
            *_TAIL,
            ("server", "cloudflare"),
            ray,
            *_ALT,
        )
    # Uploads lack Envoy's header (recorded 2026-08-10 and 2026-08-19). No other operation of /v1/files was recorded.
    envoy = (("x-envoy-upstream-service-time", str(upstream)),) if answer.source == "model" else ()
    return (
        *first,
        ("connection", "keep-alive"),
        ("mistral-correlation-id", request_id),
        ("x-kong-request-id", request_id),
        *answer.headers,
        *envoy,
        ("server", "cloudflare"),
        ("access-control-allow-origin", "*"),
        ("x-kong-upstream-latency", str(upstream + 1)),
        ("x-kong-proxy-latency", str(proxy)),
        *_TAIL,
        ray,
        *_ALT,
    )


def error(status: int, type_: str, message: Any, code: str | None, headers: tuple[Header, ...] = ()) -> Answer:
    """Returns an error of the inference endpoints."""
    return Answer(status, dumps(envelope(status, type_, message, code)), headers, code=code)


def detail(status: int, text: Any, headers: tuple[Header, ...] = ()) -> Answer:
    """Returns `{"detail": text}`, FastAPI's format of an error."""
    return Answer(status, dumps({"detail": text}), headers)


def unauthorized() -> Answer:
    """Returns the gateway's 401, whose body ends with a newline (recorded 2026-08-19)."""
    return Answer(401, b'{"detail":"Invalid API Key"}\n', source="gateway")


def no_route(random: bytes) -> Answer:
    """Returns the gateway's 404 for a path without a route (reported: nextcloud/integration_openai#215,
    apmantza/pi-free#293 of July 2026). Like its other bodies, it has one key per line and an indent of two spaces."""
    text = f'{{\n  "message":"no Route matched with those values",\n  "request_id":"{random[:16].hex()}"\n}}'
    return Answer(404, text.encode(), content_type="application/json; charset=utf-8", source="gateway")
