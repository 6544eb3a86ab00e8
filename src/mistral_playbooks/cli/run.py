"""`run`: a program, unchanged, against the mocked API."""

from __future__ import annotations

import sys

import click

from .options import faults_of, mock_options


@click.command(context_settings={"ignore_unknown_options": True})
@mock_options
@click.option("--json", "as_json", is_flag=True, help="The report as one line of JSON on standard error.")
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def run(faults: tuple[str, ...], limits: str, minute: float, as_json: bool, command: tuple[str, ...]) -> None:
    """Run a program, unchanged, against the mocked API; its requests are reported on standard error.

    \b
    mistral-playbooks run --fault rate-limited:2 -- python your_program.py

    It finds a made-up key in place of every API key in its environment, and no other host answers. Its exit status
    is passed on. This works for Python, Node 22.21 and 24, curl, Java, Perl, and whatever else honours HTTPS_PROXY
    and SSL_CERT_FILE.

    Clients of Python and Node that ignore the proxy variables (trust_env=False, http.client, an Agent of their own)
    are led to the mock too. Others that do cannot be kept from the real API: Java with Proxy.NO_PROXY, curl with
    --noproxy, Python started with -I, -E or -S, libraries that look names up by themselves (pycurl, grpc, aiodns).
    Node before 22.21 and 23 is refused. Such a program needs `mistral-playbooks mock` and its address as server URL; a
    real key that it reads from a file of its own, such as .env, would leave with it.
    """
    import os

    from ..run import report as reporting
    from ..run import session
    from ..support.process import ToolNotFoundError

    try:
        report = session.run(command, faults=faults_of(faults), limits=limits, minute=minute, env=os.environ)
    except ToolNotFoundError as error:
        click.echo(f"mistral-playbooks: {error}", err=True)
        sys.exit(127 if isinstance(error.__cause__, FileNotFoundError) else 126)  # as a shell says it
    reporting.write(report, sys.stderr, os.environ, as_json=as_json)
    sys.exit(report.exit)
