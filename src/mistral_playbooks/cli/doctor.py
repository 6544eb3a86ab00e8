"""`doctor`: tells whether it is this machine, its network, the key, or the API."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from ..support.terminal import print_safely, use_color


@click.command()
@click.option("--url", default=None, help="Test this server URL instead of the API's, such as that of a mock.")
@click.option("--model", default=None, help="Also send this model one short message, which is billed.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(url: str | None, model: str | None, as_json: bool) -> None:
    """Find out whether it is you or Mistral: test the way to the API, your key, and the installed SDKs.

    \b
    mistral-playbooks doctor
    mistral-playbooks doctor --model mistral-small-latest
    mistral-playbooks doctor --json --url http://127.0.0.1:8001

    Each line is ok, failed or unknown, with the reason and, for what failed, the playbook. The key is read from
    MISTRAL_API_KEY and never printed. It takes 15 seconds at most. Exit status: 0 if nothing failed, 1 if something
    did, 2 for an unusable option.
    """
    from ..content.catalog import load
    from ..doctor import examination, report, target
    from ..live import credentials

    address = target.parse_target(url or target.API)
    catalog = load()
    settings = examination.Settings(
        target=address,
        env=os.environ,
        folder=Path.cwd(),
        model=model,
        codestral=None if url else target.parse_target(target.CODESTRAL),
    )
    lines = examination.examine(settings)
    mask = credentials.mask(os.environ.get("MISTRAL_API_KEY", ""), os.environ)
    urls = {slug: playbook.url for slug, playbook in catalog.playbooks.items()}
    if as_json:
        print(report.as_json(lines, address, mask, urls))
    else:
        site = os.environ.get("SITE_URL") or catalog.site
        color = use_color(sys.stdout, os.environ)
        print_safely(report.as_text(lines, address, mask, urls, site, color=color), sys.stdout)
    sys.exit(1 if report.is_failed(lines) else 0)
