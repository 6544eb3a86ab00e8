"""`run`: runs an unchanged program against the mocked API."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from .options import mock_options, parse_faults

if TYPE_CHECKING:
    from ..mock import Profile


@click.command(context_settings={"ignore_unknown_options": True})
@mock_options
@click.option("--json", "as_json", is_flag=True, help="Print the report as one line of JSON.")
@click.option(
    "--keep",
    multiple=True,
    metavar="NAME",
    help="Pass this variable unchanged, although it looks like a secret. Repeatable.",
)
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def run(
    faults: tuple[str, ...],
    limits: str,
    minute: float,
    profile: Profile,
    every_tool: bool,
    as_json: bool,
    keep: tuple[str, ...],
    command: tuple[str, ...],
) -> None:
    """Run an unchanged program against the mocked API, and report its requests on standard error.

    \b
    mistral-playbooks run --fault rate-limited:2 -- python your_program.py

    Every secret in the program's environment is replaced with a made-up one, and other hosts are unreachable. The
    program's exit status is passed on. This works for Python, Node 22.21 and 24, curl, Java, Perl, and any client that
    honors HTTPS_PROXY and SSL_CERT_FILE.

    Python and Node clients that ignore the proxy variables (trust_env=False, http.client, a custom Agent) are
    redirected too. Other clients that ignore them reach the real API: Java with Proxy.NO_PROXY, curl with --noproxy,
    Python started with -I, -E or -S, libraries that resolve names themselves (pycurl, grpc, aiodns). If such a program
    reads a real key from a file, such as .env, it sends that key. Use `mistral-playbooks mock` and its address as
    server URL instead. Node before 22.21 and Node 23 are refused.
    """
    import os

    if "MISTRAL_API_KEY" in keep:
        raise click.UsageError("--keep MISTRAL_API_KEY: the mock accepts only its made-up key. Leave the option out.")

    from ..run import report as reporting
    from ..run import session
    from ..support.process import ToolNotFoundError

    try:
        report = session.run(
            command,
            faults=parse_faults(faults),
            limits=limits,
            minute=minute,
            profile=profile,
            every_tool=every_tool,
            env=os.environ,
            keep=keep,
        )
    except ToolNotFoundError as error:
        click.echo(f"mistral-playbooks: {error}", err=True)
        sys.exit(127 if isinstance(error.__cause__, FileNotFoundError) else 126)  # as in a shell
    reporting.write(report, sys.stderr, os.environ, as_json=as_json)
    sys.exit(report.exit)
