"""`verify --live` and its options. Everything else is imported when the option is used."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import Any

import click

from ..live import LiveError


def live_options(command: Callable[..., None]) -> Callable[..., None]:
    """Adds `--live` and its options to a command. With `--live`, `run` is called instead of the command."""

    @click.option("--live", is_flag=True, help="Compare the mock with the real API, using your key (MISTRAL_API_KEY).")
    @click.option("--dry-run", is_flag=True, help="With --live: show the requests without sending them.")
    @click.option("--yes", is_flag=True, help="With --live: send without confirmation.")
    @click.option("--large", is_flag=True, help="With --live: include the one large request.")
    @click.option("--url", default=None, hidden=True, help="With --live: use another server, such as a mock.")
    @functools.wraps(command)
    def wrapper(live: bool, dry_run: bool, yes: bool, large: bool, url: str | None, **rest: Any) -> None:
        if not live:
            if dry_run or yes or large or url:
                raise LiveError("--dry-run, --yes, --large and --url require --live.")
            command(**rest)
            return
        slugs, as_json = rest.pop("slugs"), rest.pop("as_json")
        shard = rest.pop("shard")
        if any(rest.values()) or shard != (1, 1):
            raise LiveError("--live can be combined only with SLUGs, --dry-run, --yes, --large and --json.")
        run(slugs, as_json=as_json, dry_run=dry_run, yes=yes, large=large, url=url)

    return wrapper


def run(slugs: tuple[str, ...], *, as_json: bool, dry_run: bool, yes: bool, large: bool, url: str | None) -> None:
    """Asks for confirmation, sends the requests, reports and saves the results.

    Exits with 0 if all answers agree, with 1 if any differs or was not compared.
    """
    from ..live import calibration, client, credentials, probes, report
    from ..verify import checkout

    chosen = probes.choose(slugs, large=large)
    address = url or client.API
    if dry_run:
        click.echo(report.plan_json(chosen, address) if as_json else report.plan_text(chosen, address))
        return
    key = credentials.key(os.environ, local=url is not None)
    mask = credentials.mask(key, os.environ)
    sender = client.Client(key, address)
    folder = checkout.root() / ".cache" / "calibration"
    report.check_writable(folder)
    if not yes:
        _confirm(report.cost(chosen), sender.url)

    def done(outcome: calibration.Outcome) -> None:
        if sys.stderr.isatty():
            click.echo(mask.output(report.outcome_line(outcome)), err=True)

    result = calibration.calibrate(chosen, sender, mask, pause=0 if sender.local else calibration.PAUSE, done=done)
    # Report before saving: the results cost requests, and the disk may be full.
    click.echo(report.dumps(report.result_json(result), mask) if as_json else mask.output(report.result_text(result)))
    file = report.save(folder, result, mask)
    if not as_json:
        click.echo(f"Masked answers saved to {file.relative_to(folder.parents[1])}")
    sys.exit(0 if result.agrees else 1)


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _confirm(cost: str, address: str) -> None:
    if not _is_terminal():
        raise LiveError(
            "Sending requests with your key needs your confirmation, and there is no terminal to ask. See what would "
            "be sent with `mistral-playbooks verify --live --dry-run`, then add --yes."
        )
    click.echo(f"Sends to {address}, with your key. {cost}", err=True)
    if not click.confirm("Send them?", err=True):
        raise LiveError("Nothing was sent.")
