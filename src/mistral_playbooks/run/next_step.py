"""The next step after a failure: what to ask `explain`, and in which language."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from ..content import pages
from ..content.catalog import load
from ..content.pages import Language
from ..findings import advice
from ..findings.attempts import failed, is_gap, zero_quota
from ..gateway.hosts import host_of, is_sister, other_host
from ..mock import Exchange
from .account import asks_tuned_model
from .keys import other_keys
from .requests import lacks_form, values, wrong_url

_DROPPED = (
    "failed and was never sent again, but the program ended with status 0. Let it send the request again if a retry "
    "helps, and otherwise end with an error (mistral-playbooks explain {})."
)
_MAX_VALUES = 1_000
_QUESTIONS = ("messages", "inputs", "input", "prompt", "document", "file")
_NO_KEY = "unauthorized/no-key"
_CLIENTS: tuple[tuple[Language, re.Pattern[str]], ...] = (
    ("typescript", re.compile(r"typescript|/js\b|^(?:node|deno|bun|undici|axios|got|ai)\b", re.I)),
    ("curl", re.compile(r"^curl/")),
)
"""How clients that are not Python's name themselves in `User-Agent`."""


def last_error(journal: Sequence[Exchange], exit: int) -> Exchange | None:
    """Returns the last request to the API that failed or got a fault; of a program that ended well, the last one that
    the API refused and never answered later."""
    errors = [one for one in journal if (failed(one) or one.fault) and not is_sister(one)]
    if exit == 0:
        latest = {(one.method, one.path): one for one in journal}
        errors = [one for one in errors if not one.fault and latest[one.method, one.path] is one]
    return errors[-1] if errors else None


def dropped(journal: Sequence[Exchange], first: int) -> Iterator[tuple[list[int], str]]:
    """Yields the numbers of the requests that failed by a fault and were never sent again, and what to know of them.

    A later request with the same question is another attempt, whatever its model, settings or endpoint.
    """
    later: set[Any] = set()
    found: dict[str, list[int]] = {}
    for number, one in reversed([*enumerate(journal, first)]):
        asked = {text for place, text in islice(values(_question(one.body)), _MAX_VALUES) if not place.endswith("type")}
        asked = asked or {(one.method, one.path)}
        if one.fault and failed(one) and not asked & later:
            found.setdefault(one.fault.partition("/")[0], []).insert(0, number)
        later |= asked
    for slug, numbers in found.items():
        yield numbers, _DROPPED.format(slug)


def _question(body: Any) -> Any:
    """Returns what a body asks: its last message, or another input. None if it is not known."""
    fields = [body[name] for name in _QUESTIONS if name in body] if isinstance(body, dict) else []
    asked = fields[0] if fields else None
    last = asked[-1] if isinstance(asked, list) and asked else None
    return last.get("content", last) if isinstance(last, dict) else asked


def argument(last: Exchange) -> str | None:
    """Returns what to ask `explain` about a failed request: the slug, with its cause if known, or the code."""
    if is_gap(last) or asks_tuned_model(last):
        return None
    return _diagnosed(last) or (last.code if advice.is_known_code(last.code) else None)


def command(last: Exchange, arguments: Sequence[str]) -> str | None:
    """Returns the command for the next step. For a program with a key of its own, it is the same run, but with any key
    accepted: `arguments` are those of this run."""
    step = argument(last)
    if step is None:
        return None
    if step == _NO_KEY and other_keys([last], 1):
        given = list(arguments[arguments.index("run") + 1 :]) if "run" in arguments else ["--", "COMMAND"]
        return shlex.join(["mistral-playbooks", "run", "--any-key", *given])
    agent = last.sent.get("user-agent", "")
    language: Language | None = next((name for name, pattern in _CLIENTS if pattern.search(agent)), None)
    option = f" --lang {language}" if language and _has_change(step, language) else ""
    return f"mistral-playbooks explain {step}{option}"


def _has_change(step: str, language: Language) -> bool:
    """Whether `explain` has a change to show in this language. Otherwise it shows another one if not asked."""
    slug, _, cause = step.partition("/")
    playbook = load().playbooks.get(slug)
    return playbook is not None and bool(pages.load(playbook).change(playbook.cause(cause or None).id, language))


def _diagnosed(last: Exchange) -> str | None:
    """Returns the slug of the playbook for a failed request, if its answer tells, and the cause behind a slash."""
    if last.fault or not last.error or zero_quota(last):
        return advice.playbook_for(last)
    if wrong := wrong_url(last):
        return f"route-not-found/{wrong[0]}"  # known here, while a text alone may look like an agent that was not found
    if lacks_form(last):
        return "multipart-required"
    if last.status == 401 and not other_host(last.sent):
        return _NO_KEY  # the mock knows one key, so this says nothing about the key that was sent
    from ..diagnosis import LIKELY, Unusable, diagnose
    from ..explain.details import specific

    text = f"{last.method} https://{host_of(last.sent)}{last.path}\nStatus {last.status}. Body: "
    text += last.error.decode(errors="replace")
    try:
        found = diagnose(text, load(), 2)
    except Unusable:
        return None
    # The answer is one of the API, so a match that leads is enough.
    if not found or (found[0].score < LIKELY and found[0].score <= max((one.score for one in found[1:]), default=0)):
        return None
    match = specific(found[0], text, load())
    several = len(load().playbooks[match.slug].causes) > 1
    return f"{match.slug}/{match.cause}" if match.cause and several else match.slug
