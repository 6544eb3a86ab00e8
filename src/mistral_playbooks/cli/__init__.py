"""The command line, with one module per command, which is imported when the command is asked for. It imports what it
needs when it runs, so commands start fast."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from ..support.errors import UserError

COMMANDS = ("build", "check", "doctor", "explain", "list", "mock", "new", "run", "serve", "show", "status", "verify")
"""Each has a module of its name."""


class UsageProblem(click.ClickException):
    """A user's mistake: one message, status 2, no traceback."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(f"mistral-playbooks: {self.message}", err=True)


class Group(click.Group):
    """Imports commands when they are asked for, and reports each UserError as one message."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS]  # `list` is the command once its module was imported

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        here = vars(import_module(f".{cmd_name}", __name__)).values()
        return next(found for found in here if isinstance(found, click.Command) and found.name == cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UserError as error:
            raise UsageProblem(str(error)) from None


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="mistral-playbooks")
def main() -> None:
    """Runnable error playbooks for the Mistral API.

    \b
    mistral-playbooks explain 3280
    mistral-playbooks show rate-limited
    mistral-playbooks run --fault rate-limited:2 -- python your_program.py
    """
