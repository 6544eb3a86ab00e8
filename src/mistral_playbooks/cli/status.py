"""`status`, `status poll` and `status watch`: whether the Mistral API works, recorded and told."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..support.errors import UserError
from ..support.terminal import print_safely

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..status.history import History
    from ..status.services import Watched

_UNITS = {"s": 1, "m": 60, "h": 3600}


def _every(_ctx: click.Context, _param: click.Parameter, value: str) -> int:
    found = re.fullmatch(r"(\d{1,6})([smh])", value)
    seconds = int(found[1]) * _UNITS[found[2]] if found else 0
    if not 60 <= seconds <= 3600:
        raise click.BadParameter(f"`{value}` is not a time from 1m to 1h, such as 5m.")
    return seconds


def _default_folder() -> Path:
    state = os.environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state") / "mistral-playbooks" / "status"


def _places(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options about where things are."""
    for option in (
        click.option(
            "--services",
            type=click.Path(path_type=Path, dir_okay=False),
            help="Read the services from this TOML file instead of the built-in one.",
        ),
        click.option(
            "--folder",
            type=click.Path(path_type=Path, file_okay=False),
            default=_default_folder,
            show_default="~/.local/state/mistral-playbooks/status",
            help="Keep the history in this folder.",
        ),
    ):
        command = option(command)
    return command


def _outputs(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options about what follows from a poll."""
    for option in (
        click.option(
            "--notify",
            multiple=True,
            metavar="URL",
            envvar="MISTRAL_PLAYBOOKS_NOTIFY",
            help="Send alerts to this Apprise URL. Repeatable; or set MISTRAL_PLAYBOOKS_NOTIFY.",
        ),
        click.option(
            "--out",
            type=click.Path(path_type=Path, file_okay=False),
            help="Write status.json, status.xml (Atom) and status.svg (badge) into this folder.",
        ),
    ):
        command = option(command)
    return command


@click.group(invoke_without_command=True)
@_places
@click.option("--json", "as_json", is_flag=True, help="Print status.json.")
@click.pass_context
def status(ctx: click.Context, folder: Path, services: Path | None, as_json: bool) -> None:
    """Show whether the Mistral API works, according to its status page and to a request from this machine.

    \b
    mistral-playbooks status
    mistral-playbooks status watch --every 5m --notify "mailtos://USER:PASSWORD@HOST?from=ME&to=ME"

    Shows what was recorded last. Polls once if nothing was recorded.
    """
    if ctx.invoked_subcommand:
        return
    history, watched = _opened(folder, services)
    if not history.exists:
        _poll(history, watched, None, ())
    _show(history, watched, as_json)


@status.command()
@_places
@_outputs
@click.option("--json", "as_json", is_flag=True, help="Print status.json.")
def poll(folder: Path, services: Path | None, out: Path | None, notify: tuple[str, ...], as_json: bool) -> None:
    """Record the state once, for cron.

    \b
    mistral-playbooks status poll --out public
    """
    history, watched = _opened(folder, services)
    _poll(history, watched, out, notify)
    _show(history, watched, as_json)


@status.command()
@_places
@_outputs
@click.option("--every", default="5m", show_default=True, callback=_every, help="Poll this often: 5m, 90s, 1h.")
@click.option("--test", "test", is_flag=True, help="Send one message to each address, and exit.")
def watch(
    folder: Path, services: Path | None, out: Path | None, notify: tuple[str, ...], every: int, test: bool
) -> None:
    """Record the state until interrupted, and send an alert when it changes.

    \b
    mistral-playbooks status watch --notify "mailtos://USER:PASSWORD@HOST?from=ME&to=ME" --test
    mistral-playbooks status watch --every 5m --notify "slack://TOKEN_A/TOKEN_B/TOKEN_C"
    """
    if test:
        _test(notify)
        return
    import time

    history, watched = _opened(folder, services)
    shown = None
    while True:
        began = time.monotonic()
        try:
            _poll(history, watched, out, notify)
        except UserError as error:
            if shown is None:  # it never worked: a mistake, not a bad moment
                raise
            click.echo(f"mistral-playbooks: {error}", err=True)
        else:
            data = _document(history, watched)
            if data["overall"]["text"] != shown:
                shown = data["overall"]["text"]
                print_safely(f"{data['checked_at']}  {shown}", sys.stdout)
        time.sleep(max(0.0, every - (time.monotonic() - began)))


def _opened(folder: Path, services: Path | None) -> tuple[History, Watched]:
    from ..status import services as data
    from ..status.history import History

    return History(folder), data.load(services) if services else data.load()


def _poll(history: History, watched: Watched, out: Path | None, notify: tuple[str, ...]) -> None:
    from ..status import recorder
    from ..status.alerts import notifiers

    def tell(text: str) -> None:
        click.echo(f"mistral-playbooks: {text}", err=True)

    recorder.poll(history, watched, out, notifiers.all_of(notify), tell)


def _document(history: History, watched: Watched) -> dict[str, Any]:
    from ..status import publish

    return publish.make(history.load(), watched)


def _show(history: History, watched: Watched, as_json: bool) -> None:
    from ..status import publish, report
    from ..status.recorder import clock

    data = _document(history, watched)
    text = publish.dumps(data) if as_json else report.text(data, clock())
    print_safely(text.rstrip("\n"), sys.stdout)


def _test(notify: tuple[str, ...]) -> None:
    from ..status import StatusError
    from ..status.alerts import notifiers
    from ..status.model import Alert
    from ..status.recorder import clock

    if not notify:
        raise StatusError("--test needs an address to send to. Add --notify URL.")
    now = clock()
    text = "This is a test. An alert about the Mistral API comes to this address when its state changes."
    failed = False
    for one in notifiers.all_of(notify).values():
        try:
            one.send(Alert(f"test-{now:%Y%m%dT%H%M%S}", now, "Mistral API: test message", text, (one.id,)))
            click.echo(f"sent    {one.name}")
        except notifiers.NotifyError as error:
            failed = True
            click.echo(f"failed  {one.name}: {error}")
    sys.exit(1 if failed else 0)
