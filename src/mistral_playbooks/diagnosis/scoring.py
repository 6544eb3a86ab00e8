"""Weighs the evidence in a text's facts for and against a playbook."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from ..content.catalog import Playbook
from ..support.redact import excerpt
from .client_errors import REFUSALS
from .expressions import expression
from .facts import Facts, Origin, answered_elsewhere, raised_elsewhere
from .index import Index, Mark
from .rules import BUILT_IN, CLIENTS, ELSEWHERE, GENERIC_TYPES, REASONS, WEIGHTS
from .signature import Hit
from .text import fold, lower, words


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
    host: float = 0.0
    """Weight of the fact that another host was called, for the class that is about other hosts."""
    against: float = 1.0
    score: float = 0.0
    at: float = 0.0
    near: float = 0.0
    """How near its words are to those of the text, where nothing else decides. It may be more than 1."""
    marked: bool = False
    """Whether the text has a mark of this API's: its name, or a message or type that only it sends."""
    own: float = 0.0
    """Weight of evidence that no other class with the same text has."""
    urgent: bool = False
    """Whether the text shows what must be dealt with before any error."""

    @property
    def best(self) -> float:
        """The weight of the best message found."""
        return max(self.host, self.messages[0][0] if self.messages else 0.0)

    @property
    def weak(self) -> bool:
        """Whether the text and the record share no more than a status, and names that many errors have."""
        return not (self.messages or self.host or self.code or self.exception or self.type > WEIGHTS["generic_type"])

    @property
    def only_status(self) -> bool:
        """Whether that is a status."""
        return self.status > 0 and self.weak


def round_half_up(score: float) -> float:
    """Returns a score with two decimals, rounded as JavaScript does it."""
    return math.floor(score * 100 + 0.5) / 100


def clauses(facts: Facts) -> list[str]:
    """Returns the words of exception messages and short lines, and of what follows each `: ` or ` - ` in them."""
    lines = [line for line in facts.text.lines.split("\n")[-30:] if 3 < len(line) <= 300]
    found: dict[str, None] = {}
    for text in dict.fromkeys((*facts.said, *lines)):
        folded = fold(text[:400])
        starts = (0, *(match.end() for match in expression("clause").finditer(folded)))
        found.update((words(folded[start:]), None) for start in starts[:8])
    return list(found)


def is_telling(facts: Facts) -> bool:
    """Whether an answer in the text has a message that says more than its status and its type."""
    repeated = {*facts.types, *REASONS}
    return any(lower(message.strip(" .")) not in repeated for message in facts.messages)


def gather(
    playbook: Playbook,
    marks: list[Mark],
    facts: Facts,
    hits: dict[str, Hit],
    answers: list[str],
    said: list[str],
    where: Origin,
    telling: bool,
    index: Index,
) -> Candidate:
    """Returns a playbook with all evidence for and against it."""
    found = Candidate(playbook, marked=where == "mistral" and facts.named)
    about = where == "mistral" and not raised_elsewhere(facts)
    raised = set(index.raised[playbook.slug]) - BUILT_IN
    if where != "mistral":
        raised -= REFUSALS
    keys = {"type": set(playbook.types), "code": set(playbook.codes), "exception": raised}
    if playbook.slug == ELSEWHERE and where == "foreign" and expression("other_models").search(facts.text.folded):
        return found  # it is about Mistral's models
    for mark in marks:
        hit = hits.get(mark.signature.text)
        if hit is None:
            continue
        if mark.cause:
            found.causes[mark.cause] = max(found.causes.get(mark.cause, 0.0), mark.signature.weight * hit.factor)
        general = mark.kind == "general"
        if mark.kind in keys:
            keys[mark.kind].add(mark.value)
        elif mark.kind == "message" or (general and (where == "mistral" or _may_be(hit, facts, where))):
            weight = _weight(mark, hit, facts, answers, said, where)
            if general and not about:
                weight *= WEIGHTS["unknown" if where == "unknown" else "alone"]
            in_chain = facts.focus > 0 and hit.at >= facts.focus  # the answer may be that of an earlier error
            if telling and not in_chain and not any(hit.words in answer for answer in answers):
                weight *= WEIGHTS["beside_answer"]
            if mark.urgent:
                weight = max(weight, mark.signature.weight)
                found.urgent = True
            if weight:
                found.messages.append((weight, mark, hit))
                generated = expression("generated").search(lower(mark.signature.text))
                found.marked |= mark.own or (about and not general and not generated)
    found.messages.sort(key=lambda message: -message[0])
    if found.messages:
        _, mark, hit = found.messages[0]
        found.at = hit.at
        found.reasons.append(_reason(mark, hit, facts, answers, said))
    _match_keys(found, facts, index, keys["code"], keys["type"], keys["exception"])
    _contradict(found, facts, index)
    _match_host(found, facts, where)
    return found


