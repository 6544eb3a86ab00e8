"""`run`: runs an unchanged program against the mocked API."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from .options import mock_options, parse_faults

if TYPE_CHECKING:
    from ..mock import Profile
    from ..run.session import Isolate


@click.command(context_settings={"ignore_unknown_options": True})
@mock_options
@click.option("--json", "as_json", is_flag=True, help="Print the report as one line of JSON.")
@click.option(
    "--isolate",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Run the program in a network of its own, in which only the mock exists (Linux).",
)
@click.option(
    "--allow",
    multiple=True,
    metavar="HOST:PORT",
    help="Let the program reach this address too, such as a database of your own. Repeatable.",
)
@click.option(
    "--keep",
    multiple=True,
    metavar="NAME",
    help="Pass this variable unchanged, although it looks like a secret. Repeatable.",
)
@click.option(
    "--any-key",
    is_flag=True,
    help="Accept any key, such as one in the program's source, not only the made-up one in MISTRAL_API_KEY.",
)
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def run(
    faults: tuple[str, ...],
    limits: str,
    minute: float,
    profile: Profile,
    every_tool: bool,
    agents: tuple[str, ...],
    as_json: bool,
    isolate: Isolate,
    allow: tuple[str, ...],
    keep: tuple[str, ...],
    any_key: bool,
    command: tuple[str, ...],
) -> None:
    """Run an unchanged program against the mocked API, and report its requests on standard error.

    \b
    mistral-playbooks run --fault rate-limited:2 -- python your_program.py

    Secrets recognized in the environment are replaced with made-up ones. Files, such as .env, stay as they are. The
    program's exit status is passed on.

    On Linux, the program runs in a network of its own, in which only the mock exists, at the API's own names and ports.
    Clients reach the mock with or without a proxy, no IP packet leaves, and the report names other hosts as refused.
    Unix sockets, such as Docker's, stay open, and a program run as root can leave on purpose. A client with its own
    certificate store, or one that insists on HTTP/2 (node:http2, grpc), is refused.

    If the system grants no such network, the report says so, and the program reaches the mock by its environment alone.
    This works for Python, Node 22.21 and 24, curl, Java, Perl, and any client that honors HTTPS_PROXY and
    SSL_CERT_FILE. Python and Node clients that ignore the proxy variables (trust_env=False, http.client, a custom
    Agent) are redirected too. Node 23 is refused, and so is Node before 22.21.

    Without isolation, a client that ignores the proxy variables reaches every other host, such as a database, and the
    report does not name it. These reach the real API: curl with --noproxy, -x '' or a proxy in ~/.curlrc, Java with
    Proxy.NO_PROXY, Python started with -I, -E or -S, libraries that resolve names themselves (pycurl, aiodns, gevent),
    a client with its own proxy, a literal address, and programs that a script starts with its own NO_PROXY,
    NODE_OPTIONS or PYTHONPATH, or with an empty environment (env -i). If such a program reads a real key from a file,
    such as .env, it sends that key. Use `mistral-playbooks mock` and its address as server URL instead.
    """
    import os

    if "MISTRAL_API_KEY" in keep:
        raise click.UsageError("--keep MISTRAL_API_KEY: the mock accepts only its made-up key. Leave the option out.")

    from ..gateway.isolation import allowed
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
            agents=agents,
            env=os.environ,
            any_key=any_key,
            keep=keep,
            isolate=isolate,
            allow=[allowed.parse(text) for text in allow],
        )
    except ToolNotFoundError as error:
        click.echo(f"mistral-playbooks: {error}", err=True)
        sys.exit(127 if isinstance(error.__cause__, FileNotFoundError) else 126)  # as in a shell
    report = replace(report, arguments=tuple(sys.argv[1:]))
    reporting.write(report, sys.stderr, os.environ, as_json=as_json)
    sys.exit(report.exit)
