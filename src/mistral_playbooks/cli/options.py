"""Options shared by several commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..mock import Fault


def parse_faults(texts: tuple[str, ...]) -> list[Fault]:
    """Parses the values of `--fault`. Raises FaultError for an invalid one."""
    from ..mock import parse_fault

    return [parse_fault(text) for text in texts]


def _seconds(_ctx: click.Context, _param: click.Parameter, value: str) -> float:
    try:
        seconds = float(value.removesuffix("s"))
    except ValueError:
        seconds = 0
    if not 0.1 <= seconds <= 3600:
        raise click.BadParameter(f"`{value}` is not a number of seconds from 0.1 to 3600, such as 2s.")
    return seconds


def language_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--lang`."""
    return click.option(
        "--lang",
        type=click.Choice(["python", "typescript", "curl"]),
        help="Show the change in this language. Default: that of the error, else Python.",
    )(command)


def profile_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--profile`."""
    return click.option(
        "--profile",
        default="hosted",
        show_default=True,
        type=click.Choice(["hosted", "self-hosted"]),
        help="Apply the message rules of the hosted API, or those of servers with an older mistral-common.",
    )(command)


def mock_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--fault`, `--limits`, `--minute`, `--profile`, `--every-tool` and `--agent`."""
    for option in (
        click.option(
            "--agent",
            "agents",
            multiple=True,
            metavar="ID",
            help="Begin with an agent of this id, such as one that you made in the console. Repeatable.",
        ),
        click.option("--every-tool", is_flag=True, help="Call every offered tool, not those that the user asks for."),
        profile_option,
        click.option(
            "--minute", default="60s", callback=_seconds, help="Set the length of the limiter's minute, such as 2s."
        ),
        click.option(
            "--limits", default="none", help="Apply limits: none, free, paid, or a JSON file with limits by model."
        ),
        click.option(
            "--fault",
            "faults",
            multiple=True,
            metavar="SLUG[/CAUSE][:N][@PATH][,after=K][,seconds=S]",
            help="Inject a fault: N times, on one endpoint, after K frames of a stream, for S seconds. Repeatable.",
        ),
    ):
        command = option(command)
    return command
