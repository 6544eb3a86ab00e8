"""How the API answers in one case of an error class. The mock uses this part of a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal, Self

from .envelope import DEFAULT_TYPE, envelope, messages

Basis = Literal["recorded", "reported", "documented"]
Ending = Literal["cut", "half", "stall", "end"]
Transport = Literal["reset", "no-answer", "late", "wrong-length", "malformed", "split"]
FinishReason = Literal["stop", "length", "model_length", "error", "tool_calls"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFault:
    """How a 200 stream breaks after `after` data chunks. `frame`, if given, is sent unchanged before that."""

    after: int
    then: Ending
    frame: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOutput:
    """How the model's own answer is changed."""

    finish_reason: FinishReason | None = None
    keep: float = 1.0
    thinking: bool = False
    references: bool = False
    fragments: bool = False
    declines: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorResponse:
    """How the API answers: with a body, a broken stream, a transport fault, or a modified model output.

    `response_entries.ResponseEntry` describes the fields and validates front matter.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    stream: StreamFault | None = None
    transport: Transport | None = None
    says: ModelOutput | None = None
    seconds: float | None = None
    on: tuple[str, ...] = ()
    host: str | None = None
    basis: Basis

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Self:
        """Returns the record that valid JSON describes. `message`, `type` and `code` describe an error envelope."""
        values = dict(row)
        if "message" in values:
            type_, code = values.pop("type", DEFAULT_TYPE), values.pop("code", None)
            values["body"] = envelope(values["status"], type_, values.pop("message"), code)
        if values.get("stream") is not None:
            values["stream"] = StreamFault(**values["stream"])
        if values.get("says") is not None:
            values["says"] = ModelOutput(**values["says"])
        values["on"] = tuple(values.get("on", ()))
        return cls(**values)

    def is_from(self, host: str | None) -> bool:
        """Whether this is an answer of that host; None is the API."""
        return host is None if self.host is None else host is not None and fnmatchcase(host, self.host)

    @property
    def waits(self) -> bool:
        """Whether the client has to wait, so that `seconds` applies."""
        return self.transport in ("late", "no-answer") or (self.stream is not None and self.stream.then == "stall")

    @property
    def is_good(self) -> bool:
        """Whether the answer is successful and complete, although perhaps in a form that the client does not expect."""
        if self.says is not None:
            return self.says.finish_reason is None and self.says.keep == 1
        if self.transport == "split":
            return True
        return self.status == 200 and self.body is None and self.stream is None and self.transport is None

    @property
    def statuses(self) -> tuple[int, ...]:
        """The HTTP status that the client receives, if any. A broken stream starts with 200."""
        return (self.status,) if self.status is not None else (200,) if self.stream else ()

    @property
    def messages(self) -> tuple[str, ...]:
        """The texts for people in the body: messages, details, or the title of an HTML page."""
        return tuple(messages(self.body))

    @property
    def codes(self) -> tuple[str, ...]:
        """The body's `code`, as a string. What another host calls its errors is no code of the API."""
        code = self.body.get("code") if isinstance(self.body, dict) and self.host is None else None
        return () if code is None else (str(code),)

    @property
    def types(self) -> tuple[str, ...]:
        """The body's `type`, or the types of a 422's items. The default type is omitted, because it is not specific."""
        if not isinstance(self.body, dict) or self.host is not None:
            return ()
        message = self.body.get("message")
        items = (message if isinstance(message, dict) else self.body).get("detail")
        if isinstance(items, list):
            return tuple(item["type"] for item in items if isinstance(item, dict) and "type" in item)
        type_ = self.body.get("type")
        return () if type_ in (None, DEFAULT_TYPE) else (type_,)
