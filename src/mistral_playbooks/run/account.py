"""Requests for what the mock cannot know, such as what only an account holds. They are numbered from `first`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from urllib.parse import unquote

from ..gateway.hosts import other_host
from ..mock import Exchange, paths
from ..mock.validation.models import is_tuned

_NOT_SERVED = (
    "asked for an operation that the API has but the mock does not serve. The 404 is the mock's, not the API's. Skip "
    "this step under `run`."
)
_EMPTY = (
    "asked for something that an account holds: an agent, a conversation, a file, a library or a job. The mock "
    "begins with an empty account, so an id of yours is unknown here. Let the program create what it uses, or name an "
    "agent of yours: --agent ID."
)
_VOICE = (
    "asked for a voice that the mock does not know. The mock knows only Mistral's presets, and no voice of yours. In "
    "place of your own voice, let the program use a preset here, such as gb_jane_neutral."
)
_VOICES = re.compile(r"/v\d/audio/(?:speech|voices)\b")
_NO_ACCESS = b"You do not have access to the model"
"""Part of the answer to a batch job with an unknown model."""
_TUNED = (
    "asked for a fine-tuned model, which only your account has, so the mock refuses it. To test the rest of the "
    "program, let it use one of Mistral's own models here."
)


def notes(journal: Sequence[Exchange], first: int, known: Collection[int]) -> Iterator[tuple[list[int], str]]:
    """Yields what to know about these requests, and their numbers. What is wrong with the `known` ones is certain."""
    voices, models = _missing_voices(journal, first), _tuned_models(journal, first)
    yield [n for n in missing_resources(journal, first) if n not in {*voices, *models, *known}], _EMPTY
    yield voices, _VOICE
    yield models, _TUNED
    yield not_served(journal, first), _NOT_SERVED


def asks_tuned_model(exchange: Exchange) -> bool:
    """Whether a request was refused because its model is one that somebody fine-tuned."""
    if exchange.status not in (400, 404, 422) or exchange.fault or other_host(exchange.sent):
        return False
    sent = exchange.body
    model = sent.get("model") if isinstance(sent, dict) else unquote(exchange.path).removeprefix("/v1/models/")
    if not isinstance(model, str) or not is_tuned(model):
        return False
    return (_NO_ACCESS if exchange.status == 422 else model.encode()) in exchange.error


def missing_resources(journal: Sequence[Exchange], first: int) -> list[int]:
    """Returns the numbers of the requests for what the mock's account does not have: an agent, a file, a fine-tuned
    model or the like."""
    found = [
        number
        for number, one in _not_found(journal, first)
        if paths.is_served(one.method, one.path) and not one.path.startswith("/v1/models/")
    ]
    return sorted({*found, *_tuned_models(journal, first)})


def _missing_voices(journal: Sequence[Exchange], first: int) -> list[int]:
    """Returns the numbers of the requests for a voice that the mock does not know."""
    return [
        number
        for number, one in _not_found(journal, first)
        if _VOICES.match(one.path) and paths.is_served(one.method, one.path)
    ]


def not_served(journal: Sequence[Exchange], first: int) -> list[int]:
    """Returns the numbers of the requests for an operation of the API that the mock does not serve."""
    return [
        number
        for number, one in _not_found(journal, first)
        if paths.is_real(one.method, one.path) and not paths.is_served(one.method, one.path)
    ]


def _tuned_models(journal: Sequence[Exchange], first: int) -> list[int]:
    return [number for number, one in enumerate(journal, first) if asks_tuned_model(one)]


def _not_found(journal: Sequence[Exchange], first: int) -> Iterable[tuple[int, Exchange]]:
    for number, one in enumerate(journal, first):
        if one.status == 404 and one.fault is None and not other_host(one.sent):
            yield number, one
