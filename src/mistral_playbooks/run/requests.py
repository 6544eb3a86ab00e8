"""The requests that the report explains: by their numbers, of which `first` is that of the journal's first one. And
those that an unused fault would have matched."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from ..explain import address
from ..gateway.hosts import is_sister, other_host
from ..mock import Exchange, paths
from ..mock.faults.effects import streams_only
from ..mock.faults.spec import parse_fault, resolve
from ..support import error_body
from ..support.redact import excerpt
from . import account, keys

_MAX_MESSAGE = 160
_MAX_CHANGES = 3
_MAX_VALUES = 10_000
_NAMES = re.compile(r"(?:^|[._])(?:url|model)$|(?:agent|conversation|document|file|library|voice)_id$")
"""Fields whose value is never empty. A message's text may be, and the SDK writes `null` for the id of a call."""
_WORDS = re.compile(r"(?i)(?:data:[^,]{0,80},)?(?:none|null|undefined|nan|\[object object\])?")
"""What a program sends in place of a value that it lacks, also of a file's content in base64."""
_SISTER = (
    "went to a host of Mistral that is not the API. The mock knows no answer of that host, so the 404 is the mock's. "
    "If the request was meant for the API, send it to https://api.mistral.ai."
)
_BLANK = (
    "sent an empty value, or a word such as `None` in its place: {}. Print it before the call. The variable, file or "
    "answer that it comes from is empty."
)
_NO_BODY = "had no request in its body. {}"
_NO_FORM = "sent no form, which this operation takes. {}"
_FORM = (
    "Send `multipart/form-data`, and let the client set its `Content-Type`: `files=` in Python, `FormData` in "
    "JavaScript, `-F` in curl (mistral-playbooks explain multipart-required)."
)
_UPLOADS = re.compile(r"/v1/(?:files|audio/transcriptions|libraries/[^/]+/documents)")
_FORM_TYPE = re.compile(r"(?i)multipart/form-data\b.*\bboundary=")
_FIELDS_TYPE = "application/x-www-form-urlencoded"  # a transcription without a file may be sent so
_PASS = "Pass its JSON to the call: as `json=` in Python, `body: JSON.stringify(…)` in JavaScript, `-d` in curl."
_NOTHING = b'"loc":["body"],"msg":"Field required"'
"""Part of the answer to a request without a body, or with the body `null`."""
_URL = "asked for a URL that the API does not have. {}"
_METHOD = "used a method that the API does not have for this URL. {}"
_EMPTY_TRANSCRIPTION = (
    "got an empty transcription, as reported from the API, because of `language` beside `timestamp_granularities`. "
    "Send one of the two (mistral-playbooks explain empty-transcription/language)."
)
_NUMBERS = (
    "asked for embeddings in base64, and got numbers, as reported from the API. OpenAI's SDK for JavaScript reads them "
    'as zeros, without an error. Set `encoding_format: "float"` (mistral-playbooks explain embeddings-zero-vectors).'
)
_WRONG_FILE = re.compile(rb'\{"detail": ?"Invalid file format\."')
_WRONG_LINE = re.compile(r'\{"message": ?("(?:[^"\\]|\\.)*"), ?"line_number": ?(\d+)\}')
_CHANGE = "sent a field under a wrong name or in a wrong place: {}"
_NOT_JSON = "sent a body that is not JSON: {}"
_MODEL = "asked for a model that is not served: {}"


def notes(journal: Sequence[Exchange], first: int) -> Iterator[tuple[list[int], str]]:
    """Yields what to know about some requests, and their numbers."""
    yield from keys.notes(journal, first)
    blanks = {number: told for number, one in enumerate(journal, first) if (told := _blank(one))}
    some = [*account.notes(journal, first, blanks)]
    for applies, what in ((is_sister, _SISTER), (_is_empty, _EMPTY_TRANSCRIPTION), (_is_misread, _NUMBERS)):
        some.append(([number for number, one in enumerate(journal, first) if applies(one)], what))
    yield from (one for one in some if one[0])
    changes: dict[str, list[int]] = {}
    for number, told in blanks.items():
        changes.setdefault(_BLANK.format(told), []).append(number)
    for number, exchange in enumerate(journal, first):
        if (exchange.status != 404 or number not in blanks) and (told := _told(exchange)):
            changes.setdefault(told[0].format(told[1]), []).append(number)
    for what, numbers in list(changes.items())[:_MAX_CHANGES]:
        yield numbers, what


def _is_empty(exchange: Exchange) -> bool:
    """Whether the answer is a transcription that two fields of the request together made empty."""
    sent = exchange.body if exchange.path == "/v1/audio/transcriptions" and exchange.status == 200 else None
    if not isinstance(sent, dict) or exchange.fault or exchange.answer:
        return False
    return bool(sent.get("language") and sent.get("timestamp_granularities"))


def _is_misread(exchange: Exchange) -> bool:
    """Whether the answer is numbers in place of the base64 that the request asked for. OpenAI's Python SDK asks for it,
    too, but keeps the numbers. For codestral-embed the mock answers base64, as documented."""
    sent = exchange.body if exchange.path == "/v1/embeddings" and exchange.status == 200 else None
    if not isinstance(sent, dict) or exchange.fault or sent.get("encoding_format") != "base64":
        return False
    keeps = "OpenAI/Python" in exchange.sent.get("user-agent", "")
    return not keeps and not str(sent.get("model")).startswith("codestral-embed")


