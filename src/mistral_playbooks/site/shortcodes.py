"""Shortcodes: `<!-- name argument … -->` on its own line is replaced with content that the site generates.

Any other comment stops the build, because it would silently disappear from the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ..content.catalog import CatalogError

Handler = Callable[[tuple[str, ...]], str]
"""Takes arguments, returns Markdown. Raises ShortcodeError if they are wrong."""

_SHORTCODE = re.compile(r"<!--\s*([a-z-]+)((?:\s+[^\s<>]+)*)\s*-->\s*")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")


class ShortcodeError(Exception):
    """Wrong arguments of a shortcode. The message says what is wrong and what to do."""


def expand(markdown: str, handlers: Mapping[str, Handler], file: str, first_line: int = 1) -> str:
    """Replaces every shortcode in Markdown, except in code.

    `first_line` is the number of the first line in `file`, for the messages of CatalogError.
    """
    out: list[str] = []
    fence = ""
    for number, line in enumerate(markdown.split("\n"), start=first_line):
        if match := _FENCE.match(line):
            if not fence:
                fence = match[1]
            elif match[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        if fence or "<!--" not in _CODE.sub("", line):
            out.append(line)
            continue
        where = f"{file}, line {number}"
        match = _SHORTCODE.fullmatch(line)
        known = ", ".join(handlers) or "none on this page"
        if not match:
            raise CatalogError(
                f"{where}: this comment is not a shortcode. Write `<!-- NAME ARGUMENT -->` alone on its line, starting "
                f"in the first column, with one of: {known}."
            )
        name, arguments = match[1], tuple(match[2].split())
        if name not in handlers:
            raise CatalogError(f"{where}: there is no shortcode `{name}`. Use one of: {known}.")
        try:
            out.append("\n" + handlers[name](arguments) + "\n")
        except ShortcodeError as error:
            raise CatalogError(f"{where}: `<!-- {name}{match[2]} -->`: {error}") from None
    return "\n".join(out)


def include(texts: Mapping[str, str], arguments: tuple[str, ...]) -> str:
    """`<!-- include NAME -->`: the wording in docs/includes/NAME.md, which several pages share."""
    if len(arguments) != 1 or arguments[0] not in texts:
        wrong = f"there is no docs/includes/{arguments[0]}.md. " if len(arguments) == 1 else ""
        raise ShortcodeError(f"{wrong}Name one of: {', '.join(texts) or 'none exists'}.")
    return expand(texts[arguments[0]].strip("\n"), {}, f"docs/includes/{arguments[0]}.md")
