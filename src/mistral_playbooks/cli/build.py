"""`build`: verifies what changed, then builds the site."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .progress import refresh


@click.command()
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Write the site here (default: site/).",
)
def build(site_dir: Path | None) -> None:
    """Verify what changed, then build the site.

    \b
    mistral-playbooks build --site-dir public
    """
    from ..site.build import build_site
    from ..verify import checkout

    folder = checkout.root()
    if not refresh(folder):
        click.echo("A published program failed verification (see above), so the site was not built.", err=True)
        sys.exit(1)
    target = (site_dir or folder / "site").resolve()
    build_site(folder, target)
    click.echo(f"Built: {target}")