def _match_keys(
    found: Candidate, facts: Facts, index: Index, codes: set[str], types: set[str], exceptions: set[str]
) -> None:
    """Adds the evidence of a code, type, status or exception that the text and the record share."""
    for code in facts.codes:
        if code in codes:
            found.code = max(found.code, WEIGHTS["code"] / math.sqrt(max(index.codes[code], 1)))
            found.reasons.append(f"code {code}")
    for kind in dict.fromkeys((*facts.types, *sorted(kind for kind in types if "_" in kind and kind in facts.names))):
        if kind in types:
            share = math.sqrt(max(index.types[kind], 1))
            found.type = max(found.type, WEIGHTS["generic_type"] if kind in GENERIC_TYPES else WEIGHTS["type"] / share)
            found.marked |= kind in index.own_types
            found.reasons.append(f"type {kind}")
    for status in (*facts.statuses, *facts.implied):
        if status in found.playbook.statuses and not found.status:
            weight = WEIGHTS["status" if status >= 400 else "success"]
            found.status = weight / math.sqrt(index.statuses[str(status)])
            found.reasons.append(f"status {status}")
    found.marked |= found.code > 0 and bool(found.messages)  # no other service pairs this code with this message
    for name in sorted(exceptions):
        if name in facts.names or name in facts.exceptions:
            found.exception = max(found.exception, WEIGHTS["exception"] / math.sqrt(max(index.exceptions[name], 1)))
            found.reasons.append(f"exception {name}")


def _may_be(hit: Hit, facts: Facts, where: Origin) -> bool:
    """Whether a text that names nobody may be about this API, because it was pasted here: it is hardly more than the
    words that were found, or its traceback runs only through packages that call this API. `requests` is everywhere."""
    packages = set(facts.packages)
    through = where == "unknown" and bool(packages) and packages <= CLIENTS and "requests" not in packages
    return through or (where == "short" and 2 * len(hit.words) >= len(facts.text.words))


def _weight(mark: Mark, hit: Hit, facts: Facts, answers: list[str], said: list[str], where: Origin) -> float:
    """Returns the weight of a fragment: higher if a message starts with it, lower in a foreign context."""
    letters, known = mark.signature.letters, where == "mistral"
    weight = mark.signature.weight * hit.factor
    around = [message for message in (*answers, *said, facts.text.words) if hit.words in message]
    if letters >= (8 if known else 11) and any(message.startswith(hit.words) for message in around):
        weight = max(weight, WEIGHTS["head"])
    if where == "foreign":
        counts = mark.signature.is_long and (mark.own or not raised_elsewhere(facts))
        weight *= WEIGHTS["foreign"] if counts else 0.0
    elif where == "unknown" and not mark.signature.is_long:
        weight *= WEIGHTS["unknown"]
    return weight * WEIGHTS["before_last"] if hit.at < facts.focus - 0.001 else weight


