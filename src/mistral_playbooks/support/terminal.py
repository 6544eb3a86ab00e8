"""Output on terminals and pipes, whose encoding may not be UTF-8."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO


def use_color(stream: IO[str], env: Mapping[str, str]) -> bool:
    """Whether to color a stream: a terminal, unless NO_COLOR is set. FORCE_COLOR colors any stream."""
    if env.get("NO_COLOR"):
        return False
    return bool(env.get("FORCE_COLOR")) or (stream.isatty() and env.get("TERM") != "dumb")


def link(address: str) -> str:
    """Returns an address that a terminal makes a link (OSC 8). A terminal that does not know it shows the address."""
    return f"\x1b]8;;{address}\x1b\\{address}\x1b]8;;\x1b\\"


def encoding_of(stream: IO[str]) -> str:
    """Returns the stream's encoding, or UTF-8 if it names none."""
    return getattr(stream, "encoding", None) or "utf-8"


def print_safely(text: str, stream: IO[str]) -> None:
    """Prints `text`, with `?` for characters that the stream cannot encode, lone surrogates included."""
    import click

    encoding = encoding_of(stream)
    click.echo(text.encode(encoding, "replace").decode(encoding), file=stream, color=True)
