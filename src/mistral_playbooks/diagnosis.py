"""An error text in, ranked playbooks with reasons out.

The text's facts (`report`) are compared with the playbooks' records. A message that a class is known by weighs
most, its code and type next; a status or a generic exception alone says little, and what contradicts counts
against. Scores of 0.8 and more mean "sure"; below 0.5 the match is one of several candidates.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from . import origin
from .catalog import Catalog, Playbook
from .masking import excerpt
from .report import Report, Unusable, read
from .signature import Hit, Signature, compiled, fold, words

__all__ = ["Match", "Unusable", "diagnose"]

_LEAST = 0.15
_GENERIC_TYPES = frozenset({"invalid_request_error", "internal_server_error", "error", "function", "object"})
_BUILT_IN = frozenset(
    "Exception Error TypeError ValueError KeyError AttributeError RuntimeError ImportError ModuleNotFoundError OSError"
    " IndexError SyntaxError NameError AssertionError ConnectionError TimeoutError UnicodeEncodeError JSONDecodeError"
    " NotImplementedError".split()
)
_GENERIC = _BUILT_IN | frozenset(
    "SDKError MistralError HTTPValidationError ResponseValidationError SDKValidationError ValidationError HTTPStatusError"
    " MistralAPIException MistralException MistralAPIStatusException APIError APIStatusError APICallError AI_APICallError"
    " BadRequestError UnprocessableEntityError RetryError AI_RetryError HTTPError ZodError".split()
)
_NAME = re.compile(r"[A-Z]\w*(?:Error|Exception|Timeout|Read|Closed)")
_SNAKE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")


@dataclass(frozen=True)
class Match:
    """One candidate. The names are those of `explain --json`."""

    slug: str
    cause: str | None
    """Id of the cause that the text points at; None where it does not tell."""
    title: str
    score: float
    """0 to 1; from 0.8 sure."""
    retry: str
    url: str
    """The page, from the site's root."""
    why: list[str]
    summary: str
    first_step: str
    ask: str | None
    """A command whose output decides between the first candidates, or None."""

    def to_dict(self) -> dict[str, Any]:
        """As in `explain --json`."""
        return asdict(self)


@dataclass(frozen=True)
class _Mark:
    """A signature of one playbook."""

    signature: Signature
    cause: str | None
    order: int
    kind: str  # message | type | exception | hint


@dataclass
class _Candidate:
    playbook: Playbook
    messages: list[tuple[float, _Mark, Hit]] = field(default_factory=list)
    causes: dict[str, float] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    code: float = 0.0
    type: float = 0.0
    status: float = 0.0
    exception: float = 0.0
    against: float = 1.0
    score: float = 0.0
    at: float = 0.0

    @property
    def best(self) -> float:
        return self.messages[0][0] if self.messages else 0.0


