"""How the API answers in one case of an error class: the part of a record that the mock acts on."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Basis = Literal["recorded", "reported", "documented"]


class Record(BaseModel):
    """A record of the front matter: no key but those that are known."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False)


class StreamFault(Record):
    """A 200 stream that breaks after `after` data chunks: it is cut, cut amid the next chunk (`half`), stalls, or ends
    without its end. `frame`, where given, is sent before that, as it is."""

    after: int = Field(ge=0, le=1000)
    then: Literal["cut", "half", "stall", "end"]
    frame: str | None = Field(default=None, min_length=1)


class Says(Record):
    """How the model's own answer is changed: its reason to finish, the part of it that is left, a reasoning before it,
    a stream in the pieces of `zai-glm-*`."""

    finish_reason: Literal["stop", "length", "model_length", "error", "tool_calls"] | None = None
    keep: float = Field(default=1.0, ge=0, le=1)
    thinking: bool = False
    fragments: bool = False


class Reply(Record):
    """How the API answers in this case: one of body, stream, transport and says, or headers for a good answer.

    `transport`: `reset` and `no-answer` in place of an answer; a good answer that is `late`, of the `wrong-length` (it
    announces more than it sends), or `malformed` JSON. `seconds`: how late, or how long a stall or no answer lasts.
    `on`: the endpoints that answer so, as `/v1/path/{}` or `GET /v1/path/{}`; all that a model answers, if none.
    """

    status: int | None = Field(default=None, ge=100, le=599)
    headers: dict[str, str] = {}
    body: dict[str, Any] | list[Any] | str | None = None
    stream: StreamFault | None = None
    transport: Literal["reset", "no-answer", "late", "wrong-length", "malformed"] | None = None
    says: Says | None = None
    seconds: float | None = Field(default=None, gt=0, le=3600)
    on: tuple[Annotated[str, Field(pattern=r"^(?:[A-Z]+ )?/v1/[a-z0-9/_{}]+$")], ...] = ()
    basis: Basis

    def model_post_init(self, _context: Any) -> None:
        given = [name for name in ("body", "stream", "transport", "says") if getattr(self, name) is not None]
        if len(given) > 1 or (not given and self.status is None):
            raise ValueError("give `status` with `body`, or `stream`, or `transport`, or `says`")
        if self.body is not None and self.status is None:
            raise ValueError("a `body` needs its `status`")
        if self.seconds is not None and not self.waits:
            raise ValueError("`seconds` needs a `transport` of `late` or `no-answer`, or a `stream` that stalls")

    @property
    def waits(self) -> bool:
        """Whether something is waited for, so that it takes `seconds`."""
        return self.transport in ("late", "no-answer") or (self.stream is not None and self.stream.then == "stall")
