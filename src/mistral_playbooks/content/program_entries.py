"""What the front matter says about single programs: how they are run, and what they may use."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .entry import Entry


class RunEntry(Entry):
    """The conditions of programs' runs, if they differ from the defaults."""

    fault: str | None = Field(
        default=None, description="As in `--fault`; several with spaces; empty for none.", examples=["rate-limited:2"]
    )
    limits: str | None = Field(default=None, description="The limits of a plan.", examples=["free"])
    profile: Literal["hosted", "self-hosted"] = Field(
        default="hosted",
        description="The [message rules](mock.md#profiles) that apply: `self-hosted` for those of older servers.",
    )
    env: dict[str, str | None] = Field(default={}, description="Variables to set; null removes one.")
    files: dict[Annotated[str, Field(pattern=r"^\w[\w.-]*$")], str] = Field(
        default={},
        description="Text files beside the program, in place of the reader's. Node loads it as a `package.json` says.",
        examples=[{"a.txt": "Hi"}],
    )
    renamed: bool = Field(default=True, description="Whether modules are renamed for older major versions.")
    works_on: tuple[int, ...] = Field(
        default=(), description="SDK major versions on which this broken program works.", examples=[[1]]
    )
    no_request: str = Field(default="", description="Why this fix has no request to send. Then its exit status counts.")
    another_aim: str = Field(default="", description="Why this fix asks for something else than its broken program.")
    refused: str = Field(default="", description="Why this fix sends one request that the API refuses.")


class AllowanceEntry(Entry):
    """Something that a program may use although it is not on the list for all programs."""

    program: str = Field(description="A key as in `runs`: file name, role and cause, cause, or role.", examples=["tls"])
    what: str = Field(min_length=1, description="What `verify` says that it uses.", examples=["$HTTPS_PROXY"])
    reason: str = Field(min_length=10, description="Why this page needs it.", examples=["The page is about proxies."])
