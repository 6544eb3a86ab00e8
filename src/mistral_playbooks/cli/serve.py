"""`serve`: verifies what changed, then serves the site on this machine."""

from __future__ import annotations

import sys

import click

from .progress import refresh


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(port: int) -> None:
    """Verify what changed, then build and serve the site on 127.0.0.1.

    \b
    mistral-playbooks serve --port 8000
    """
    import signal
    import subprocess

    from ..site import build
    from ..support.process import foreground
    from ..verify import checkout

    folder = checkout.root()
    if not build.port_is_free(port):
        message = f"port {port} is in use. Choose another: mistral-playbooks serve --port {port + 1}"
        raise checkout.RepositoryError(message)
    refresh(folder)
    click.echo(f"Serving http://127.0.0.1:{port}/ (Ctrl+C stops it)")
    # `--dirty`: an edit renders only what it changes (site/changes.py). `build` is strict, a page being written is not.
    options = ("--quiet", "--dirty", "--no-strict", "--dev-addr", f"127.0.0.1:{port}")
    command = build.mkdocs("serve", *options, folder=folder)
    environment = {**build.site_environment(), **build.lab_cache(checkout.read(folder))}
    status = foreground(subprocess.Popen(command, env=environment, cwd=folder))
    sys.exit(0 if status in (-signal.SIGINT, -signal.SIGTERM, 130) else abs(status))
