"""GET /v1/audio/voices, its successor /v2/audio/voices, and one voice: the presets, because no account has own voices.

Keys: public OpenAPI file (2026-08-13) and SDK 3.7.0, which has `type`. Values: data/voices.json. Not known, and made
up: `created_at`, and `null` for what that file lacks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import unquote

from pydantic import BaseModel, Field

from ..types import Answer, Call
from ..wire import bodies
from ..wire.envelope import dumps
from ..wire.refusal import Refusal

if TYPE_CHECKING:
    from ..context import Context

_FILE = Path(__file__).parents[1] / "data" / "voices.json"


class OffsetQuery(BaseModel):
    """The query of version 1."""

    limit: Annotated[int, Field(ge=1, le=100)] = 10
    offset: Annotated[int, Field(ge=0)] = 0
    type: Literal["all", "custom", "preset"] = "all"


class TokenQuery(BaseModel):
    """The query of version 2. A client's limit of 100 to a page was not observed of the API."""

    page_size: Annotated[int, Field(ge=1)] = 10
    page_token: str | None = None
    type: Literal["all", "custom", "preset"] = "all"
    gender: list[Literal["female", "male", "neutral"]] | None = None
    language: list[str] | None = None
    query: str | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """A preset. `voxtral` is the generation of models that it came with; those before it do not take it."""

    id: str
    slug: str
    name: str
    languages: list[str]
    gender: str
    tags: list[str]
    voxtral: int = 2

    def to_resource(self) -> dict[str, Any]:
        """Returns the voice as the API lists it."""
        return {
            "name": self.name,
            "slug": self.slug,
            "languages": self.languages,
            "gender": self.gender,
            "age": 30 if self.voxtral == 2 else None,
            "tags": self.tags,
            "color": None,
            "description": None,
            "retention_notice": 30,
            "id": self.id,
            "created_at": "2026-03-23T12:00:00Z",
            "user_id": None,
            "type": "preset",
            "trimmed_seconds": None,
        }

    def speaks(self, language: str) -> bool:
        """Whether the voice has this language or a dialect of it: `en` also finds `en_gb` (lex-o-demo, 2026-10-04)."""
        return any(one == language or one.startswith(f"{language}_") for one in self.languages)


@cache
def _data() -> dict[str, Any]:
    return json.loads(_FILE.read_text(encoding="utf-8"))


@cache
def presets() -> tuple[Voice, ...]:
    """Returns the voices that Mistral provides and lists."""
    return tuple(Voice(**row) for row in _data()["presets"])


def find(wanted: str) -> Voice | None:
    """Returns the preset with this slug or id: both are accepted (lex-o-demo, 2026-10-04)."""
    return next((voice for voice in presets() if wanted in (voice.slug, voice.id)), None)


def generation(wanted: str) -> int | None:
    """Returns the generation of Voxtral that a preset came with; None if Mistral provides no such voice."""
    if wanted in _data()["unlisted"]:
        return 3
    voice = find(wanted)
    return voice and voice.voxtral


def index(context: Context, call: Call) -> Answer:
    """Returns a page of voices by its offset."""
    wanted = bodies.query(call, OffsetQuery)
    found = () if wanted.type == "custom" else presets()
    page = found[wanted.offset : wanted.offset + wanted.limit]
    body = {
        "items": [voice.to_resource() for voice in page],
        "total": len(found),
        "page": wanted.offset // wanted.limit + 1,
        "page_size": wanted.limit,
        "total_pages": ceil(len(found) / wanted.limit),
    }
    return Answer(200, dumps(body))


def search(context: Context, call: Call) -> Answer:
    """Returns a page of the voices that match. The token of the next page is the offset, which the API may hide."""
    wanted = bodies.query(call, TokenQuery)
    found = [
        voice
        for voice in presets()
        if wanted.type != "custom"
        and (wanted.gender is None or voice.gender in wanted.gender)
        and (wanted.language is None or any(voice.speaks(one) for one in wanted.language))
        and (wanted.query or "").lower() in voice.name.lower()
    ]
    token = wanted.page_token or ""
    start = int(token) if token.isdecimal() else 0
    end = start + wanted.page_size
    page = [voice.to_resource() for voice in found[start:end]]
    return Answer(200, dumps({"data": page, "next_page_token": str(end) if end < len(found) else None}))


def show(context: Context, call: Call) -> Answer:
    """Returns one voice by its slug or id. The body of the 404 is from a test of a client (2026-09-26)."""
    voice = find(unquote(call.args[0]))
    if voice is None:
        raise Refusal(404, None, "Voice not found")
    return Answer(200, dumps(voice.to_resource()))
