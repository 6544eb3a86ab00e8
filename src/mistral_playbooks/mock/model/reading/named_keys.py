"""The keys that a prompt names for the JSON that it asks for, if it shows no form: quoted, listed in a sentence, or in
lines with bullets. The words beside a key can say of what type its value is."""

from __future__ import annotations

import re
from typing import Any

from ..tool_choice import LIMIT
from .shown_values import TEXT, of_text

_FIELD = (
    "(?:keys?|fields?|propert(?:y|ies)|attributes?|clés?|champs?|Schlüsseln?|Feld(?:er|ern)?|claves?|campos?|chaves?"
    "|chiav[ei]|camp[oi]|velden|sleutels?|ключ(?:и|ами)?|пол(?:я|ями))"
)
_WITH = "(?:with|containing|including|has|mit|avec|contenant|con|com)"
_AND = "(?:and|or|et|und|oder|y|e|en|и)"
_NAME = r"[^\W\d]\w{0,40}"
_QUOTED = re.compile(rf"[\"'`]({_NAME})[\"'`]")
_SHOWN = re.compile(rf"{_QUOTED.pattern}\s{{0,3}}:")
_CUE = re.compile(rf"\b{_FIELD}\b|键|字段|キー|フィールド", re.I)
_ONE = re.compile(
    r"\b(?:an?|the)\s(?:key|field|property|attribute)\s(?:named\s|called\s)?[\"'`]?"
    rf"(?!(?:and|for|is|of|that|to|with|which|in|whose)\b)({_NAME})"
)
_PLAIN = rf"(?!{_AND}\b)[a-z_]\w{{0,40}}\b"
_LIST = re.compile(
    rf"(?:\b{_FIELD}\b(?:\s(?:named|called|are))?[\s:]{{1,3}}(?={_PLAIN}(?!\s(?!{_AND}\s)\w))"
    rf"|\bjson\b(?:[\s-](?:objec?[kt]t?|objet|objeto|oggetto))?\s{_WITH}[\s:]{{1,3}}(?={_PLAIN}(?:\s{{0,300}},|\s{{1,300}}{_AND}\s)))"
    rf"({_PLAIN}(?:\s{{0,300}},\s{{0,2}}{_PLAIN}){{0,20}}(?:\s{{0,300}},?\s{_AND}\s{_PLAIN})?)",
    re.I,
)
_BULLET = r"[ \t]{0,12}(?:[-*•–]|\d{1,2}[.)])[ \t]{1,4}"
_BULLETS = re.compile(
    rf"(?:\bjson\b|\b{_FIELD}\b|format|struct)[^\n]{{0,200}}\n{{1,2}}((?:{_BULLET}[^\n]+\n?){{2,50}})", re.I
)
_BULLET_NAME = re.compile(rf"^{_BULLET}[\"'`*]{{0,3}}({_NAME})[\"'`*]{{0,3}}[ \t]{{0,300}}(?:[:–-]|$)", re.M)
_PARENTHESES = re.compile(r"\([^()\n]{0,250}\)")
_REMARK = re.compile(r"[\"'`*]{0,3}\s?(?:\(([^()\n]*)|[\"'`*]{0,2}[:–-]+([^\n]*)|\s*(between\s[^\n]*))")
_LIST_OF = re.compile(
    r"\bjson[\s-](?:array|list|liste)\b|\b(?:array|list|liste|tableau|lista)\s(?:of|de|von|di)\s(?:json\s)?(?:objects|objets|objetos)"
    r"|\btableau\sjson\b|\blista\sjson\b",
    re.I,
)


def form(text: str) -> dict[str, Any] | None:
    """Returns the schema of the JSON whose keys a prompt names, or of the list that it asks for; None if neither.

    >>> form("Answer in JSON with the keys price (number) and title.")["properties"]
    {'price': {'type': 'number'}, 'title': {'type': 'string'}}
    """
    text = text[-LIMIT:]
    # What stands in parentheses is a remark. The places of the rest stay.
    places = _places(_PARENTHESES.sub(lambda match: " " * len(match[0]), text))
    found: dict[str, Any] = {}
    for index, (_, end, name) in enumerate(places):
        after = places[index + 1][0] if index + 1 < len(places) else len(text)
        remark = _REMARK.match(text[end : min(after, end + 300)])
        found.setdefault(name, of_text(next(filter(None, remark.groups()), "").strip(" ,;.")) if remark else TEXT)
    is_list = bool(_LIST_OF.search(text)) and not re.search(r"\bjson[\s-]obje", text, re.I)
    if not found:
        return {"type": "array", "items": TEXT, "minItems": 3} if is_list else None
    schema = {"type": "object", "properties": found, "required": list(found)}
    return {"type": "array", "items": schema, "minItems": 2} if is_list else schema


def _places(text: str) -> list[tuple[int, int, str]]:
    """Returns where each named key begins and ends."""
    names = [*_SHOWN.finditer(text)]
    if not names and (block := _BULLETS.search(text)):
        names = [*_BULLET_NAME.finditer(text, block.start(1), block.end(1))]
    names = names or [*_ONE.finditer(text)]
    if not names and (cue := _CUE.search(text)):
        names = [one for one in _QUOTED.finditer(text) if abs(one.start() - cue.start()) < 200]
    if not names and (plain := _LIST.search(text)):
        names = [one for one in re.finditer(rf"\b({_PLAIN})", text[: plain.end()]) if one.start() >= plain.start(1)]
    return [(one.start(1), one.end(1), one[1]) for one in names[:50]]
