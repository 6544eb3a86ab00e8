"""A catalog with a record for each kind of fault."""

from __future__ import annotations

from typing import Any

from mistral_playbooks.content.catalog import Catalog, Cause, Evidence, Playbook, Reply, StreamFault

LIMITED = {
    "object": "error",
    "message": "Rate limit exceeded",
    "type": "rate_limited",
    "param": None,
    "code": "1300",
    "raw_status_code": 429,
}


def playbook(slug: str, response: Reply | None, *causes: Cause) -> Playbook:
    return Playbook(
        slug=slug,
        title="Title",
        summary="A summary that is long enough.",
        category="server",
        statuses=(),
        codes=(),
        types=(),
        exceptions=(),
        signatures=(),
        same_text=(),
        retry="never",
        causes=causes or (Cause(id="usual", tell="tell", action="act"),),
        evidence=(Evidence(url="https://example.com", seen="2026-01", kind="reported"),),
        response=response,
        related=(),
    )


def cause(id: str, response: Reply | None = None) -> Cause:
    return Cause(id=id, tell="tell", action="act", response=response)


def stream(after: int, then: Any) -> Reply:
    return Reply(stream=StreamFault(after=after, then=then), basis="reported")


DEPRECATED = {"X-Model-Deprecation-Timestamp": "2026-12-01", "server": "mock", "Content-Length": "5"}
CATALOG = Catalog(
    playbooks={
        one.slug: one
        for one in (
            playbook(
                "rate-limited",
                Reply(status=429, headers={"X-RateLimit-Limit-Req-Minute": "4"}, body=LIMITED, basis="recorded"),
                cause("burst"),
                cause("tokens", Reply(status=429, body={"code": 7}, basis="recorded")),
            ),
            playbook("unauthorized", Reply(status=401, body={"detail": "Invalid API Key"}, basis="recorded")),
            playbook("gateway-error", Reply(status=502, body="<html>502</html>", basis="reported")),
            playbook("server-error", Reply(status=500, body={"code": "1000"}, basis="recorded"), cause("unavailable")),
            playbook("empty", Reply(status=504, basis="reported")),
            playbook("stream-interrupted", stream(2, "cut"), cause("cut"), cause("stall", stream(1, "stall")),
                     cause("end", stream(1000, "end")), cause("none", stream(0, "cut"))),
            playbook("connection-error", Reply(transport="reset", basis="reported"), cause("reset"),
                     cause("silent", Reply(transport="no-answer", basis="reported"))),
            playbook("response-not-read", Reply(status=200, headers=DEPRECATED, basis="reported")),
            playbook("event", Reply(status=200, headers={"content-type": "text/event-stream"},
                                    body='data: {"object":"error"}\n\n', basis="reported")),
            playbook("import-error", None),
            playbook("half", None, cause("outside"), cause("inside", Reply(status=400, body={}, basis="reported"))),
        )
    }
)  # fmt: skip
EMBED = {"model": "mistral-embed", "input": ["a"]}
TOOL = {
    "type": "function",
    "function": {
        "name": "weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
