"""What an answer of the API says: without a key, with the key, and from a model."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from ..support.redact import excerpt
from .exchange import Answer
from .line import Line, failed, ok, unknown
from .target import Target

if TYPE_CHECKING:
    from ..diagnosis import Match

TOLERANCE = timedelta(seconds=60)
"""How far a clock may be off: limits are counted by the minute, and certificates by longer times."""
_TITLE = re.compile(r"<title[^>]*>([^<]{1,200})", re.IGNORECASE)


def without_key(answer: Answer, target: Target) -> Line:
    """Returns the line of a request that had no key. The API refuses it with 401, which proves that it answers."""
    took = f"{answer.milliseconds:.0f} ms"
    if answer.problem:
        return answer.problem
    if answer.status == 401 and isinstance(answer.json, dict):
        return ok(
            f"{target.host} refuses a request without a key (401, {took}), as expected.",
            {"milliseconds": round(answer.milliseconds)},
        )
    if answer.status == 200 and isinstance(answer.json, dict):
        said = f"{target.host} answers 200 without a key ({took}). It asks for none, so it is not Mistral's API."
        return failed(said, "hosted-elsewhere") if target.is_official else unknown(said, "hosted-elsewhere")
    return _odd(answer, target)


def with_key(answer: Answer, target: Target) -> Line:
    """Returns the line of the key, from the answer to `GET /v1/models`."""
    if answer.problem:
        return unknown(f"Not tested: {answer.problem.reason}")
    if answer.status == 200 and isinstance(answer.json, dict):
        return ok(f"{target.host} accepts it" + (": a Studio key." if target.host == "api.mistral.ai" else "."))
    if answer.status == 401:
        return failed(
            f"{target.host} refuses it with 401{_said(answer)}. It is mistyped, revoked, expired or another product's.",
            "unauthorized",
        )
    if answer.status in (402, 403) or answer.status == 429:
        return _diagnosed(answer, f"{target.host} answers {answer.status} to this key{_said(answer)}.")
    return unknown(f"Not tested: {target.host} answers {answer.status or 'nothing'}, which says nothing about the key.")


def codestral(answer: Answer, line: Line) -> Line:
    """Returns the line of a key that the API refused, after Codestral's host got it with an empty request.

    Not recorded from the real host: that it judges the key before the request, as the API does.
    """
    if not answer.problem and answer.status in (400, 422):
        return failed(
            "It is a Codestral key: codestral.mistral.ai accepts it, api.mistral.ai refuses it. Use a Studio key here, "
            "or send requests to codestral.mistral.ai.",
            "unauthorized",
            "other-product",
        )
    return line


def models(answer: Answer, wanted: str | None) -> Line:
    """Returns the line of the models, from the answer to `GET /v1/models` with the key. `wanted` must be among them."""
    if answer.problem or answer.status != 200:
        return unknown("Not tested: the list needs a key that the API accepts.")
    body = answer.json
    rows = body.get("data") if isinstance(body, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) and isinstance(row.get("id"), str) for row in rows):
        return unknown("The answer is not a list of models.", "response-validation")
    ids = sorted({row["id"] for row in rows})
    if wanted and wanted not in ids:
        return failed(f"{excerpt(wanted)} is not among the {len(ids)} models of this key.", "invalid-model", data=ids)
    if not ids:
        return failed("The list is empty: the key may use no model.", "tier-not-allowed")
    latest = [one for one in ids if one.endswith("-latest")] or ids
    shown = wanted or f"{', '.join(map(excerpt, latest[:3]))} and others"
    return ok(f"{len(ids)} models, {'among them' if wanted else 'such as'} {shown}.", ids)


def chat(answer: Answer, model: str) -> Line:
    """Returns the line of one short message to a model."""
    if answer.problem:
        return replace(answer.problem, theirs=answer.problem.playbook == "timeout")
    name = excerpt(model)
    if answer.status == 200 and isinstance(answer.json, dict) and isinstance(answer.json.get("choices"), list):
        return ok(f"{name} answers ({answer.milliseconds:.0f} ms).")
    return _diagnosed(answer, f"{name}: status {answer.status}{_said(answer)}.")


def clock(answer: Answer | None) -> Line:
    """Returns the line of the clock, compared with the date of an answer."""
    said = answer.headers.get("date", "") if answer else ""
    try:
        theirs = parsedate_to_datetime(said)
    except ValueError:
        return unknown("No answer with a date came to compare it with.")
    assert answer is not None
    ours = answer.received
    difference = ours - (theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC))
    off = abs(difference)
    data = {"seconds": round(difference.total_seconds())}
    if off <= TOLERANCE:
        return ok("It agrees with the date of the answer.", data)
    way = "ahead of" if difference > timedelta() else "behind"
    return failed(
        f"It is {_words(off)} {way} the server's. Set it by network time, or certificates and waits go wrong.",
        "tls-error",
        data=data,
    )


def _words(off: timedelta) -> str:
    hours, minutes = divmod(round(off.total_seconds() / 60), 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (minutes, "min"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number)


def _odd(answer: Answer, target: Target) -> Line:
    """Returns the line of an answer that is not the expected one."""
    said = f"{target.host} answers {answer.status}{_said(answer)}"
    if 300 <= answer.status < 400:
        return failed(
            f"{said}, a redirect. The API sends none: another server answers, such as a proxy or a login page.",
            "connection-error",
        )
    if answer.headers.get("cf-mitigated"):
        return failed(
            f"{said}: Cloudflare challenges this network. Try another network, without a VPN.", "connection-error"
        )
    if answer.is_page and answer.status < 500:
        return failed(
            f"{said}, a web page. Another server answers, such as a proxy or a login page.", "connection-error"
        )
    return _diagnosed(answer, f"{said}.")


def _diagnosed(answer: Answer, reason: str) -> Line:
    """Returns the line with the playbook that the diagnosis finds for the answer."""
    theirs = answer.status >= 500
    match = _match(answer)
    if match is None:
        usual = {402: "payment-required", 404: "route-not-found", 429: "rate-limited"}
        slug = usual.get(answer.status, "gateway-error" if theirs else "connection-error")
        return failed(reason, slug, theirs=theirs)
    return failed(reason, match.slug, match.cause if match.score >= 0.8 else None, theirs=theirs)


def _match(answer: Answer) -> Match | None:
    from ..content import catalog
    from ..diagnosis import diagnose

    body = excerpt(answer.text, 10_000)
    headers = "".join(f"\n{name}: {value}" for name, value in answer.headers.items() if name.startswith("x-ratelimit"))
    text = f"API error occurred: Status {answer.status}. Body: {body}{headers}"
    found = diagnose(text, catalog.load(), 1)
    return found[0] if found and found[0].score >= 0.5 else None


def _said(answer: Answer) -> str:
    """Returns what the answer says in words, in parentheses, or an empty string."""
    body = answer.json
    words = next(
        (body[name] for name in ("message", "detail") if isinstance(body, dict) and isinstance(body.get(name), str)), ""
    )
    if not words and answer.is_page and (found := _TITLE.search(answer.text[:20_000])):
        words = found[1]
    return f" ({excerpt(words, 80)})" if words.strip() else ""
