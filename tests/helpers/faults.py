"""A catalog with a record for each kind of fault."""

from __future__ import annotations

from functools import partial
from typing import Any

from mistral_playbooks.content.catalog import Catalog, Cause, Evidence, Playbook
from mistral_playbooks.content.response import ErrorResponse, ModelOutput, StreamFault

LIMITED = {
    "object": "error",
    "message": "Rate limit exceeded",
    "type": "rate_limited",
    "param": None,
    "code": "1300",
    "raw_status_code": 429,
}

reported = partial(ErrorResponse, basis="reported")
recorded = partial(ErrorResponse, basis="recorded")


def playbook(slug: str, response: ErrorResponse | None, *causes: Cause) -> Playbook:
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


def cause(id: str, response: ErrorResponse | None = None) -> Cause:
    return Cause(id=id, tell="tell", action="act", response=response)


def stream(after: int, then: Any) -> ErrorResponse:
    return reported(stream=StreamFault(after=after, then=then))


def cut(reason: Any, keep: float = 0.5) -> ErrorResponse:
    return recorded(says=ModelOutput(finish_reason=reason, keep=keep), on=TEXTS)


def framed(frame: str) -> ErrorResponse:
    return reported(stream=StreamFault(after=4, then="end", frame=frame), on=TEXTS)


ERROR = 'data: {"object":"error","message":"Service unavailable.","code":"3000"}\n\n'
TEXTS = ("/v1/chat/completions", "/v1/fim/completions", "/v1/agents/completions")
ANSWER = {"choices": [{"message": {"content": "Their answer"}}]}
DEPRECATED = {"X-Model-Deprecation-Timestamp": "2026-12-01", "server": "mock", "Content-Length": "5"}
CATALOG = Catalog(
    playbooks={
        one.slug: one
        for one in (
            playbook("timeout", None, cause("no-answer", reported(transport="no-answer"))),
            playbook(
                "rate-limited",
                recorded(status=429, headers={"X-RateLimit-Limit-Req-Minute": "4"}, body=LIMITED),
                cause("burst"),
                cause("tokens", recorded(status=429, body={"code": 7})),
            ),
            playbook("unauthorized", recorded(status=401, body={"detail": "Invalid API Key"})),
            playbook("gateway-error", reported(status=502, body="<html>502</html>")),
            playbook("server-error", recorded(status=500, body={"code": "1000"}), cause("unavailable")),
            playbook("empty", reported(status=504)),
            playbook("stream-interrupted", stream(2, "cut"), cause("cut"), cause("stall", stream(1, "stall")),
                     cause("end", stream(1000, "end")), cause("none", stream(0, "cut"))),
            playbook("connection-error", reported(transport="reset"), cause("reset"),
                     cause("silent", reported(transport="no-answer"))),
            playbook("batch", reported(status=400, body={"code": "3210"}, on=("/v1/embeddings",))),
            playbook("card", reported(status=404, body={"message": "gone"}, on=("GET /v1/models/{}",))),
            playbook("malformed", reported(transport="malformed")),
            playbook("response-not-read", reported(status=200, headers=DEPRECATED)),
            playbook("event", reported(status=200, headers={"content-type": "text/event-stream"},
                                    body='data: {"object":"error"}\n\n')),
            playbook("content-chunks", recorded(says=ModelOutput(thinking=True)), cause("thinking"),
                     cause("references", reported(says=ModelOutput(references=True)))),
            playbook("truncated-answer", cut("length"), cause("length"), cause("empty", cut("length", 0)),
                     cause("model-length", cut("model_length"))),
            playbook("stream-error-event", framed(ERROR), cause("frame"), cause("finish-reason", cut("error"))),
            playbook("sse-parsing", reported(transport="split", on=TEXTS), cause("split"),
                     cause("malformed-frame", reported(transport="malformed", on=TEXTS))),
            playbook("streamed-tool-calls", recorded(says=ModelOutput(fragments=True), on=TEXTS), cause("fragments")),
            playbook("tool-arguments", cut("length")),
            playbook("tool-not-called", recorded(says=ModelOutput(declines=True))),
            playbook("elsewhere", reported(status=400, host="*.example.com", body={"error": "theirs"}), cause("error"),
                     cause("answer", reported(status=200, host="ai.example.net", on=("POST /chat",), body=ANSWER))),
            playbook("import-error", None),
            playbook("half", None, cause("outside"), cause("inside", reported(status=400, body={}))),
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
