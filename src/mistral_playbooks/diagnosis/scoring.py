"""Weighs the evidence in a text's facts for and against a playbook."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..content.catalog import Playbook
from ..support.redact import excerpt
from .facts import Facts
from .index import SNAKE, Index, Mark
from .origin import Origin
from .signature import Hit, fold, words

GENERIC_TYPES = frozenset({"invalid_request_error", "internal_server_error", "error", "function", "object"})
_BUILT_IN = frozenset(
    """
    Exception Error TypeError ValueError KeyError AttributeError RuntimeError ImportError
    ModuleNotFoundError OSError IndexError SyntaxError NameError AssertionError ConnectionError
    TimeoutError UnicodeEncodeError JSONDecodeError NotImplementedError
    """.split()  # noqa: SIM905
)
GENERIC = _BUILT_IN | frozenset(
    """
    SDKError MistralError HTTPValidationError ResponseValidationError SDKValidationError ValidationError
    HTTPStatusError MistralAPIException MistralException MistralAPIStatusException APIError
    APIStatusError APICallError AI_APICallError BadRequestError UnprocessableEntityError RetryError
    AI_RetryError HTTPError ZodError
    """.split()  # noqa: SIM905
)
UNSURE = 0.79
"""The most for a text that may be about other software."""
_CLAUSE = re.compile(r"[:.>|] '?| - |\(|: ?'")


@dataclass(eq=False)
class Candidate:
    """A playbook and the evidence for it. All numbers are from 0 to 1."""

    playbook: Playbook
    messages: list[tuple[float, Mark, Hit]] = field(default_factory=list)
    causes: dict[str, float] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    code: float = 0.0
    type: float = 0.0
    status: float = 0.0
    exception: float = 0.0
    against: float = 1.0
    score: float = 0.0
    at: float = 0.0
    marked: bool = False
    """Whether the text has a mark of this API's: its name, or a message or type that only it sends."""
    own: float = 0.0
    """Weight of evidence that no other class with the same text has."""

    @property
    def best(self) -> float:
        """The weight of the best message found."""
        return self.messages[0][0] if self.messages else 0.0

    @property
    def only_status(self) -> bool:
        """Whether a status is all that the text and the record share."""
        return self.status > 0 and not (self.messages or self.code or self.type or self.exception)


def clauses(facts: Facts) -> list[str]:
    """Returns the words of exception messages and short lines, and of what follows each `: ` or ` - ` in them."""
    lines = [line for line in facts.text.lines.rsplit("\n", 30)[-30:] if 3 < len(line) <= 300]
    found: dict[str, None] = {}
    for text in dict.fromkeys((*facts.said, *lines)):
        folded = fold(text[:400])
        starts = (0, *(match.end() for match in _CLAUSE.finditer(folded)))
        found.update((words(folded[start:]), None) for start in starts[:8])
    return list(found)


def bare_reasons(facts: Facts) -> set[str]:
    """Returns messages that only repeat the status."""
    known = {"unauthorized", "not found", "bad request", "forbidden", "unprocessable entity", "internal server error"}
    return known if facts.statuses or facts.implied else set()


def gather(
    playbook: Playbook,
    marks: list[Mark],
    facts: Facts,
    hits: dict[str, Hit],
    answers: list[str],
    said: list[str],
    where: Origin,
    index: Index,
) -> Candidate:
    """Returns a playbook with all evidence for and against it."""
    found = Candidate(playbook, marked=where == "mistral")
    types, codes, exceptions = set(playbook.types), set(playbook.codes), set(playbook.exceptions)
    for mark in marks:
        hit = hits.get(mark.signature.text)
        if hit is None:
            continue
        if mark.cause:
            found.causes[mark.cause] = max(found.causes.get(mark.cause, 0.0), mark.signature.weight * hit.factor)
        if mark.kind == "type":
            types.add(mark.value)
        elif mark.kind == "code":
            codes.add(mark.value)
        elif mark.kind == "exception":
            exceptions.add(mark.value)
        elif mark.kind == "message":
            weight = _weight(mark, hit, facts, answers, said, where)
            if weight:
                found.messages.append((weight, mark, hit))
                found.marked |= mark.own
    found.messages.sort(key=lambda m: -m[0])
    if found.messages:
        _, mark, hit = found.messages[0]
        found.at = hit.at
        found.reasons.append(_reason(mark, hit, facts, answers, said))
    for code in facts.codes:
        if code in codes:
            found.code = max(found.code, 0.6 / max(index.codes[code], 1) ** 0.5)
            found.reasons.append(f"code {code}")
    for kind in (*facts.types, *sorted(t for t in types if "_" in t and t in facts.names)):
        if kind in types and f"type {kind}" not in found.reasons:
            weight = 0.05 if kind in GENERIC_TYPES else 0.5 / max(index.types[kind], 1) ** 0.5
            found.type = max(found.type, weight)
            found.marked |= kind in index.own_types - GENERIC_TYPES
            found.reasons.append(f"type {kind}")
    for status in (*facts.statuses, *facts.implied):
        if status in playbook.statuses and not found.status:
            found.status = (0.35 if status >= 400 else 0.05) / index.statuses[str(status)] ** 0.5
            found.reasons.append(f"status {status}")
    found.marked |= found.code > 0 and bool(found.messages)  # no other service pairs this code with this message
    last = facts.exceptions[-1] if facts.exceptions else ""
    for name in sorted(exceptions & (facts.names | set(facts.exceptions))):
        weight = 0.04 if name in _BUILT_IN else 0.15 if name in GENERIC else 0.5 / max(index.exceptions[name], 1) ** 0.5
        found.exception = max(found.exception, weight if name == last or not last else weight * 0.7)
        found.reasons.append(f"exception {name}")
    _contradict(found, facts, last, exceptions)
    return found


