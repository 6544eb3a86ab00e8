"""Parses the part of the shell's grammar that published programs use: words, expansions, operators, redirections."""

from __future__ import annotations

import re
from contextlib import suppress

from ..tree.source import UNKNOWN
from .commands import RESERVED, Blocks, Command, Word

_OPERATORS = ("&&", "||", ";;", "|", ";", "&", "(", ")", "\n")
_REDIRECTION = re.compile(r"\d?(?:<<-?|>>|[<>]&[\d-]|&>>?|[<>]\(|[<>]\|?)")
_NAME = re.compile(r"[A-Za-z_]\w*")
PLACES = {"0", "$", "!", "-"}
"""Names that say where or how the program runs, not what it was given."""


class Unreadable(Exception):
    """Something that this parser does not read. Its arguments are the line and the text."""


def parse(text: str, line: int = 1) -> list[Command]:
    """Returns the commands in order. `line` is where the text begins. Raises Unreadable."""
    return _Parser(text, line=line).commands()


def trapped(command: Command) -> list[Command]:
    """Returns the commands that a `trap` runs; none if they cannot be read."""
    given = command.words[1:2] if command.name == "trap" else []
    with suppress(Unreadable):
        return [one for word in given for one in parse(word.text, word.line)]
    return []


class _Parser:
    def __init__(self, text: str, at: int = 0, line: int = 1, closing: bool = False) -> None:
        self.text, self.at, self.line, self.closing = text, at, line, closing
        self._documents: list[tuple[Word, str, bool]] = []

    def commands(self) -> list[Command]:
        """Returns the commands up to the end, or up to the `)` that closes a `$(`."""
        found: list[Command] = []
        current, blocks, pattern = Command(self.line, "\n"), Blocks(), False
        while True:
            self._skip()
            if self.at >= len(self.text):
                break
            if operator := self._operator():
                if operator == ")" and self.closing and not blocks.has("(") and not pattern:
                    break
                if pattern and operator in ("|", ")"):  # a pattern of `case`
                    pattern, current.before = operator == "|", "case)"
                    if operator == ")":
                        found.append(current)
                        current = Command(self.line, "\n", path=blocks.path)
                    continue
                if operator == "\n" and not (current.words or current.files) and current.before in ("|", "&&", "||"):
                    self._read_documents()  # the command continues
                    continue
                blocks.read(operator)
                current.after = operator
                found.append(current)
                pattern = operator == ";;" or (pattern and operator == "\n")
                current = Command(self.line, operator, path=blocks.path)
                if operator == "\n":
                    self._read_documents()
                continue
            if match := _REDIRECTION.match(self.text, self.at):
                self.at = match.end()
                current.files.append((match[0], self._redirected(match[0])))
                continue
            word = self._word()
            if not current.words and not word.quoted and word.text in RESERVED:
                if word.text == "!" and not current.files:
                    current.negated = True
                    continue
                blocks.read(word.text)
                pattern = pattern and word.text != "esac"
                if current.files or current.after:
                    found.append(current)
                current = Command(word.line, word.text, path=blocks.path)
                continue
            if not current.words:
                current.line = word.line
            current.words.append(word)
            if current.words[0].text == "for" and len(current.words) == 1:
                blocks.read("for")
            if current.words[0].text == "case" and word.text == "in" and len(current.words) == 3:
                blocks.read("case")
                pattern = True
                found.append(current)
                current = Command(self.line, "case", path=blocks.path)
        found.append(current)
        self._read_documents()
        return [
            one
            for one in found
            if one.words or one.files or one.before not in ("\n", ";", *RESERVED) or one.after == "&"
        ]

    def _skip(self) -> None:
        while match := re.compile(r"[ ]+|\\\n|#[^\n]*").match(self.text, self.at):
            if match[0][0] == "#" and self.at and self.text[self.at - 1] not in " \n;":
                return
            self.line += match[0].count("\n")
            self.at = match.end()

    def _operator(self) -> str:
        if self.text.startswith("&>", self.at):
            return ""
        found = next((one for one in _OPERATORS if self.text.startswith(one, self.at)), "")
        self.at += len(found)
        self.line += found == "\n"
        return found

    def _redirected(self, operator: str) -> Word:
        if operator[-1].isdigit() or (operator.endswith(("-", "(")) and "<<" not in operator):
            return Word(self.line, operator)
        self._skip()
        start = self.at
        word = self._word()
        if "<<" in operator:
            raw = self.text[start : self.at]
            body = Word(word.line)
            self._documents.append((body, word.text, raw == word.text))
            return body
        return word

    def _read_documents(self) -> None:
        for body, end, expands in self._documents:
            lines = []
            while self.at < len(self.text):
                line, _, _ = self.text[self.at :].partition("\n")
                self.at += len(line) + 1
                self.line += 1
                if line.strip() == end:
                    break
                lines.append(line)
            text = "\n".join(lines)
            if expands:
                inner = _Parser(text, line=body.line)
                inner.quoted(body, "")
            else:
                body.text = text
        self._documents = []

    def _word(self) -> Word:
        word = Word(self.line)
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter in " \n;&|()<>":
                break
            if letter == "'":
                end = self.text.find("'", self.at + 1)
                if end < 0:
                    raise Unreadable(self.line, "'")
                part = self.text[self.at + 1 : end]
                word.text, word.quoted, self.at = word.text + part, True, end + 1
                self.line += part.count("\n")
            elif letter == '"':
                word.quoted = True
                self.at += 1
                self.quoted(word, '"')
            elif letter == "\\":
                word.text += self.text[self.at + 1 : self.at + 2].replace("\n", "")
                self.line += self.text[self.at + 1 : self.at + 2] == "\n"
                self.at += 2
            elif letter == "$":
                before = word.text
                self._expansion(word)
                word.splits = word.splits or word.text == before + UNKNOWN
            elif letter == "`":
                raise Unreadable(self.line, "`")
            else:
                word.text += letter
                self.at += 1
        return word

    def quoted(self, word: Word, end: str) -> None:
        """Reads up to a closing mark, or to the end of the text if there is none."""
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter == end:
                self.at += 1
                return
            if letter == "`":
                raise Unreadable(self.line, "`")
            if letter == "$":
                self._expansion(word)
            elif letter == "\\" and self.text[self.at + 1 : self.at + 2] in ("$", "`", '"', "\\", "\n"):
                word.text += self.text[self.at + 1].replace("\n", "")
                self.line += self.text[self.at + 1] == "\n"
                self.at += 2
            else:
                word.text += letter
                self.line += letter == "\n"
                self.at += 1
        if end:
            raise Unreadable(self.line, end)

    def _expansion(self, word: Word) -> None:
        rest = self.text[self.at :]
        if rest.startswith("$(("):
            end = rest.find("))")
            if "$(" in rest[3:end] or "`" in rest[3:end]:
                raise Unreadable(self.line, rest[: end + 2])
            word.variables += _NAME.findall(rest[3:end])
            word.cuts += [(name, "#length") for name in re.findall(r"\$\{#(\w+)", rest[3:end])]
            word.text, self.at = word.text + UNKNOWN, self.at + end + 2
        elif rest.startswith("$("):
            inner = _Parser(self.text, self.at + 2, self.line, closing=True)
            word.inner += inner.commands()
            word.text, self.at, self.line = word.text + UNKNOWN, inner.at, inner.line
        elif rest.startswith("${"):
            self._braces(word)
        elif match := re.match(r"\$(\w+|[?$#@*!-])", rest):
            name = _NAME.match(match[1])
            word.variables += [name[0]] if name else [*({match[1][0]} & PLACES)]
            word.text += UNKNOWN
            self.at += len(name[0]) + 1 if name else 2
        elif rest[1:2] in ("'", '"'):
            raise Unreadable(self.line, rest[:2])
        else:
            word.text += "$"
            self.at += 1

    def _braces(self, word: Word) -> None:
        match = re.compile(r"\$\{(#?\w+|[?$#@*-])").match(self.text, self.at)
        if not match:
            raise Unreadable(self.line, self.text[self.at : self.at + 3])
        self.at = match.end()
        inner = Word(self.line)
        self.quoted(inner, "}")
        name = match[1].lstrip("#") or match[1]
        word.variables += [*([name] if _NAME.fullmatch(name) or name in PLACES else []), *inner.variables]
        word.cuts.append((name, "#length" if match[1] != name else inner.text))
        word.cuts += inner.cuts
        word.inner += inner.inner
        word.text += UNKNOWN
