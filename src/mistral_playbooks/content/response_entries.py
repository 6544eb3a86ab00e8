"""How the API answers, as authors write it in the front matter. `response` has the records."""

from __future__ import annotations

import re
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from .entry import Entry
from .response import Basis, Ending, FinishReason, Transport

Endpoint = Annotated[str, Field(pattern=r"^(?:[A-Z]+ )?/[A-Za-z0-9/_{}.:-]+$")]
_OF_THE_API = re.compile(r"(?:[A-Z]+ )?/v1/[a-z0-9/_{}]+")
Host = Annotated[str, Field(pattern=r"^[a-z0-9*-]+(?:\.[a-z0-9*-]+)+$")]


class StreamEntry(Entry):
    """A stream with status 200 that breaks."""

    after: int = Field(ge=0, le=1000, description="How many data chunks arrive first.", examples=[4])
    then: Ending = Field(
        description="`cut` between two chunks, `half` a chunk, `stall`, or `end` without the last chunk.",
        examples=["cut"],
    )
    frame: str | None = Field(default=None, min_length=1, description="Sent unchanged before the stream breaks.")


class OutputEntry(Entry):
    """A modified output of the model."""

    finish_reason: FinishReason | None = Field(default=None, description="The reason in the last choice.")
    keep: float = Field(default=1.0, ge=0, le=1, description="The part of the text that is left.")
    thinking: bool = Field(default=False, description="Whether reasoning comes before the text.")
    references: bool = Field(default=False, description="Whether the text cites a source in a chunk of its own.")
    fragments: bool = Field(default=False, description="Whether a stream comes in the small pieces of `zai-glm-*`.")
    declines: bool = Field(
        default=False, description="Whether the model calls no tool, unless `tool_choice` makes it call one."
    )


class ResponseEntry(Entry):
    """How the API answers: `status` with `message` or `body`, or `stream`, or `transport`, or `says`."""

    status: int | None = Field(
        default=None,
        ge=100,
        le=599,
        description="The HTTP status. 200 without a body only adds `headers` to a good answer.",
        examples=[400],
    )
    type: str | None = Field(
        default="invalid_request_error", description="`type` of the API's error envelope.", examples=["invalid_model"]
    )
    code: str | None = Field(default=None, description="`code` of the API's error envelope.", examples=["1500"])
    message: str | dict[str, Any] | None = Field(
        default=None,
        description="`message` of the API's error envelope, which the body is built from; a 422's `{detail: [ITEM]}`.",
        examples=["Invalid model: mistral-small-lastest"],
    )
    body: dict[str, Any] | list[Any] | str | None = Field(
        default=None, description="The whole body, if it is not the API's envelope: JSON, or a string such as HTML."
    )
    headers: dict[str, str] = Field(default={}, description="Headers that replace the usual ones, or are added.")
    stream: StreamEntry | None = Field(default=None, description="A stream that breaks.")
    transport: Transport | None = Field(
        default=None,
        description="`reset` or `no-answer`; or a good answer that is `late`, of the `wrong-length`, or `malformed`; "
        "or a stream in which an event is `split` between two reads.",
    )
    says: OutputEntry | None = Field(default=None, description="A good answer in which the model's output is another.")
    seconds: float | None = Field(
        default=None, gt=0, le=3600, description="How late the answer is, or how long a stall or no answer lasts."
    )
    on: tuple[Endpoint, ...] = Field(
        default=(),
        description="The only endpoints that answer so. Default: all that a model answers.",
        examples=[["GET /v1/models/{}"]],
    )
    host: Host | None = Field(
        default=None,
        description="Another host that answers so; `*` is any part of its name. Its answer has no header of "
        "the API, only `headers`.",
        examples=["*.inference.ai.azure.com"],
    )
    basis: Basis = Field(description="What the answer is based on.", examples=["reported"])

    @model_validator(mode="after")
    def _of_one_host(self) -> Self:
        if self.host is None and (others := [one for one in self.on if not _OF_THE_API.fullmatch(one)]):
            raise ValueError(f"`on`: the API has no endpoint `{others[0]}`; one of another host needs `host`")
        if self.host is not None and (self.status is None or self.message is not None):
            raise ValueError("a `host` needs `status`, and a `body` of its own form instead of `message`")
        return self

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        given = [key for key in ("message", "body", "stream", "transport", "says") if getattr(self, key) is not None]
        if len(given) > 1 or (not given and self.status is None):
            raise ValueError("give `status` with `message` or `body`, or `stream`, or `transport`, or `says`")
        if self.status is None and given in (["message"], ["body"]):
            raise ValueError(f"a `{given[0]}` needs its `status`")
        if self.message is None and self.model_fields_set & {"type", "code"}:
            raise ValueError("`type` and `code` need a `message`; with `body`, write them into the body")
        waits = self.transport in ("late", "no-answer") or (self.stream is not None and self.stream.then == "stall")
        if self.seconds is not None and not waits:
            raise ValueError("`seconds` needs a `transport` of `late` or `no-answer`, or a `stream` that stalls")
        return self