def _weight(mark: Mark, hit: Hit, facts: Facts, answers: list[str], said: list[str], where: Origin) -> float:
    """Returns the weight of a fragment: higher if it is a whole message or its start, lower in a foreign context."""
    signature, letters = mark.signature, mark.signature.letters
    weight = signature.weight * hit.factor
    inside = [message for message in (*answers, *said) if hit.words in message]
    cover = max((len(hit.words) / len(message) for message in (*inside, facts.text.words)), default=0.0)
    heads = any(message.startswith(hit.words) for message in (*inside, facts.text.words))
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
    if hit.at < facts.focus - 0.001:
        weight *= 0.85
    return weight - 0.003 * min(mark.order, 10) - (0.05 if mark.cause else 0.0) if weight else 0.0


def _contradict(found: Candidate, facts: Facts, last: str, exceptions: set[str]) -> None:
    """Lowers a candidate's score if the text contradicts its record."""
    playbook, best = found.playbook, found.best
    codes = [code for code in facts.codes if code.isdigit() and len(code) == 4]
    types = [kind for kind in facts.types if kind not in GENERIC_TYPES and SNAKE.fullmatch(kind)]
    if facts.statuses and playbook.statuses and not set(facts.statuses) & set(playbook.statuses):
        relayed = "litellm" in facts.names or 500 in facts.statuses or max(facts.statuses) < 400
        found.against *= 0.85 if relayed else 0.6
        found.reasons.append(f"but status {facts.statuses[0]}")
    if codes and playbook.codes and not found.code:
        found.against *= 0.9 if best >= 0.9 else 0.65
        found.reasons.append(f"but code {codes[0]}")
    if types and playbook.types and not found.type:
        found.against *= 0.9 if best >= 0.9 else 0.7
    local = last and last not in exceptions and not facts.statuses and not facts.messages
    telling = any(mark.signature.letters >= 24 for _, mark, _ in found.messages)
    if local and max(playbook.statuses, default=0) >= 400 and not telling:
        known_client = last in GENERIC - _BUILT_IN - {"ValidationError", "ZodError"} or "API" in last
        found.against *= 1.0 if known_client else 0.5


def _reason(mark: Mark, hit: Hit, facts: Facts, answers: list[str], said: list[str]) -> str:
    """Returns a short, readable reason for a fragment that was found."""
    for message, folded in zip(facts.messages, answers, strict=True):
        if hit.words in folded:
            return f"message `{excerpt(message, 90)}`"
    text = mark.signature.text
    if mark.signature.pattern is not None:
        match = mark.signature.pattern.search(facts.text.lines) or mark.signature.pattern.search(facts.text.folded)
        text = match[0] if match else hit.words
    text = excerpt(text.strip(), 90).strip(" :")
    if re.match(r"(?i)x-|retry-after", text):
        return f"header `{text}`"
    return f"message `{text}`" if any(hit.words in message for message in said) else f"text `{text}`"


def score(found: Candidate, where: Origin, strongest: float, telling: bool) -> float:
    """Combines all evidence into a score. Consistent facts add up, but weak facts alone stay weak. A text without any
    mark of this API's is never sure: other software words its errors the same way."""
    whole = _score(found, where, strongest, telling)
    return whole if found.marked else min(whole, UNSURE)


def _score(found: Candidate, where: Origin, strongest: float, telling: bool) -> float:
    doubt = (1 - found.code) * (1 - found.type) * (1 - found.status) * (1 - found.exception)
    if found.messages:
        best = found.messages[0][2].words
        others = (weight for weight, _, hit in found.messages[1:] if hit.words not in best and best not in hit.words)
        more = 0.4 * next(others, 0.0)
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