class _Index:
    """A catalog prepared for matching."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.entries = [(playbook, _marks(playbook)) for playbook in catalog]
        self.signatures = list({mark.signature.text: mark.signature for _, m in self.entries for mark in m}.values())
        self.codes = Counter(code for p in catalog for code in p.codes)
        self.types = Counter(type for p in catalog for type in p.types)
        self.statuses = Counter(status for p in catalog for status in p.statuses)
        self.exceptions = Counter(name for p in catalog for name in p.exceptions)


def _marks(playbook: Playbook) -> list[_Mark]:
    given = [(text, None) for text in playbook.signatures]
    given += [(text, cause.id) for cause in playbook.causes for text in cause.signatures]
    if playbook.title.casefold() not in {text.casefold().strip(" :.") for text, _ in given}:
        given.append((playbook.title, None))
    found = []
    for order, (text, cause) in enumerate(given):
        signature = compiled(text)
        if _SNAKE.fullmatch(text):
            kind = "type"
        elif _NAME.fullmatch(text):
            kind = "exception"
        elif signature.pattern is None and (text.isdigit() or signature.letters < 3):
            continue
        else:
            kind = "hint" if (cause and signature.letters < 12) or (text == playbook.title and signature.letters < 10) else "message"
        found.append(_Mark(signature, cause, order, kind))
    return found


_prepared: list[_Index] = []


def _index(catalog: Catalog) -> _Index:
    """Compile once per catalog; the last few are kept."""
    for index in _prepared:
        if index.catalog is catalog:
            return index
    index = _Index(catalog)
    _prepared[:] = [index, *_prepared[:3]]
    return index


def diagnose(text: str, catalog: Catalog, top: int = 3) -> list[Match]:
    """The playbooks that fit an error text, best first, at most `top`; empty where none does.

    The text may also be a bare code, status, type, exception name or slug. Raises Unusable for an empty or
    binary text, and nothing else.
    """
    index = _index(catalog)
    key = text.strip(" \t\r\n'\"`[]()<>:;,.").strip() if len(text) < 200 else ""
    if key and not re.search(r"\s", key) and (found := _by_key(key, index)):
        ranked = found
    else:
        ranked = _by_text(read(text), index)
    ranked = _beside(ranked, index)[: max(top, 0)]
    return _with_question(ranked, text)


def _by_key(key: str, index: _Index) -> list[_Candidate]:
    """A single word: what it names."""
    slug, _, cause = re.sub(r"^.*/(?:playbooks|e)/", "", key).strip("/").lower().partition("/")
    slug, _, anchor = slug.partition("#")
    playbook = index.catalog.playbooks.get(slug)
    if playbook:
        found = _Candidate(playbook, score=1.0, reasons=[f"slug {slug}"])
        if (cause or anchor) in {c.id for c in playbook.causes}:
            found.causes[cause or anchor] = 1.0
        return [found]
    name = key.rsplit(".", 1)[-1].casefold()
    candidates = []
    for playbook in index.catalog:
        for kind, values in (("code", playbook.codes), ("type", playbook.types), ("exception", playbook.exceptions), ("status", playbook.statuses)):
            wanted = name if kind == "exception" else key.casefold()
            hit = next((i for i, value in enumerate(values) if str(value).rsplit("." if kind == "exception" else "\0", 1)[-1].casefold() == wanted), None)
            if hit is not None:
                value = values[hit]
                share = {"code": index.codes, "type": index.types, "exception": index.exceptions, "status": index.statuses}[kind][value]  # type: ignore[index]
                sure = kind in ("code", "type") and share == 1 and value not in _GENERIC_TYPES
                first = 0.86 if sure else 0.6 if share == 1 and kind == "exception" and value not in _GENERIC else 0.38
                lone = 0.01 * (len(playbook.statuses) <= 1) + 0.002 * min(len(playbook.evidence), 5) - 0.01 * min(hit, 3)
                candidates.append(_Candidate(playbook, score=first - 0.02 * min(share - 1, 4) + lone, reasons=[f"{kind} {value}"]))
                break
    return sorted(candidates, key=lambda c: -c.score)


def _by_text(report: Report, index: _Index) -> list[_Candidate]:
    where = origin.of(report)
    lines = report.lines
    hits = {
        s.text: hit for s in index.signatures if (hit := s.find(report.folded, report.words, report.squeezed, lines))
    }
    answers = [words(fold(message)) for message in report.messages]
    said = [words(fold(message)) for message in report.said]
    found = [_evidence(p, marks, report, hits, answers, said, where, index) for p, marks in index.entries]
    _explain_away(found)
    strongest = max((c.best for c in found), default=0.0)
    telling = [m for m in report.messages if not any(m.strip(" .").casefold() == r for r in _reasons(report))]
    for candidate in found:
        candidate.score = _score(candidate, where, strongest, bool(telling))
    ranked = [c for c in found if c.score >= _LEAST]
    return sorted(ranked, key=lambda c: (-round(c.score, 2), -c.at, -len(c.playbook.evidence), c.playbook.slug))


def _reasons(report: Report) -> set[str]:
    """Messages that only repeat the status."""
    known = {"unauthorized", "not found", "bad request", "forbidden", "unprocessable entity", "internal server error"}
    return known if report.statuses or report.implied else set()


def _evidence(
    playbook: Playbook,
    marks: list[_Mark],
    report: Report,
    hits: dict[str, Hit],
    answers: list[str],
    said: list[str],
    where: origin.Origin,
    index: _Index,
) -> _Candidate:
    """Everything in the facts that speaks for a playbook, and what speaks against it."""
    found = _Candidate(playbook)
    types, exceptions = set(playbook.types), set(playbook.exceptions)
    for mark in marks:
        hit = hits.get(mark.signature.text)
        if hit is None:
            continue
        if mark.cause:
            found.causes[mark.cause] = max(found.causes.get(mark.cause, 0.0), mark.signature.weight * hit.factor)
        if mark.kind == "type":
            types.add(mark.signature.text)
        elif mark.kind == "exception":
            exceptions.add(mark.signature.text)
        elif mark.kind == "message":
            weight = _weight(mark, hit, report, answers, said, where)
            if weight:
                found.messages.append((weight, mark, hit))
    found.messages.sort(key=lambda m: -m[0])
    if found.messages:
        _, mark, hit = found.messages[0]
        found.at = hit.at
        found.reasons.append(_reason(mark, hit, report, answers, said))
    for code in report.codes:
        if code in playbook.codes:
            found.code = max(found.code, 0.6 / max(index.codes[code], 1) ** 0.5)
            found.reasons.append(f"code {code}")
    for kind in (*report.types, *sorted(t for t in types if "_" in t and t in report.names)):
        if kind in types and f"type {kind}" not in found.reasons:
            weight = 0.05 if kind in _GENERIC_TYPES else 0.5 / max(index.types[kind], 1) ** 0.5
            found.type = max(found.type, weight)
            found.reasons.append(f"type {kind}")
    for status in (*report.statuses, *report.implied):
        if status in playbook.statuses and not found.status:
            found.status = 0.35 / index.statuses[status] ** 0.5
            found.reasons.append(f"status {status}")
    last = report.exceptions[-1] if report.exceptions else ""
    for name in sorted(exceptions & (report.names | set(report.exceptions))):
        weight = 0.04 if name in _BUILT_IN else 0.15 if name in _GENERIC else 0.5 / max(index.exceptions[name], 1) ** 0.5
        found.exception = max(found.exception, weight if name == last or not last else weight * 0.7)
        found.reasons.append(f"exception {name}")
    _contradict(found, report, last, exceptions)
    return found


def _weight(
    mark: _Mark, hit: Hit, report: Report, answers: list[str], said: list[str], where: origin.Origin
) -> float:
    """What one found fragment says: more where it is the whole message or its beginning, less in strange company."""
    signature, letters = mark.signature, mark.signature.letters
    weight = signature.weight * hit.factor
    inside = [message for message in (*answers, *said) if hit.words in message]
    cover = max((len(hit.words) / len(message) for message in (*inside, report.words)), default=0.0)
    heads = any(message.startswith(hit.words) for message in (*inside, report.words))
    if cover >= 0.7:
        weight = max(weight, 0.93 if letters >= 14 or where == "mistral" else 0.78)
    if heads and letters >= (8 if where == "mistral" else 11):
        weight = max(weight, 0.86)
    elif cover < 0.7 and answers and not inside and letters < 24:
        weight *= 0.9
    if where == "foreign":
        weight *= 0.75 if letters >= 22 else 0.0
    elif where == "unknown" and letters < 22:
        weight *= 0.6
    if hit.at < report.focus - 0.001:
        weight *= 0.85
    return weight - 0.003 * min(mark.order, 10) - (0.05 if mark.cause else 0.0) if weight else 0.0


def _contradict(found: _Candidate, report: Report, last: str, exceptions: set[str]) -> None:
    """Lower a candidate for what the text says otherwise."""
    playbook, best = found.playbook, found.best
    codes = [code for code in report.codes if code.isdigit() and len(code) == 4]
    types = [kind for kind in report.types if kind not in _GENERIC_TYPES and _SNAKE.fullmatch(kind)]
    if report.statuses and playbook.statuses and not set(report.statuses) & set(playbook.statuses):
        relayed = "litellm" in report.names or 500 in report.statuses
        found.against *= 0.85 if relayed else 0.6
        found.reasons.append(f"but status {report.statuses[0]}")
    if codes and playbook.codes and not found.code:
        found.against *= 0.9 if best >= 0.9 else 0.65
        found.reasons.append(f"but code {codes[0]}")
    if types and playbook.types and not found.type:
        found.against *= 0.9 if best >= 0.9 else 0.7
    local = last and last not in exceptions and not report.statuses and not report.messages
    if local and playbook.statuses and not any(m.signature.letters >= 24 for _, m, _ in found.messages):
        known_client = last in _GENERIC - _BUILT_IN - {"ValidationError", "ZodError"} or "API" in last
        found.against *= 1.0 if known_client else 0.6


def _explain_away(found: list[_Candidate]) -> None:
    """A fragment that is part of a longer one that another class is known by says less for itself."""
    longest = [(mark, hit.words, c.playbook.slug) for c in found for _, mark, hit in c.messages[:2]]
    for candidate in found:
        kept = []
        for weight, mark, hit in candidate.messages:
            taken = any(
                slug != candidate.playbook.slug and len(text) > len(hit.words) + 3 and hit.words in text
                for _, text, slug in longest
            )
            kept.append((weight * 0.6 if taken else weight, mark, hit))
        candidate.messages = sorted(kept, key=lambda m: -m[0])


def _score(found: _Candidate, where: origin.Origin, strongest: float, telling: bool) -> float:
    """One number from all evidence: agreeing facts add up, weak ones alone stay weak."""
    doubt = (1 - found.code) * (1 - found.type) * (1 - found.status) * (1 - found.exception)
    if found.messages:
        more = 0.4 * found.messages[1][0] if len(found.messages) > 1 else 0.0
        return min(0.99, (1 - (1 - found.best) * (1 - more) * doubt) * found.against)
    if where in ("foreign", "unknown") or doubt == 1:
        return 0.0
    strong = found.code > 0.05 or found.type > 0.05
    if not strong and found.status == 0 and found.exception <= 0.04:
        return 0.0
    most = (0.45 if telling else 0.84) if strong else (0.3 if telling else 0.4)
    if strongest >= 0.6:
        most = min(most, 0.3)
    score = min(most, 1 - doubt) * found.against
    return max(score, 0.2) if strongest < 0.5 and found.status and found.against == 1 and not telling else score


def _reason(mark: _Mark, hit: Hit, report: Report, answers: list[str], said: list[str]) -> str:
    """A short human reason for a found fragment."""
    text = mark.signature.text
    if mark.signature.pattern is not None:
        match = mark.signature.pattern.search(report.folded) or mark.signature.pattern.search(report.lines)
        text = match[0] if match else hit.words
    text = excerpt(text.strip(), 90).strip(" :")
    if re.match(r"(?i)x-|retry-after", text):
        return f"header `{text}`"
    return f"message `{text}`" if any(hit.words in message for message in (*answers, *said)) else f"text `{text}`"


def _beside(ranked: list[_Candidate], index: _Index) -> list[_Candidate]:
    """Put classes whose text is the same beside each other, the one that something tells apart first."""
    order: list[_Candidate] = []
    by_slug = {c.playbook.slug: c for c in ranked}
    for candidate in ranked:
        if candidate in order:
            continue
        group = [candidate]
        if candidate.score >= 0.3:
            for slug in candidate.playbook.same_text:
                other = by_slug.get(slug) or _Candidate(
                    index.catalog.playbooks[slug], reasons=[f"same text as {candidate.playbook.slug}"]
                )
                if other not in order:
                    other.score = min(max(other.score, candidate.score * 0.6), candidate.score)
                    group.append(other)
        own = {c.playbook.slug: _own(c, group) for c in group}
        group.sort(key=lambda c: (-own[c.playbook.slug], -c.score))
        for place, member in enumerate(group):
            best = max(c.score for c in group)
            if place == 0:
                member.score = best
            elif len(group) > 1 and own[group[0].playbook.slug] > own[member.playbook.slug]:
                member.score = min(member.score, best * 0.6)
        order += group
    return order


def _own(candidate: _Candidate, group: list[_Candidate]) -> float:
    """The weight of what only this class of a group with the same text would show: a header, a host, a count."""
    others = [other.playbook for other in group if other is not candidate]
    weights = [0.0]
    for weight, mark, _ in candidate.messages:
        if others and not any(_shows(other, mark.signature) for other in others):
            weights.append(weight)
    return max(weights)


def _shows(playbook: Playbook, signature: Signature) -> bool:
    """Would this class's text contain the signature too? By its own signatures and its answer."""
    if any(signature.words and signature.words.strip() in compiled(text).words for text in playbook.signatures):
        return True
    if signature.text in playbook.signatures or signature.text == playbook.title:
        return True
    answer = fold(f"{playbook.title} {playbook.response.headers} {playbook.response.body}") if playbook.response else ""
    spaced = words(answer)
    return bool(answer) and signature.find(answer, spaced, spaced.replace(" ", ""), answer) is not None


def _with_question(ranked: list[_Candidate], text: str) -> list[Match]:
    from .question import ask

    first = ranked[0] if ranked else None
    close = [c for c in ranked if first and (c.score >= first.score - 0.2 or c.playbook.slug in first.playbook.same_text)]
    doubtful = first is not None and len(close) > 1 and (first.score < 0.8 or close[1].score > 0.6 or bool(first.playbook.same_text))
    question = ask([c.playbook for c in close], text) if doubtful else None
    return [_match(c, question if c in close else None) for c in ranked]


def _match(found: _Candidate, question: str | None) -> Match:
    playbook = found.playbook
    cause = max(found.causes, key=lambda id: found.causes[id]) if found.causes else None
    if cause is None and len(playbook.causes) == 1:
        cause = playbook.causes[0].id
    return Match(
        slug=playbook.slug,
        cause=cause,
        title=playbook.title,
        score=round(min(max(found.score, 0.0), 1.0), 2),
        retry=playbook.retry,
        url=playbook.url,
        why=list(dict.fromkeys(found.reasons))[:6],
        summary=playbook.summary,
        first_step=playbook.cause(cause).action,
        ask=question,
    )
