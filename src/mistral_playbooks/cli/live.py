"""`--live` on the command `verify`, with the options that go with it. The rest is imported when asked for."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import Any

import click

from ..live import CalibrationError


def live_options(command: Callable[..., None]) -> Callable[..., None]:
    """Adds them; with `--live` the command itself is not run."""

    @click.option("--live", is_flag=True, help="Hold the mock against the real API, with your key (MISTRAL_API_KEY).")
    @click.option("--dry-run", is_flag=True, help="With --live: show what would be sent, send nothing.")
    @click.option("--yes", is_flag=True, help="With --live: send without asking first.")
    @click.option("--large", is_flag=True, help="With --live: also the one request that is large.")
    @click.option("--url", default=None, hidden=True, help="With --live: an API elsewhere, such as a mock's address.")
    @functools.wraps(command)
    def either(live: bool, dry_run: bool, yes: bool, large: bool, url: str | None, **rest: Any) -> None:
        if not live:
            if dry_run or yes or large or url:
                raise CalibrationError("--dry-run, --yes, --large and --url go with --live.")
            command(**rest)
            return
        slugs, as_json = rest.pop("slugs"), rest.pop("as_json")
        if any(rest.values()):
            raise CalibrationError("--live goes with SLUGs, --dry-run, --yes, --large and --json alone.")
        run(slugs, as_json=as_json, dry_run=dry_run, yes=yes, large=large, url=url)

    return either


def run(slugs: tuple[str, ...], *, as_json: bool, dry_run: bool, yes: bool, large: bool, url: str | None) -> None:
    """Shows, asks, sends, tells. Status 0 where all agrees, 1 where something differs or was not compared."""
    from ..live import calibration, client, credentials, probes, report
    from ..verify import checkout

    chosen = probes.choose(slugs, large=large)
    address = url or client.API
    if dry_run:
        click.echo(report.planned(chosen, address) if as_json else report.plan(chosen, address))
        return
    key = credentials.key(os.environ, local=url is not None)
    mask = credentials.mask(key, os.environ)
    sender = client.Client(key, address)
    folder = checkout.root() / ".cache" / "calibration"
    report.room(folder)
    if not yes:
        _confirm(report.cost(chosen), sender.url)

    def done(outcome: calibration.Outcome) -> None:
        if sys.stderr.isatty():
            click.echo(mask.output(report.line(outcome)), err=True)

    seen = calibration.calibrate(chosen, sender, mask, pause=0 if sender.local else calibration.PAUSE, done=done)
    # What was learnt is told first: it cost requests, and a disk may refuse.
    click.echo(report.dumps(report.document(seen), mask) if as_json else mask.output(report.text(seen)))
    file = report.save(folder, seen, mask)
    if not as_json:
        click.echo(f"The answers, masked: {file.relative_to(folder.parents[1])}")
    sys.exit(0 if seen.agrees else 1)


def _terminal() -> bool:
    return sys.stdin.isatty()


def _confirm(cost: str, address: str) -> None:
    if not _terminal():
        raise CalibrationError(
            "Requests with your key leave only with your consent, and here is no terminal to ask. See first what is "
            "sent: mistral-playbooks verify --live --dry-run. Then add --yes."
        )
    click.echo(f"To {address}, with your key. {cost}", err=True)
    if not click.confirm("Send them?", err=True):
        raise CalibrationError("Nothing was sent.")
