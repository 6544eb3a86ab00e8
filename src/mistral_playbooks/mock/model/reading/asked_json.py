"""Whether a prompt asks for JSON, in the languages in which people ask most. Words are looked up, nothing is
understood.

A word is in the list if it stands for an answer or its form: "JSON" alone may be what the prompt is about.
"""

from __future__ import annotations

import re

_STEMS = (
    "output|respond|response|return|reply|answer|format|structure|shape|schema|produce|generate"  # English
    "|répon|repon|retourn|renvoi|renvoy|rends|fourni|génèr|génér|produi|sortie"  # French
    r"|antwort|gib\b|gebe|ausgabe|liefer|erzeug|erstell|rückgabe|struktur"  # German
    "|respuest|contest|devuelv|devolv|gener|salida|estruct"  # Spanish
    "|respost|retorn|saída|estrut|gere"  # Portuguese
    "|rispo|restitui|ritorn|fornisc|struttur"  # Italian
    "|antwoord|geef|uitvoer"  # Dutch
    "|odpowie|zwróć|zwracaj"  # Polish
    "|yanıt|cevap|döndür"  # Turkish
    "|ответ|отвеч|верн|возвра|выве|вывод|формат|структур"  # Russian
)
_UNSPACED = "返回|输出|輸出|回答|回复|回覆|格式|生成|结构|返して|返す|出力|形式|응답|출력|반환|형식|ตอบ|รูปแบบ"
"""The same in languages that write no space between words, or endings after them: Chinese, Japanese, Korean, Thai."""
_JSON = r"(?<![a-z.])json(?![a-z.])"
_AN = r"(?:(?:an?|the|following|valid|strict|structured|pure)\s){0,3}"
_AS_JSON = (
    r"(?:extract|convert|transform|provide|give|create|write|list|summari[sz]e|classify|analy[sz]e|describe|rate|translate)\b"
    r"(?![^.!?:;\n]{0,120}\b(?:function|code|script|program|endpoint|class)\b)"
    rf"(?:[^.!?:;\n]{{0,120}}?\b(?:as|into|(?:in|to)(?!\sthe\b))\s|\s(?:me\s)?(?=an?\s|the\sfollowing)){_AN}{_JSON}"
    rf"|fill\s(?:in\s|out\s)?(?:this\s)?{_AN}{_JSON}"
)
"""A verb that asks for an answer only if JSON is what comes out: `Extract the names as JSON`, not `from this JSON`."""
ANSWER = re.compile(rf"\b(?:{_STEMS})|\b(?:{_AS_JSON})|{_UNSPACED}", re.I)
"""A word that says that what follows is the form of the answer, not data."""
_BEGIN = r"(?:^|[.!?:;,\n])\W{0,10}(?:\w{1,30}\s)?"
_REQUEST = re.compile(
    rf"(?:{_BEGIN}(?:{_STEMS})|{_UNSPACED})[^.!?:;\n]{{0,60}}{_JSON}|{_BEGIN}(?:{_AS_JSON})"
    rf"|(?<![a-z.])json[^.!?:;\n\w]{{0,3}}(?:{_UNSPACED})",
    re.I,
)
"""A sentence that begins with such a word, or with one word more (`Please return`), and goes on to JSON."""
_ONLY = re.compile(
    r"\b(?:only|strictly|just|nothing but|uniquement|seulement|exclusivement|nur|ausschließlich|solo|sólo|únicamente"
    r"|solamente|apenas|somente|soltanto|esclusivamente|unicamente|alleen|uitsluitend|tylko|sadece|yalnızca|только)\b"
    r".{0,40}\bjson|(?:只|仅|僅).{0,20}json|\bjson\sonly\b|json\s?(?:のみ|だけ|만)"
    r"|\b(?:no|without|not\suse|sans|pas\sde|ohne|kein|sin|sem|senza|zonder|bez|без)\s"
    r"(?:any\s|bloc\sde\s)?(?:markdown|code|backtick)|(?:不要|无|無).{0,6}(?:markdown|代码)",
    re.I | re.S,
)


def is_asked(text: str) -> bool:
    """Whether a prompt asks for JSON in a sentence of its own, whether or not it shows the form.

    >>> [is_asked(one) for one in ("Return JSON with the key a.", "Explain how to return JSON.")]
    [True, False]
    """
    return bool(_REQUEST.search(text))


def wants_nothing_else(text: str) -> bool:
    """Whether a prompt wants JSON without a block of code around it."""
    return bool(_ONLY.search(text))
