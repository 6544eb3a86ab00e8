"""The command line, with one module per command. Each imports what it needs when it runs, so commands start fast."""

from __future__ import annotations

from typing import Any

import click

from ..support.errors import UserError
from .build import build
from .check import check
from .doctor import doctor
from .explain import explain
from .list import list_
from .mock import mock
from .new import new
from .run import run
from .serve import serve
from .show import show
from .status import status
from .verify import verify


class UsageProblem(click.ClickException):
    """A user's mistake: one message, status 2, no traceback."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(f"mistral-playbooks: {self.message}", err=True)


class Group(click.Group):
    """Reports each UserError as one message."""

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


for _command in (build, check, doctor, explain, list_, mock, new, run, serve, show, status, verify):
    main.add_command(_command)
