"""What a program's first lines say: which major versions of the Python SDK can run it (PEP 723), and which shell."""

from __future__ import annotations

import re
import tomllib

from .clients import python_sdk, table
from .records import CatalogError

# The expression in PEP 723.
_BLOCK = re.compile(r"(?m)^# /// (?P<type>[a-zA-Z0-9-]+)$\s(?P<content>(^#(| .*)$\s)+)^# ///$")
_REASON = re.compile(r"(?mi)^[ \t]*[\"']mistralai\b[^\"'\n]*[\"'],?[ \t]*#[ \t]*(?P<reason>\S.*?)[ \t]*$")
_MIN_WORDS = 3
"""Minimum number of words in a reason."""


def strip_header(text: str) -> str:
    """Returns a program's text without its header."""
    return _BLOCK.sub("", text).lstrip("\n") if "# /// script" in text else text


def shell_of(text: str) -> str:
    """Returns the command that runs a shell program: bash only if its first line says so."""
    return "bash" if re.match(r"#!.*\bbash\b", text) else "sh"


def supported_majors(text: str, file: str) -> tuple[tuple[int, ...], str | None]:
    """Returns the major versions that a program supports, newest first, and why it does not support the others.

    Without a header, a program supports all. Raises CatalogError if the header cannot be read, supports no verified
    version of `mistralai`, or excludes a major version without a reason.
    """
    versions = python_sdk().versions
    blocks = [match for match in _BLOCK.finditer(text) if match["type"] == "script"]
    if not blocks:
        return tuple(versions), None
    if len(blocks) > 1:
        raise CatalogError(f"{file}: there are {len(blocks)} `# /// script` blocks. Keep one.")
    content = "".join(
        line.removeprefix("# ") if line.startswith("# ") else line.removeprefix("#")
        for line in blocks[0]["content"].splitlines(keepends=True)
    )
    try:
        dependencies = tomllib.loads(content).get("dependencies", [])
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(f"{file}: its `# /// script` block is not TOML: {error}. Correct it.") from None
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.utils import canonicalize_name

    admitted = set(versions)
    known = {"mistral-common", *(client.package for client in table())}
    for dependency in dependencies:
        try:
            requirement = Requirement(dependency)
        except InvalidRequirement as error:
            raise CatalogError(f"{file}: its header has an invalid requirement: {error}. Correct it.") from None
        name = canonicalize_name(requirement.name)
        if "mistral" in name and name not in known:
            raise CatalogError(f"{file}: its header needs `{requirement.name}`. Mistral's SDK is called `mistralai`.")
        if name == "mistralai":
            admitted = {major for major, version in versions.items() if requirement.specifier.contains(version)}
    reason = _REASON.search(content)
    if not admitted:
        listed = ", ".join(versions.values())
        raise CatalogError(f"{file}: its header supports none of the verified releases of mistralai: {listed}.")
    if admitted != set(versions) and (not reason or len(reason["reason"].split()) < _MIN_WORDS):
        raise CatalogError(
            f"{file}: its header excludes a major version of mistralai. Give the reason in a comment on that line:"
            ' "mistralai>=2",  # `reasoning_effort` is not in SDK 1'
        )
    return tuple(major for major in versions if major in admitted), reason["reason"] if reason else None