def _contradict(found: Candidate, facts: Facts, index: Index) -> None:
    """Lowers a candidate's score if the text contradicts its record."""
    playbook = found.playbook
    codes = [code for code in facts.codes if expression("four_digits").match(code)]
    types = [kind for kind in facts.types if kind not in GENERIC_TYPES and expression("snake").match(kind)]
    statuses = [status for status in facts.statuses if index.statuses[str(status)]]  # another one has no class
    if playbook.slug != ELSEWHERE and statuses and playbook.statuses and not set(statuses) & set(playbook.statuses):
        found.against *= WEIGHTS["other_status"]
        found.reasons.append(f"but status {statuses[0]}")
    if codes and playbook.codes and not found.code:
        found.against *= WEIGHTS["other_code"]
        found.reasons.append(f"but code {codes[0]}")
    if types and playbook.types and not found.type:
        found.against *= WEIGHTS["other_type"]


def _match_host(found: Candidate, facts: Facts, where: Origin) -> None:
    """Adds what it means that another host was called: it answered, unless the words are this API's own."""
    if not answered_elsewhere(facts):
        return
    if found.playbook.slug == ELSEWHERE:
        found.host = 0.0 if where == "foreign" else WEIGHTS["host"]
        found.reasons.append(f"host {facts.called[0]}")
    elif not any(mark.own for _, mark, _ in found.messages):
        found.against *= WEIGHTS["other_host"]
        found.reasons.append(f"but host {facts.called[0]}")


def _reason(mark: Mark, hit: Hit, facts: Facts, answers: list[str], said: list[str]) -> str:
    """Returns a short, readable reason for a fragment that was found."""
    for message, folded in zip(facts.messages, answers, strict=True):
        if hit.words in folded:
            return f"message `{excerpt(message, 90)}`"
    text = mark.signature.text
    if pattern := mark.signature.pattern:
        match = pattern.search(facts.text.lines) or pattern.search(facts.text.folded)
        text = match[0] if match else hit.words
    text = excerpt(text.strip(), 90).strip(" :")
    if expression("header").match(text):
        return f"header `{text}`"
    return f"message `{text}`" if any(hit.words in message for message in said) else f"text `{text}`"


def score(found: Candidate, where: Origin, strongest: float, telling: bool) -> float:
    """Combines all evidence into a score. Consistent facts add up, but weak facts alone stay weak. A text without any
    mark of this API's is never sure: other software words its errors the same way."""
    whole = _score(found, where, strongest, telling)
    if found.urgent:
        return max(whole, WEIGHTS["urgent"])
    return whole if found.marked else min(whole, WEIGHTS["unsure"])


def _score(found: Candidate, where: Origin, strongest: float, telling: bool) -> float:
    doubt = (1 - found.code) * (1 - found.type) * (1 - found.status) * (1 - found.exception)
    if found.host and not found.messages:
        return min(WEIGHTS["most"], 1 - (1 - found.host) * doubt)
    if found.messages:
        best = found.messages[0][2].words
        others = (weight for weight, _, hit in found.messages[1:] if hit.words not in best and best not in hit.words)
        second = WEIGHTS["second"] * next(others, 0.0)
        return min(WEIGHTS["most"], (1 - (1 - found.best) * (1 - second) * doubt) * found.against)
    if where == "foreign" or (where == "unknown" and not found.marked):
        return 0.0
    strong = max(found.code, found.type) > WEIGHTS["generic_type"]
    if not strong and not found.status and not found.exception:
        return 0.0
    reworded = strongest < WEIGHTS["head"]  # not the message of another class
    if reworded and found.code >= WEIGHTS["code"] and found.type >= WEIGHTS["type"]:
        telling, strongest = False, 0.0  # no other class has this code or type, so the API has reworded its message
    most = WEIGHTS[("keys" if strong else "status_only") if not telling else
                   ("keys_besides_message" if strong else "status_besides_message")]  # fmt: skip
    if strongest >= 0.6:
        most = min(most, WEIGHTS["status_besides_message"])
    score = min(most, 1 - doubt) * found.against
    return max(score, WEIGHTS["status_alone"]) if found.status and not telling and strongest < 0.5 else score
