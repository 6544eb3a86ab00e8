"""Regular expressions that mean the same in Python and JavaScript, and that take linear time."""

from __future__ import annotations

import re

_ATOM = re.compile(
    r"""\\[dDwWsSbBnrt.\\/()\[\]{}^$|?*+'"`-]        # escapes with the same meaning in both languages
      | \[\^?(?:\\[dDwWsSnrt.\\/()\[\]{}^$|?*+'"-]|[^\]\[\\])+\]   # character class
      | \((?:\?:)? | \) | \| | \^ | \$ | \.
      | [^\\()\[\]{}^$|?*+.]""",
    re.VERBOSE | re.DOTALL,
)
_COUNT = re.compile(r"[*+?]\??|\{(\d{1,4})(?:,(\d{0,4}))?\}\??")
_MIN_LENGTH = 6
"""Minimum length of a literal signature, in characters."""
_LETTER = re.compile(r"\w", re.ASCII)
_PIECE = re.compile(
    r"""([^\\()\[\]{}^$|?*+.]+(?![?*+{]))      # characters that are not repeated
      | \\([./\\()\[\]{}^$|?*+'"`-])(?![?*+{])   # the same, escaped
      | \((?:\?:)?(?:[^()\[\\]++|\\.|\[(?:\\.|[^\]\\])++\])*+\)   # a group without groups
      | \[(?:\\.|[^\]\\])+\] | \{[\d,]+\} | \\. | .""",
    re.VERBOSE | re.DOTALL,
)


def fault(expression: str) -> str | None:
    """Returns why an expression is not in the subset, or None if it is.

    Compiled with ASCII classes in Python and without the flag `u` in JavaScript, it means the same in both.

    Allowed: literals, `.`, classes, `\\d \\w \\s \\b` and escaped punctuation, groups, alternatives, `^ $`,
    the quantifiers `? * + {m,n}` and their lazy forms. Not allowed: look-around, back-references, named groups,
    flags, letters with case outside of ASCII, possessive quantifiers, atomic groups, an unbounded quantifier inside
    another, more than two unbounded quantifiers, and expressions without four letters or digits that must occur.
    """
    if cased := next((char for char in expression if not char.isascii() and char.lower() != char.upper()), None):
        return f"`{cased}`: languages differ in its upper case; write `.` for it"
    at = unbounded = 0
    groups: list[int] = []
    inside = 0  # unbounded quantifiers within the atom just read
    quantifiable = False
    while at < len(expression):
        count = _COUNT.match(expression, at)
        if count:
            if not quantifiable:
                return f"position {at}: `{count[0]}` has nothing to repeat (possessive forms are not allowed)"
            endless = count[0][0] in "*+" or (count[0][0] == "{" and count[2] == "")
            if inside and (endless or (count[0][0] == "{" and max(int(count[1]), int(count[2] or 0)) > 1)):
                return f"position {at}: nested repetitions take more than linear time"
            unbounded += endless
            quantifiable, at = False, count.end()
            continue
        atom = _ATOM.match(expression, at)
        if atom is None:
            return f"position {at}: `{expression[at : at + 3]}` is not supported (escape it, or write it differently)"
        mark, inside, quantifiable = atom[0], 0, atom[0] not in "^$|" and atom[0] not in (r"\b", r"\B")
        if mark.startswith("("):
            if expression.startswith("(?", at) and mark != "(?:":
                return f"position {at}: `{expression[at : at + 4]}`: only `(` and `(?:` groups are allowed"
            groups.append(unbounded)
            quantifiable = False
        elif mark == ")":
            if not groups:
                return f"position {at}: unmatched `)`"
            inside = unbounded - groups.pop()
        at = atom.end()
    if groups:
        return "a group is not closed"
    if unbounded > 2:
        return "more than two unbounded repetitions; write `[^'\"]{1,80}` or the like"
    if any(max((len(_LETTER.findall(run)) for run in runs), default=0) < 4 for runs in literals(expression)):
        return "no four letters or digits in a row that must occur; make it more specific"
    try:
        re.compile(expression)
    except re.error as error:
        return f"does not compile: {error}"
    return None


def vague(literal: str) -> str | None:
    """Returns why a literal signature is not specific enough, or None if it is."""
    if not literal.strip():
        return "it is empty"
    if len(literal) < _MIN_LENGTH or not re.search(r"\w{4}", literal, re.ASCII):
        return f"fewer than {_MIN_LENGTH} characters, or no four letters or digits in a row; make it more specific"
    return None


def literals(expression: str) -> list[list[str]]:
    """Returns, for each top-level alternative, the runs of literal characters that every match contains."""
    found = [[""]]
    depth = 0
    for piece in _PIECE.finditer(expression):
        text = piece[1] or piece[2]
        if text and depth == 0:
            found[-1][-1] += text
        elif piece[0] == "|" and depth == 0:
            found.append([""])
        else:
            depth += (piece[0] == "(") - (piece[0] == ")")
            found[-1].append("")
    return [[run for run in runs if run] for runs in found]


def bounded(expression: str) -> str:
    """Limits unbounded quantifiers to 300 repetitions, because a folded text is one long line."""
    if "*" not in expression and "+" not in expression:  # as most are: the rest reads each sign of them
        return expression
    parts, at = [], 0
    while at < len(expression):
        count, atom = _COUNT.match(expression, at), _ATOM.match(expression, at)
        mark = (count or atom)[0]  # type: ignore[index]  (`fault` has accepted it)
        at += len(mark)
        if count and mark[0] in "*+":
            mark = ("{0,300}" if mark[0] == "*" else "{1,300}") + mark[1:]
        parts.append(mark)
    return "".join(parts)
