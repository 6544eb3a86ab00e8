"""The command line. Each command imports what it needs: `mock` and `run` start without the rest."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import check as checking
from . import commands

if TYPE_CHECKING:
    from .mock import Fault

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Refused(click.ClickException):
    """A user's mistake: one message, status 2, no traceback."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(f"mistral-playbooks: {self.message}", err=True)


class Group(click.Group):
    """Turns the errors that the package raises for a user into one message each."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if type(error).__module__.startswith("mistral_playbooks.") and type(error).__name__.endswith(
                ("Error", "Missing")
            ):
                raise Refused(str(error)) from None
            raise


@click.group(cls=Group, context_settings=_SETTINGS)
@click.version_option(package_name="mistral-playbooks")
def main() -> None:
    """Runnable error playbooks for the Mistral API.

    \b
    mistral-playbooks explain 3280
    mistral-playbooks run --fault rate-limited:2 -- python your_program.py
    """


def _faults(texts: tuple[str, ...]) -> list[Fault]:
    from .mock import parse_fault

    return [parse_fault(text) for text in texts]


def _seconds(_ctx: click.Context, _param: click.Parameter, value: str) -> float:
    try:
        seconds = float(value.removesuffix("s"))
    except ValueError:
        seconds = 0
    if not 0.1 <= seconds <= 3600:
        raise click.BadParameter(f"`{value}` is not a number of seconds from 0.1 to 3600, such as 2s.")
    return seconds


def _mocking(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--minute", default="60s", callback=_seconds, help="Length of the limiter's minute, such as 2s."),
        click.option("--limits", default="none", help="none, free, paid, or a JSON file of limits by model."),
        click.option(
            "--fault",
            "faults",
            multiple=True,
            metavar="SLUG[/CAUSE][:N][@PATH][,after=K][,seconds=S]",
            help="N times, then well; on one endpoint; after K frames of a stream; for S seconds. Repeat.",
        ),
    ):
        command = option(command)
    return command


@main.command()
@click.argument("text", required=False)
@click.option("--json", "as_json", is_flag=True, help="For a program that reads.")
@click.option("--jsonl", is_flag=True, help='Lines {"id","text"} in, lines {"id","matches"} out.')
@click.option("--top", default=3, type=click.IntRange(1, 20), show_default=True, help="How many matches at most.")
def explain(text: str | None, as_json: bool, jsonl: bool, top: int) -> None:
    """Name the playbook for an error: FILE, CODE or TEXT, else standard input.

    \b
    mistral-playbooks explain 1500
    python your_program.py 2>&1 | mistral-playbooks explain
    """
    from . import explain as explanation

    sys.exit(explanation.run(text, sys.stdin, top=top, json=as_json, jsonl=jsonl, change=_change()))


def _change() -> Callable[[str, str | None], str | None]:
    """The change between broken and fixed, where a checkout is at hand."""
    import difflib

    folder = Path(__file__).resolve().parents[2] / "snippets"

    def change(slug: str, cause: str | None) -> str | None:
        for suffix in ([f"-{cause}"] if cause else []) + [""]:
            before, after = (folder / slug / f"{role}{suffix}.py" for role in ("broken", "fixed"))
            if before.is_file() and after.is_file():
                old, new = (path.read_text(encoding="utf-8").splitlines() for path in (before, after))
                return "\n".join(list(difflib.unified_diff(old, new, lineterm="", n=1))[2:])
        return None

    return change


@main.command(context_settings={"ignore_unknown_options": True})
@_mocking
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

    from . import reporting, session
    from .process import Missing

    try:
        report = session.run(command, faults=_faults(faults), limits=limits, minute=minute, env=os.environ)
    except Missing as error:
        click.echo(f"mistral-playbooks: {error}", err=True)
        sys.exit(127 if isinstance(error.__cause__, FileNotFoundError) else 126)  # as a shell says it
    reporting.write(report, sys.stderr, os.environ, as_json=as_json)
    sys.exit(report.exit)


@main.command()
@_mocking
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--api-key", default=None, help="The only key accepted. Without it any key is.")
@click.option(
    "--key-fault",
    "key_faults",
    multiple=True,
    nargs=2,
    metavar="KEY FAULT",
    help="A fault for this API key alone. Repeat.",
)
def mock(
    faults: tuple[str, ...],
    limits: str,
    minute: float,
    port: int,
    api_key: str | None,
    key_faults: tuple[tuple[str, str], ...],
) -> None:
    """Serve the mocked API on 127.0.0.1 over plain HTTP, for an SDK's server URL.

    \b
    mistral-playbooks mock --port 8001 --fault rate-limited:2
    mistral-playbooks mock --fault timeout/late:1,seconds=3 --fault server-error:1@/v1/embeddings
    curl "http://127.0.0.1:8001/_mock/faults?key=test-1" --data '"rate-limited:2"'

    Every API key meets the faults in full, so that tests in parallel do not disturb each other. Programs in any
    language set faults and answers and read what was sent at /_mock/faults, /_mock/replies and /_mock/journal.
    """
    import asyncio
    import gc
    import signal
    from contextlib import suppress

    from .mock import Api, Settings
    from .mock.control import Controlled
    from .mock.server import serve as start

    # The journal's 10,000 requests are no garbage: to look at them all as often as Python would by itself stopped the
    # server for 0.1 s every few thousand requests, a tenth of its time (measured 2026-11-23).
    gc.set_threshold(10_000, 10, 10)
    api = Api(Settings(api_key=api_key, limits=limits, minute=minute), _faults(faults))
    for key, text in key_faults:
        (fault,) = _faults((text,))
        api.inject(fault, key)

    async def forever() -> None:
        try:
            server = await start(Controlled(api), port)
        except OSError as error:
            raise Refused(f"port {port} cannot be used ({error.strerror}). Choose another: --port 0") from error
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        with suppress(NotImplementedError):  # Windows: Ctrl+C alone
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, ended.set)
        click.echo(f"The mocked Mistral API: {address} (Ctrl+C stops it)")
        await ended.wait()
        server.close()

    with suppress(KeyboardInterrupt):
        asyncio.run(forever())


for _command in (checking.check, commands.verify, commands.build, commands.serve):
    main.add_command(_command)


if __name__ == "__main__":
    main(prog_name="mistral-playbooks")