def _blank(exchange: Exchange) -> str | None:
    """Returns which value of a refused request is empty, or a word such as `undefined`, and should be neither."""
    if exchange.status not in (400, 404, 422) or exchange.fault or other_host(exchange.sent):
        return None
    *before, last = exchange.path.split("/")
    if _WORDS.fullmatch(last) and exchange.method in paths.methods(f"{exchange.path}x"):
        return f'its URL ends in "{last}"'
    if "//" in exchange.path and exchange.method in paths.methods(exchange.path.replace("//", "/x/")):
        return 'its URL has "//", with nothing where an id belongs'
    if word := next((part for part in before if part and _WORDS.fullmatch(part)), None):
        return f'its URL has "{word}"'
    named = islice(values(exchange.body), _MAX_VALUES)
    blank = ((place, text) for place, text in named if _NAMES.search(place) and _WORDS.fullmatch(text))
    return next((f'`{place}` is "{text}"' for place, text in blank), None)


def values(body: Any) -> Iterator[tuple[str, str]]:
    """Yields the strings in a body, in order, and their places, such as `messages[0].content`."""
    rest = [("", body)]
    while rest:
        place, value = rest.pop()
        if isinstance(value, str):
            yield place, value
        elif isinstance(value, dict):
            rest += [(f"{place}.{name}" if place else str(name), one) for name, one in reversed(value.items())]
        elif isinstance(value, list):
            rest += [(f"{place}[{at}]", one) for at, one in reversed(list(enumerate(value)))]


def message(exchange: Exchange) -> str | None:
    """Returns the message of the API's refusal on one line. None if the report says it elsewhere: by the name of an
    injected fault, or in the note on what the mock does not serve."""
    if exchange.fault or not exchange.error:
        return None
    answer, words = error_body.parse(exchange.error)
    if "mock" in answer:
        return None
    if _WRONG_FILE.match(exchange.error):  # without parsing, because a long list is cut off in the journal
        wrong = _WRONG_LINE.findall(exchange.error.decode(errors="replace"))
        told = "; ".join(f"line {number}: {json.loads(text)}" for text, number in wrong)
        return excerpt(f"Invalid file format, {told}", _MAX_MESSAGE) if told else "Invalid file format."
    return excerpt(words.replace("\n", "; ") if answer else words, _MAX_MESSAGE) or None


def change(exchange: Exchange) -> str | None:
    """Returns what to change in a refused request, if the answer tells: a field, the model, or the form of the body."""
    told = _told(exchange)
    return told[1] if told else None


def _told(exchange: Exchange) -> tuple[str, str] | None:
    if account.asks_tuned_model(exchange):
        return None
    if exchange.status in (404, 405) and not exchange.fault:
        return _wrong_address(exchange)
    if lacks_form(exchange):
        return _NO_FORM, _FORM
    if exchange.status == 422 and not exchange.fault and _NOTHING in exchange.error:
        return _NO_BODY, _PASS
    if exchange.status not in (400, 422) or exchange.fault:
        return None
    from ..explain import details, fields

    text = exchange.error.decode(errors="replace")
    steps = (
        (_CHANGE, fields.first_step(text, "")),
        (_NOT_JSON, fields.not_json(text)),
        (_MODEL, details.model_step(text)),
    )
    return next(((what, step) for what, step in steps if step), None)


def lacks_form(exchange: Exchange) -> bool:
    """Whether an upload was refused because it is not a form."""
    if exchange.status != 422 or exchange.fault or not _UPLOADS.fullmatch(exchange.path):
        return False
    kind = exchange.sent.get("content-type", "")
    return not (_FORM_TYPE.match(kind) or (kind.startswith(_FIELDS_TYPE) and "/audio/" in exchange.path))


def _wrong_address(exchange: Exchange) -> tuple[str, str] | None:
    """Returns what to change in a URL or a method that the API does not have, if that is certain."""
    cause, meant = wrong_url(exchange) or ("", None)
    if cause and exchange.status == 405:
        return _METHOD, f"Use {' or '.join(paths.methods(exchange.path))}, not {exchange.method}."
    return (_URL, f"Make it https://{exchange.sent.get('host') or 'api.mistral.ai'}{meant}") if meant else None


def wrong_url(exchange: Exchange) -> tuple[str, str | None] | None:
    """Returns the cause of a refused URL, as an id of the playbook route-not-found, and the path that was meant, or
    None if it is not certain. Returns None for a path that the API may have."""
    method, path = exchange.method, exchange.path
    if exchange.status not in (404, 405) or other_host(exchange.sent) or paths.is_real(method, path):
        return None
    asks_model = isinstance(exchange.body, dict) and {"model", "messages"} <= exchange.body.keys()
    return address.correction(method, path, asks_model)


def applies_to(text: str) -> str:
    """Returns what requests a fault applies to."""
    fault = parse_fault(text)
    reply = resolve(fault)[1]
    if reply.host:
        return f"It applies to another host: {reply.host}."
    stream = ", and only to streams" if streams_only(reply) else ""
    if fault.at or reply.on:
        return f"It applies only to {fault.at or ', '.join(reply.on)}{stream}."
    return (
        f"It applies to requests that a model answers{stream}. For another one, add its path: @/v1/files, for example."
    )
